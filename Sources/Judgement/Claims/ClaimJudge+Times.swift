import Vocabulary

extension ClaimJudge {
  /// Back within so many seconds after the clearing; after the injection where nothing says that it was cleared.
  ///
  /// A measured `time_to_recover` decides where there is one; else the clause's metric, else what was seen of the
  /// subject. A record that ends too early to tell is inconclusive.
  func recovers(_ clause: Clause) -> Finding {
    if let measured = measuredRecovery(clause) {
      return timed(.recovered(measured), clause, "\(Metric.timeToRecover) of \(clause.subject)")
    }
    guard let bound = Bound(clause) else {
      let judgements = judgements(clause)
      let (state, words) = state(of: judgements)
      switch state {
      case .unknown: return .inconclusive(words)
      case .steady: return timed(.recovered(0), clause, words)
      case .degraded:
        return timed(.worst(of: judgements.filter { $0.state == .degraded }.map(\.recovery)), clause, words)
      }
    }
    switch reading(clause, bound) {
    case .failure(let missing): return missing.finding
    case .success(let reading):
      let start = series.timeline.isCleared ? series.timeline.cleared : 0
      let usual = reading.usual
      let isGood = { (window: Window) in bound.measure(window.value, over: usual).map(bound.holds) ?? false }
      let after = reading.windows.filter { $0.end > start && $0.part != .baseline }
      guard let last = after.last else {
        return .inconclusive("nothing of \(bound.metric) of \(clause.subject) was measured after the fault")
      }
      let words =
        "\(bound.metric) of \(clause.subject), \(after.count) windows after \(start > 0 ? "the clearing" : "the injection")"
      if !reading.fault.contains(where: { !isGood($0) }), after.allSatisfy(isGood) {
        return timed(.recovered(0), clause, words)
      }
      guard isGood(last) else { return timed(.lasting(last.end - start), clause, words) }
      let lastBad = after.lastIndex { !isGood($0) }
      let first = after[lastBad.map { $0 + 1 } ?? 0]
      return timed(.recovered(first.end - start), clause, words)
    }
  }

  /// Something notices within so many seconds after the injection: the clause's metric crosses its threshold; without
  /// one, the subject itself shows the fault.
  func detects(_ clause: Clause) -> Finding {
    guard let bound = Bound(clause) else {
      let judgements = judgements(clause)
      let (state, words) = state(of: judgements)
      if state == .unknown { return .inconclusive(words) }
      guard let onset = judgements.compactMap(\.onset).min() else {
        return unnoticed(clause, until: lastSeen(clause.subject), words)
      }
      return timed(.recovered(onset), clause, words)
    }
    switch first(clause, bound) {
    case .failure(let missing): return missing.finding
    case .success(.at(let seconds)):
      return timed(.recovered(seconds), clause, "\(bound.metric) of \(clause.subject) first crossed it")
    case .success(.never(let until)):
      return unnoticed(clause, until: until, "\(bound.metric) of \(clause.subject) never crossed it")
    }
  }

  /// A guard acts, which the clause's metric and threshold say, within its time, or else before the subject degrades.
  /// Where the guard never acted and the subject never degraded there was nothing to trip for: inconclusive.
  func trips(_ clause: Clause) -> Finding {
    guard let bound = Bound(clause) else {
      return .inconclusive("the clause names no metric and threshold that say when the guard has tripped")
    }
    let onset = seen.filter { $0.node == clause.subject && $0.state == .degraded }.compactMap(\.onset).min()
    let deadline = clause.withinSeconds ?? onset
    switch first(clause, bound) {
    case .failure(let missing): return missing.finding
    case .success(.at(let seconds)):
      let isInTime = deadline.map { seconds <= $0 } ?? true
      let by = deadline.map { "tripped \(Format.number(seconds)) s after the injection, due by \(Format.number($0)) s" }
      return Finding(
        outcome: isInTime ? .supported : .refuted, actual: Format.number(seconds),
        evidence: by ?? "tripped, and \(clause.subject) did not degrade", unit: "s")
    case .success(.never(let until)):
      guard let deadline, until >= deadline else { return .inconclusive("the guard did not trip, and was not due") }
      return Finding(
        outcome: .refuted, actual: "never", evidence: "the guard did not trip in \(Format.number(until)) s", unit: "s")
    }
  }

  private enum Crossing {
    case at(Double)
    case never(until: Double)
  }

  private func first(_ clause: Clause, _ bound: Bound) -> Result<Crossing, FindingError> {
    reading(clause, bound).flatMap { reading in
      let since = reading.windows.filter { $0.end > 0 && $0.part != .baseline }
      guard let last = since.last else {
        return .failure(
          FindingError("nothing of \(bound.metric) of \(clause.subject) was measured after the injection"))
      }
      let usual = reading.usual
      let crossed = since.first { bound.measure($0.value, over: usual).map(bound.holds) ?? false }
      return .success(crossed.map { .at($0.end) } ?? .never(until: last.end))
    }
  }

  private func lastSeen(_ node: NodeID) -> Double {
    series.own(node).compactMap { $0.fault.last?.end }.max() ?? 0
  }

  private func unnoticed(_ clause: Clause, until: Double, _ words: String) -> Finding {
    guard until >= clause.withinSeconds ?? 0, until > 0 else {
      return .inconclusive("\(words); observed for only \(Format.number(until)) s")
    }
    return Finding(outcome: .refuted, actual: "never", evidence: words, unit: "s")
  }

  private func measuredRecovery(_ clause: Clause) -> Double? {
    series.own(clause.subject, Metric.timeToRecover).flatMap { one in
      one.windows.compactMap { one.milliseconds($0.value) }
    }.max().map { $0 / 1000 }
  }

  /// A time against the clause's limit.
  private func timed(_ time: Evidence.Recovery, _ clause: Clause, _ words: String) -> Finding {
    let limit = clause.withinSeconds ?? .infinity
    switch time {
    case .unseen: return .inconclusive("\(words); nothing was observed after the fault")
    case .recovered(let seconds):
      return Finding(
        outcome: seconds <= limit ? .supported : .refuted, actual: Format.number(seconds), evidence: words, unit: "s")
    case .lasting(let seconds) where seconds >= limit || limit == .infinity:
      return Finding(
        outcome: .refuted, actual: "more than \(Format.number(seconds))", evidence: words, unit: "s")
    case .lasting(let seconds):
      return .inconclusive("\(words); not back after \(Format.number(seconds)) s, when the record ends")
    }
  }
}
