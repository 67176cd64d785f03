import Vocabulary

/// Whether the system was steady before the fault, as its intent asks.
enum Steadiness: Equatable {
  /// All that was asked held.
  case steady
  /// Something did not hold: whatever was seen under the fault may have been so before.
  case unsteady(String)
  /// Of something too little was measured: nothing that then held under the fault is thereby shown.
  case unknown(String)
}

extension ClaimJudge {
  /// How steady the system was: what did not hold goes before what was not measured. Judged on the last `windowSeconds` before
  /// the injection, or on the baseline where no sample lies in them.
  func steadiness(_ asked: SteadyState) -> Steadiness {
    var unknown: String?
    for criterion in asked.criteria {
      let name = "\(criterion.metric) of \(criterion.subject)"
      guard let reading = try? Reading(criterion.subject, criterion.metric, in: criterion.unit, from: series) else {
        unknown = unknown ?? "\(name) was not measured before the fault"
        continue
      }
      let last = reading.baseline.filter { $0.end > -asked.windowSeconds }
      let windows = asked.windowSeconds > 0 && !last.isEmpty ? last : reading.baseline
      let value =
        reading.isShare
        ? reading.summary(of: windows, for: criterion.comparison, tolerating: 0)
        : Statistics.median(windows.map(\.value))
      guard let value else {
        unknown = unknown ?? "\(name) was not measured before the fault"
        continue
      }
      if !criterion.comparison.holds(value, criterion.threshold) {
        return .unsteady("not steady before the fault: \(criterion.words), was \(Format.number(value))")
      }
      let sampled = windows.reduce(0) { $0 + $1.width }
      if windows.allSatisfy({ $0.width > 0 }), sampled < constants.steadyCoverage * asked.windowSeconds {
        unknown =
          unknown
          ?? "\(name) was sampled for only \(Format.number(sampled)) s of the \(Format.number(asked.windowSeconds)) s before the fault"
      }
    }
    return unknown.map { .unknown($0) } ?? .steady
  }
}
