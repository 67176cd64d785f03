/// What to watch while a failure mode strikes: a claim whose subject is a role, since the catalogue knows no names.
///
/// `{"of": "callers", "claim": "stays-within", "metric": "error_rate", "op": "<=", "threshold": 0.05, "unit": "ratio"}`
public struct ModeObservation: Sendable, Hashable {
  /// Whom to watch.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// What is disturbed.
    case target
    /// Who calls it.
    case callers
    /// The journeys that its trouble can reach.
    case journeys
  }

  /// Whom to watch.
  public let of: Role
  /// What should hold of them, as a clause claims it.
  public let claim: Clause.Claim
  /// The metric that decides.
  public let metric: String
  /// How it compares when the claim holds.
  public let comparison: Comparison
  /// The threshold, in `unit`.
  public let threshold: Double
  /// The threshold's unit.
  public let unit: String
  /// What the threshold is measured against.
  public let relativeTo: ThresholdBasis
  /// The time allowed, in seconds.
  public let withinSeconds: Double?

  /// Something to watch.
  public init(
    of: Role, claim: Clause.Claim, metric: String, comparison: Comparison, threshold: Double, unit: String,
    relativeTo: ThresholdBasis = .absolute, withinSeconds: Double? = nil
  ) {
    self.of = of
    self.claim = claim
    self.metric = metric
    self.comparison = comparison
    self.threshold = threshold
    self.unit = unit
    self.relativeTo = relativeTo
    self.withinSeconds = withinSeconds
  }

  /// Reads it. A threshold without a unit is refused, and one that its metric cannot reach.
  public static func read(_ fields: FieldReader) throws -> ModeObservation {
    let found = ModeObservation(
      of: try fields.word("of", Role.self), claim: try fields.word("claim", Clause.Claim.self),
      metric: try fields.string("metric"), comparison: try fields.word("op", Comparison.self),
      threshold: try fields.number("threshold"), unit: try fields.string("unit"),
      relativeTo: try fields.optionalWord("relativeTo", ThresholdBasis.self) ?? .absolute,
      withinSeconds: try fields.optionalAmount("withinSeconds"))
    if found.relativeTo == .absolute,
      let problem = MetricRange.problem(metric: found.metric, value: found.threshold, unit: found.unit)
    {
      throw fields.error("threshold", problem)
    }
    return found
  }

  /// The JSON that `read` takes.
  public var json: JSON {
    .compact(
      ("of", .string(of.rawValue)), ("claim", .string(claim.rawValue)), ("metric", .string(metric)),
      ("op", .string(comparison.rawValue)), ("threshold", .number(threshold)), ("unit", .string(unit)),
      ("relativeTo", relativeTo == .absolute ? nil : .string(relativeTo.rawValue)),
      ("withinSeconds", withinSeconds.map { .number($0) }))
  }

  /// The clause that it is of one node.
  public func clause(id: String, subject: NodeID) -> Clause {
    Clause(
      id: id, claim: claim, subject: subject, metric: metric, comparison: comparison, threshold: threshold,
      unit: unit, relativeTo: relativeTo, withinSeconds: withinSeconds)
  }
}
