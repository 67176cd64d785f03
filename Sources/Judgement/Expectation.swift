public import Vocabulary

/// What an intent expects of a run, as it stood when the run began.
public struct Expectation: Sendable, Hashable {
  /// The claims.
  public var clauses: [Clause]
  /// What must hold before the fault for the run to say anything.
  public var steadyState: SteadyState?
  /// The journey that the hypothesis is about.
  public var journey: String?
  /// Whether an intent stands behind it; without one the outcome is inconclusive.
  public var isStated: Bool
  /// Criteria that were stated only after the run had begun. It is not judged by them; the verdict names them.
  public var late: [LateCriterion]

  /// An expectation; empty without an intent.
  public init(
    clauses: [Clause] = [], steadyState: SteadyState? = nil, journey: String? = nil, isStated: Bool = false,
    late: [LateCriterion] = []
  ) {
    self.isStated = isStated || !clauses.isEmpty
    self.clauses = clauses
    self.steadyState = steadyState
    self.journey = journey
    self.late = late
  }
}

/// What the judge must know of the system beside the run.
public struct SystemFacts: Sendable, Hashable {
  /// The tightest latency objective of the declared journeys, in milliseconds: the scale of what users notice.
  public var tightestLatencyObjectiveMs: Double?
  /// Whether a placebo or an untouched group was observed beside the run: what raises E4 to E5.
  public var hasControl: Bool

  /// Facts; by default none.
  public init(tightestLatencyObjectiveMs: Double? = nil, hasControl: Bool = false) {
    self.tightestLatencyObjectiveMs = tightestLatencyObjectiveMs
    self.hasControl = hasControl
  }
}
