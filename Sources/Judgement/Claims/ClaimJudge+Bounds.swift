import Vocabulary

extension ClaimJudge {
  /// A metric stays on the right side of its threshold under the fault; without one, the subject stays as it was.
  func staysWithin(_ clause: Clause) -> Finding {
    guard let bound = Bound(clause) else { return staysSteady(clause, judgements(clause)) }
    switch reading(clause, bound) {
    case .failure(let missing): return missing.finding
    case .success(let reading): return compare(reading, bound, clause)
    }
  }

  /// The subject may get slower or poorer, and does not fail; a metric with a threshold says how far it may.
  func degradesGracefully(_ clause: Clause) -> Finding {
    if Bound(clause) != nil { return staysWithin(clause) }
    return staysSteady(clause, judgements(clause).filter { $0.symptom == .errors || $0.symptom == .correctness })
  }

  private func staysSteady(_ clause: Clause, _ judgements: [SymptomJudgement]) -> Finding {
    let (state, words) = state(of: judgements)
    let outcome: Outcome =
      switch state {
      case .steady: .supported
      case .degraded: .refuted
      case .unknown: .inconclusive
      }
    return Finding(
      outcome: outcome, actual: state == .unknown ? nil : state.rawValue, evidence: words,
      figures: judgements.isEmpty ? nil : figures(seen: clause))
  }

  /// One window on the wrong side is enough to refute, the tolerated share aside; to support, the windows must cover enough of
  /// the fault: of the rest nobody knows.
  private func compare(_ reading: Reading, _ bound: Bound, _ clause: Clause) -> Finding {
    guard
      let value = reading.summary(of: reading.fault, for: bound.comparison, tolerating: constants.toleratedWindows)
    else { return .inconclusive("no window of \(bound.metric) of \(clause.subject) lies under the fault") }
    guard let measured = bound.measure(value, over: reading.usual) else {
      return .inconclusive("\(bound.metric) of \(clause.subject) has no baseline to compare with")
    }
    let count = reading.fault.count
    let windows = "\(count) \(count == 1 ? "window" : "windows") under the fault"
    let how =
      reading.isShare ? "over \(windows)" : count == 1 ? "in 1 window under the fault" : "the worst of \(windows)"
    var finding = Finding(
      outcome: bound.holds(measured) ? .supported : .refuted, actual: Format.number(measured),
      evidence: "\(bound.metric) of \(clause.subject), \(how)",
      figures: figures(measured, bound.comparison, bound.threshold, over: reading.fault))
    if finding.outcome == .supported, reading.coverage < constants.steadyCoverage {
      finding.outcome = .inconclusive
      finding.evidence += ", which cover only \(Format.number((reading.coverage * 100).rounded())) % of its time"
    }
    return finding
  }
}
