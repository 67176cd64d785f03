import Vocabulary

/// Checks on how the runs were done, and on what was done to them afterwards.
extension EvidenceCheck {
  /// A run that nothing could have refuted.
  static let nothingStated = EvidenceCheck(
    name: "nothing-stated", title: "runs that nothing could have refuted",
    meaning:
      "Neither a clause nor a probe with a tolerance says what would have been too much: whatever came, they would not have failed.",
    advice: "Declare what is expected (`faultbook intent declare`) before the next run, with a threshold.",
    voidsPass: true
  ) { run, _ in
    guard !run.isPlacebo, run.criteria.isEmpty else { return nil }
    guard !run.probes.contains(where: { $0.met != nil }) else { return nil }
    guard let intent = run.start.intent else { return "it tests no intent" }
    if let late = run.lateIntent { return late }
    return run.intent == nil
      ? "its intent \(intent) is not in the log, and no probe has a tolerance"
      : "its intent has no clause, and no probe has a tolerance"
  }

  /// A rollback that was promised and not seen.
  static let rollbackNotExecuted = EvidenceCheck(
    name: "rollback-not-executed", title: "rollbacks declared and not executed",
    meaning:
      "The experiment says how its fault is undone, and nothing shows that this was done: the way back is untested, or the fault is still there.",
    advice: "Check that the fault is gone; run with rollbacks always on, also where the hypothesis deviates.",
    voidsPass: false
  ) { run, _ in
    guard !run.isPlacebo, run.injectedAt != nil, run.endedAt != nil, let intent = run.intent else { return nil }
    guard !intent.rollback.isEmpty, !run.clearings.contains(where: { $0 != .expired }) else { return nil }
    let how = run.clearings.isEmpty ? "nothing says that the fault ended" : "the fault ended by its own time limit"
    return "\"\(intent.rollback[0])\" was declared; \(how)"
  }

  /// A fault of which nothing says that it ended.
  static let neverCleared = EvidenceCheck(
    name: "never-cleared", title: "runs whose fault nobody cleared",
    meaning:
      "They are over, and nothing says that their fault is: what came after them on what it reaches may have been measured under it.",
    advice: "Look whether it is gone, and say so with `faultbook run clear RUN`; let the tool tell of its rollback.",
    voidsPass: false
  ) { run, _ in
    guard run.isUncleared, run.endedAt != nil else { return nil }
    return "its fault was injected, and nothing says that it ended"
  }

  /// A baseline with another fault in it.
  static let contaminatedBaseline = EvidenceCheck(
    name: "contaminated-baseline", title: "runs too close to one another",
    meaning:
      "Their baseline was taken while another fault acted on what they meet, or before that had time to pass: what they call normal may not be.",
    advice: "Leave `safety.spacingSeconds` between runs that can meet the same components; `faultbook next` keeps it.",
    voidsPass: false
  ) { run, archive in archive.contaminated[run.id] }

  /// Criteria that came after the result.
  static let movedCriteria = EvidenceCheck(
    name: "moved-criteria", title: "criteria changed or stated after the result",
    meaning:
      "What a run should be judged by was changed once it had ended, or declared only after it had begun, or the next run of the same experiment was given another measure. A run is judged by what stood when it began.",
    advice:
      "Let somebody else confirm that the new criteria are what users need, and run it again under them; the result under the old ones stands. `faultbook log POSITION` shows who changed what.",
    voidsPass: true
  ) { run, archive in
    let words = run.afterthoughts.filter { $0.subject == .criteria }.map(\.what)
    let all = words + [archive.replaced[run.id]].compactMap { $0 }
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }

  /// Evidence that was changed after the result.
  static let changedEvidence = EvidenceCheck(
    name: "changed-evidence", title: "evidence changed after the result",
    meaning: "Samples, probes or times of a run were corrected or retracted once its result was known.",
    advice: "Read the reasons with `faultbook log`; every original is in the log, and `--as-of` shows what it said.",
    voidsPass: false
  ) { run, _ in
    let words = run.afterthoughts.filter { $0.subject == .evidence }
    guard let first = words.first else { return nil }
    return words.count == 1 ? first.what : "\(first.what), and \(words.count - 1) changes more"
  }

  /// A run that nobody ended.
  static let unfinished = EvidenceCheck(
    name: "unfinished", title: "runs that nobody ended",
    meaning: "They began, and nothing says that they are over: they are not judged, and their fault may still act.",
    advice: "End them with `faultbook run finish RUN` or `run abort`, or import the rest of their record.",
    voidsPass: false
  ) { run, _ in
    guard run.endedAt == nil else { return nil }
    if run.injectedAt != nil, run.clearedAt == nil { return "its fault was injected and never cleared" }
    return run.injectedAt == nil
      ? "it has been under way since \(run.startedAt), and nothing was injected so far" : "it has no end"
  }
}
