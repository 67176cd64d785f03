public import Vocabulary

/// Which of two wordings of one criterion is harder to meet.
public enum Leniency {
  /// Whether the later wording is known to be the harder one, in all that differs. Where that cannot be told, as of another metric or
  /// unit, it is not: a criterion that was put in other words after it failed has to be looked at.
  public static func isStricter(_ later: JSON, than earlier: JSON) -> Bool {
    if let was = clause(earlier), let now = clause(later) { return isStricter(now, than: was) }
    if let was = range(earlier), let now = range(later) { return was.0 <= now.0 && now.1 <= was.1 }
    return false
  }

  private static func clause(_ json: JSON) -> Clause? { try? Clause.read(FieldReader(json)) }

  private static func isStricter(_ later: Clause, than earlier: Clause) -> Bool {
    guard later.claim == earlier.claim, later.subject == earlier.subject, later.metric == earlier.metric,
      later.comparison == earlier.comparison, later.unit == earlier.unit, later.relativeTo == earlier.relativeTo
    else { return false }
    return isNoEasier(later.withinSeconds, than: earlier.withinSeconds, .atMost)
      && isNoEasier(later.threshold, than: earlier.threshold, earlier.comparison)
  }

  /// Whether a bound lets no more through than another one.
  private static func isNoEasier(_ later: Double?, than earlier: Double?, _ comparison: Comparison?) -> Bool {
    guard let later, let earlier else { return later == earlier }
    switch comparison {
    case .less, .atMost: return later <= earlier
    case .greater, .atLeast: return later >= earlier
    case .equal, nil: return later == earlier
    }
  }

  /// The bounds of a tolerance that is a range, as Chaos Toolkit writes one; nil for any other.
  private static func range(_ json: JSON) -> (Double, Double)? {
    let bounds = json["type"]?.stringValue == "range" ? json["range"]?.arrayValue : nil
    guard let bounds, bounds.count == 2, let low = bounds[0].doubleValue, let high = bounds[1].doubleValue else {
      return nil
    }
    return (low, high)
  }
}
