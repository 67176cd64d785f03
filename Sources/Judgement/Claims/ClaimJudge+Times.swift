import Vocabulary

extension ClaimJudge {
  /// Back within so many seconds after the clearing; after the injection where nothing says that it was cleared.
  ///
  /// A measured `time_to_recover` decides where there is one; else the clause's metric, else what was seen of the
  /// subject. A record that ends too early to tell, or in which nobody looked at the time that counts, is inconclusive.
  func recovers(_ clause: Clause) -> Finding {
    let measured = series.own(clause.subject, Metric.timeToRecover)
    if let longest = measured.flatMap({ one in one.windows.compactMap { one.milliseconds($0.value) } }).max() {
      return timed(
        .recovered(longest / 1000), clause, "\(Metric.timeToRecover) of \(clause.subject)",
        figures(seconds: longest / 1000, clause, over: measured.flatMap(\.windows)))
    }
    guard let bound = Bound(clause) else { return recoversAsSeen(clause) }
    switch reading(clause, bound) {
    case .failure(let missing): return missing.finding
    case .success(let reading): return recovers(clause, bound, reading)
    }
  }

  private func recoversAsSeen(_ clause: Clause) -> Finding {
    let judgements = judgements(clause)
    let (state, words) = state(of: judgements)
    switch state {
    case .unknown: return .inconclusive(words, judgements.isEmpty ? nil : figures(seen: clause, after: true))
    case .steady: return timed(.recovered(0), clause, words, figures(seen: clause, seconds: 0, after: true))
    case .degraded:
      let recovery = Evidence.Recovery.worst(of: judgements.filter { $0.state == .degraded }.map(\.recovery))
      return timed(recovery, clause, words, figures(seen: clause, seconds: recovery.seconds, after: true))
    }
  }

  private func recovers(_ clause: Clause, _ bound: Bound, _ reading: Reading) -> Finding {
    let name = "\(bound.metric) of \(clause.subject)"
    let start = series.timeline.isCleared ? series.timeline.cleared : 0
    let usual = reading.usual
    let isGood = { (window: Window) in bound.measure(window.value, over: usual).map(bound.holds) ?? false }
    if reading.usual == nil, bound.isRelative { return .inconclusive("\(name) has no baseline to compare with") }
    let after = reading.windows.filter { $0.end > start && $0.part != .baseline }
    guard let last = after.last else { return .inconclusive("nothing of \(name) was measured after the fault") }
    let words = "\(name), \(after.count) windows after \(start > 0 ? "the clearing" : "the injection")"
    func found(_ time: Evidence.Recovery) -> Finding {
      timed(time, clause, words, figures(seconds: time.seconds, clause, over: after))
    }
    let neverLeft = reading.coverage >= constants.steadyCoverage && reading.fault.allSatisfy(isGood)
    let lastBad = after.lastIndex { !isGood($0) }
    if neverLeft, lastBad == nil { return found(.recovered(0)) }
    guard isGood(last) else { return found(.lasting(last.end - start)) }
    if lastBad == nil, let limit = clause.withinSeconds, after[0].end - start > limit {
      // Good as soon as anybody looked: when it came back, or whether it ever left, lies in the time before.
      return .inconclusive(
        "\(words); good when first looked at, \(Format.number(after[0].end - start)) s after, and nobody looked within \(Format.number(limit)) s",
        figures(seconds: nil, clause, over: after))
    }
    let first = after[lastBad.map { $0 + 1 } ?? 0]
    let bad = lastBad.map { after[$0] }
    let change = Change(
      first, after: bad?.end, tolerating: max(first.width, bad?.width ?? 0), since: start)
    return decided(change, clause, words, "not as it should be", over: after)
  }

  /// Something notices within so many seconds after the injection: the clause's metric crosses its threshold, or a probe says
  /// that an alert fired; without either, the subject itself shows the fault.
  func detects(_ clause: Clause) -> Finding {
    guard let signal = signal(clause, .alert) else {
      let judgements = judgements(clause)
      let (state, words) = state(of: judgements)
      if state == .unknown { return .inconclusive(words, judgements.isEmpty ? nil : figures(seen: clause)) }
      guard let onset = judgements.compactMap(\.onset).min() else {
        let until = (series.own(clause.subject) + series.fromCallers(clause.subject))
          .compactMap { $0.fault.last?.end }.max()
        return unnoticed(clause, until: until ?? 0, words, figures(seen: clause))
      }
      return timed(.recovered(onset), clause, words, figures(seen: clause, seconds: onset))
    }
    switch signal.crossing {
    case .failure(let missing): return missing.finding
    case .success(.already): return .inconclusive(signal.already)
    case .success(.at(let change, let windows)):
      return decided(change, clause, signal.did, signal.didNot, over: windows)
    case .success(.never(let until, let windows)):
      return unnoticed(
        clause, until: until, signal.never, figures(seconds: nil, clause, over: windows), covering: windows)
    }
  }

  /// A guard acts, as the clause's metric and threshold or a probe say, within its time, or else before the subject degrades.
  /// Where the guard never acted and the subject never degraded there was nothing to trip for: inconclusive. So it is where it
  /// acted and nobody knows whether the subject degraded, or both lie in one window.
  func trips(_ clause: Clause) -> Finding {
    guard let signal = signal(clause, .guarding) else {
      return .inconclusive(
        clause.metric.map { "no probe is named \($0), and the clause has no threshold for it" }
          ?? "the clause names no metric and threshold that say when the guard has tripped, and no probe asks it")
    }
    let subject = seen.filter { $0.node == clause.subject }
    let onset = subject.filter { $0.state == .degraded }.compactMap(\.onset).min()
    let deadline = clause.withinSeconds ?? onset
    switch signal.crossing {
    case .failure(let missing): return missing.finding
    case .success(.already): return .inconclusive("the guard had tripped before the fault")
    case .success(.at(let change, let windows)): return tripped(clause, signal, change, windows, subject, due: deadline)
    case .success(.never(let until, let windows)):
      let numbers = figures(nil, deadline.map { _ in .atMost }, deadline, over: windows)
      guard let deadline, until >= deadline else {
        return .inconclusive("the guard did not trip, and was not due", numbers)
      }
      guard covers(windows, until: deadline) else {
        return .inconclusive("the guard was not seen to trip, and hardly anybody looked until it was due", numbers)
      }
      return Finding(
        outcome: .refuted, actual: "never", evidence: "the guard did not trip in \(Format.number(until)) s", unit: "s",
        figures: numbers)
    }
  }

  private func tripped(
    _ clause: Clause, _ signal: Signal, _ change: Change, _ windows: [Window], _ subject: [SymptomJudgement],
    due deadline: Double?
  ) -> Finding {
    let when = Format.number(change.by)
    guard let deadline else {
      let isSteady = state(of: subject).state == .steady
      return Finding(
        outcome: isSteady ? .supported : .inconclusive, actual: when,
        evidence: isSteady
          ? "tripped, and \(clause.subject) did not degrade"
          : "tripped, and whether \(clause.subject) degraded was not seen", unit: "s",
        figures: figures(change.by, nil, nil, over: windows))
    }
    let words = "tripped \(when) s after the injection, due by \(Format.number(deadline)) s"
    let numbers = figures(change.by, .atMost, deadline, over: windows)
    // An onset is the end of a window, and the subject may have degraded anywhere in it.
    let grain = signal.isAsked ? series.samplingStep ?? 0 : change.width
    if clause.withinSeconds == nil, change.by > deadline - grain, change.from < deadline {
      return Finding(
        outcome: .inconclusive, actual: when,
        evidence: signal.isAsked
          ? (change.isSeenBefore
            ? "asked at \(Format.number(change.from)) s the guard had not tripped, asked at \(when) s it had"
            : "asked for the first time at \(when) s the guard had tripped")
            + ", and \(clause.subject) degraded by \(Format.number(deadline)) s, so which came first is not known"
          : "the guard tripped in the window in which \(clause.subject) degraded, so which came first is not known",
        unit: "s", figures: numbers)
    }
    return decided(change, limit: deadline, words, "had not tripped", numbers)
  }
}
