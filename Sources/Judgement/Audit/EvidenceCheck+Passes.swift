import Vocabulary

/// Checks on what a tool's pass is worth.
extension EvidenceCheck {
  /// A pass of a run in which nothing was looked at.
  static let vacuousPass = EvidenceCheck(
    name: "vacuous-pass", title: "passes that observed nothing",
    meaning:
      "Nothing was seen of the system under the fault or after it, so these would have passed on one that was down.",
    advice: "Ask a probe while the fault acts, or import samples of that time with `faultbook import --run RUN`.",
    voidsPass: true
  ) { run, _ in
    guard run.claim == .passed, !run.isPlacebo, run.verdict?.grade == .e1 else { return nil }
    let asked = run.probesSince.count
    return asked == 0
      ? "no probe was asked and no sample taken under the fault or after it"
      : "none of the \(asked) questions asked under the fault or after it was answered"
  }

  /// A pass over a probe that was not met.
  static let maskedFailure = EvidenceCheck(
    name: "masked-failure", title: "passes over a probe that failed",
    meaning:
      "A probe failed under the fault or after it and the tool still said pass: the failure that the experiment was made to find stands in its own record.",
    advice: "Read these as failures, and let what was asked under the fault decide the tool's verdict as well.",
    voidsPass: true
  ) { run, _ in
    guard run.claim == .passed, !run.isPlacebo else { return nil }
    let failed = run.probesSince.filter { $0.met == false }
    guard let first = failed.first else { return nil }
    let names = failed.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
    let when = first.phase == .fault ? "under the fault" : "after the fault"
    let more = names.count > 1 ? " and \(names.count - 1) more" : ""
    return "\"\(names[0])\"\(more) was not met \(when)"
  }

  /// A pass that the judged evidence refutes, with no probe to say so.
  static let contradictedPass = EvidenceCheck(
    name: "contradicted-pass", title: "passes that the samples refute",
    meaning:
      "The tool said pass, and what was measured refutes a claim of the run's own intent: its probes looked elsewhere or at another time.",
    advice: "Give the tool a probe for each clause; until then take the clause verdicts of `faultbook run show RUN`.",
    voidsPass: true
  ) { run, _ in
    guard run.claim == .passed, !run.isPlacebo, !run.probesSince.contains(where: { $0.met == false }) else {
      return nil
    }
    guard let clause = run.verdict?.clauses.first(where: { $0.outcome == .refuted }) else { return nil }
    let actual = clause.actual.map { ", found \($0)" } ?? ""
    return "clause \(clause.id): expected \(clause.expected)\(actual)"
  }

  /// A run that its gate ended.
  static let gateFailed = EvidenceCheck(
    name: "gate-failed", title: "runs whose gate failed",
    meaning:
      "The steady state did not hold before the fault, so nothing was injected: they say nothing of the fault, whatever they are called.",
    advice: "Mend the system, or the question that the gate asks, and run them again; count none of them as done.",
    voidsPass: true
  ) { run, _ in
    guard run.isGateFailed else { return nil }
    return (run.aborted?.criterion ?? "a guardrail") + " was not met; nothing was injected"
  }

  /// A run in which nothing shows that the fault acted.
  static let notInjected = EvidenceCheck(
    name: "not-injected", title: "runs in which nothing shows that the fault acted",
    meaning: "That a system stays steady under a fault that did not act is no sign of resilience.",
    advice: "Look at the injection's target, its permissions and its error; let the tool confirm that it took effect.",
    voidsPass: true
  ) { run, _ in
    guard !run.isPlacebo, !run.isGateFailed, run.endedAt != nil else { return nil }
    guard run.injectedAt != nil else { return "nothing was injected" }
    guard run.confirmed == false, run.verdict != nil, run.degraded.isEmpty else { return nil }
    return "nobody confirmed the injection, and nobody was seen to suffer from it"
  }

  /// A run of whose fault a part failed.
  static let partlyInjected = EvidenceCheck(
    name: "partly-injected", title: "runs of whose fault a part failed",
    meaning:
      "An action that should have disturbed the system failed, and the run went on: what held, held under less than was meant.",
    advice: "Let a failed action end the run, and repeat it whole before the pass is counted.",
    voidsPass: true
  ) { run, _ in
    guard !run.isPlacebo, run.injections.contains(where: \.confirmed) else { return nil }
    guard let failed = run.injections.first(where: { !$0.confirmed }) else { return nil }
    return failed.evidence ?? "one of \(run.injections.count) injections was not confirmed"
  }

  /// Questions without an answer.
  static let noData = EvidenceCheck(
    name: "no-data", title: "questions without an answer that count as held",
    meaning:
      "What was asked under the fault or after it had no data, was not asked after all, or cannot be told from that; silence counted in the tool's favour.",
    advice: "Try the queries on a time that has data, and let a probe fail where it gets none.",
    voidsPass: false
  ) { run, _ in
    guard !run.isPlacebo, run.injectedAt != nil, run.claim != .failed else { return nil }
    let asked = run.probesSince
    let silent = asked.filter { $0.met == nil }
    guard let first = silent.first else { return nil }
    return "\(silent.count) of \(asked.count) questions got no answer, \"\(first.name)\" for one"
  }
}
