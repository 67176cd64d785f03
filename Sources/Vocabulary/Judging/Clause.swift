/// A comparison of a value with a threshold.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
  /// Less than.
  case less = "<"
  /// At most.
  case atMost = "<="
  /// Greater than.
  case greater = ">"
  /// At least.
  case atLeast = ">="
  /// Equal.
  case equal = "=="

  /// Whether the comparison holds.
  public func holds(_ value: Double, _ threshold: Double) -> Bool {
    switch self {
    case .less: value < threshold
    case .atMost: value <= threshold
    case .greater: value > threshold
    case .atLeast: value >= threshold
    case .equal: value == threshold
    }
  }
}

/// What a threshold is measured against.
public enum ThresholdBasis: String, Sendable, Hashable, CaseIterable {
  /// The value itself.
  case absolute
  /// The value over the median of the baseline.
  case baseline
}

/// One falsifiable claim of an intent, with its own verdict.
public struct Clause: Sendable, Hashable {
  /// The kinds of claim.
  public enum Claim: String, Sendable, Hashable, CaseIterable {
    /// A metric stays on the right side of a threshold during the fault.
    case staysWithin = "stays-within"
    /// A metric is back within so many seconds after the fault was cleared.
    case recoversWithin = "recovers-within"
    /// Somebody or something notices within so many seconds after the injection.
    case detectsWithin = "detects-within"
    /// The subject does not degrade at all.
    case isolates
    /// A breaker or guard acts before a threshold is passed.
    case tripsBefore = "trips-before"
    /// The subject gets slower or poorer, and does not fail.
    case degradesGracefully = "degrades-gracefully"
  }

  /// Its name within the intent.
  public let id: String
  /// What is claimed.
  public let claim: Claim
  /// Of whom.
  public let subject: NodeID
  /// The metric that decides.
  public let metric: String?
  /// How the metric compares when the claim holds.
  public let comparison: Comparison?
  /// The threshold, in `unit`.
  public let threshold: Double?
  /// The threshold's unit.
  public let unit: String?
  /// What the threshold is measured against.
  public let relativeTo: ThresholdBasis
  /// The time allowed, in seconds.
  public let withinSeconds: Double?

  /// A clause.
  public init(
    id: String, claim: Claim, subject: NodeID, metric: String? = nil, comparison: Comparison? = nil,
    threshold: Double? = nil, unit: String? = nil, relativeTo: ThresholdBasis = .absolute, withinSeconds: Double? = nil
  ) {
    self.id = id
    self.claim = claim
    self.subject = subject
    self.metric = metric
    self.comparison = comparison
    self.threshold = threshold
    self.unit = unit
    self.relativeTo = relativeTo
    self.withinSeconds = withinSeconds
  }

  /// Reads a clause. A threshold without a unit is refused, and one that its metric cannot reach: percent of errors, say.
  public static func read(_ fields: FieldReader) throws -> Clause {
    let threshold = try fields.optionalNumber("threshold")
    let unit = try fields.optionalString("unit")
    if threshold != nil && unit == nil { throw fields.error("unit", "is missing; a threshold needs its unit") }
    let metric = try fields.optionalString("metric")
    let basis = try fields.optionalWord("relativeTo", ThresholdBasis.self) ?? .absolute
    if let metric, let threshold, let unit, basis == .absolute,
      let problem = MetricRange.problem(metric: metric, value: threshold, unit: unit)
    {
      throw fields.error("threshold", problem)
    }
    return Clause(
      id: try fields.string("id"), claim: try fields.word("claim", Claim.self),
      subject: try NodeID.require(fields.object("subject")), metric: metric,
      comparison: try fields.optionalWord("op", Comparison.self), threshold: threshold, unit: unit,
      relativeTo: basis, withinSeconds: try fields.optionalAmount("withinSeconds"))
  }

  /// The clause as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      ("id", .string(id)), ("claim", .string(claim.rawValue)), ("subject", .object([subject.member])),
      ("metric", metric.map { .string($0) }), ("op", comparison.map { .string($0.rawValue) }),
      ("threshold", threshold.map { .number($0) }), ("unit", unit.map { .string($0) }),
      ("relativeTo", .string(relativeTo.rawValue)), ("withinSeconds", withinSeconds.map { .number($0) }))
  }
}

/// A condition on one metric of one node: of a steady state, or for an abort.
public struct Criterion: Sendable, Hashable {
  /// Whose metric.
  public let subject: NodeID
  /// Which metric.
  public let metric: String
  /// How it compares when the criterion holds.
  public let comparison: Comparison
  /// The threshold, in `unit`.
  public let threshold: Double
  /// The threshold's unit.
  public let unit: String

  /// A criterion.
  public init(subject: NodeID, metric: String, comparison: Comparison, threshold: Double, unit: String) {
    self.subject = subject
    self.metric = metric
    self.comparison = comparison
    self.threshold = threshold
    self.unit = unit
  }

  /// Reads `{"component"|"journey", "metric", "op", "threshold", "unit"}`; the node may also stand in `subject`.
  public static func read(_ fields: FieldReader) throws -> Criterion {
    let subject = try fields.optionalObject("subject").map(NodeID.require) ?? NodeID.require(fields)
    let found = Criterion(
      subject: subject, metric: try fields.string("metric"), comparison: try fields.word("op", Comparison.self),
      threshold: try fields.number("threshold"), unit: try fields.string("unit"))
    if let problem = MetricRange.problem(metric: found.metric, value: found.threshold, unit: found.unit) {
      throw fields.error("threshold", problem)
    }
    return found
  }

  /// The criterion as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      (subject.kind.rawValue, .string(subject.name)), ("metric", .string(metric)),
      ("op", .string(comparison.rawValue)), ("threshold", .number(threshold)), ("unit", .string(unit)))
  }
}

/// What must hold for the system to count as steady.
public struct SteadyState: Sendable, Hashable {
  /// How long it must hold, in seconds.
  public let windowSeconds: Double
  /// All of these must hold.
  public let criteria: [Criterion]

  /// A steady state.
  public init(windowSeconds: Double, criteria: [Criterion]) {
    self.windowSeconds = windowSeconds
    self.criteria = criteria
  }

  /// Reads `{"windowSeconds", "criteria"}`.
  public static func read(_ fields: FieldReader) throws -> SteadyState {
    SteadyState(
      windowSeconds: try fields.amount("windowSeconds"),
      criteria: try fields.requiredObjects("criteria", Criterion.read))
  }

  /// The steady state as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(("windowSeconds", .number(windowSeconds)), ("criteria", .array(criteria.map(\.json))))
  }
}

/// What a run says about a claim or about the whole intent.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
  /// It held.
  case supported
  /// It did not hold.
  case refuted
  /// Some clauses held and some did not.
  case partlySupported = "partly-supported"
  /// Too little was seen to say.
  case inconclusive
  /// The experiment did not happen.
  case notRun = "not-run"
}
