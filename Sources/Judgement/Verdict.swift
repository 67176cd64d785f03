public import Vocabulary

/// What a run showed: the data of `verdict.reached`.
public struct Verdict: Sendable, Hashable {
  /// What the run says about its intent.
  public let outcome: Outcome
  /// Clause by clause, in the order of the intent.
  public let clauses: [ClauseVerdict]
  /// Node by node and symptom by symptom.
  public let observations: [Observation]
  /// How good the evidence is, whatever it says.
  public let grade: Grade
  /// Which method reached it, with its version.
  public let method: String
  /// How long the slowest of the degraded nodes took to be back, in seconds after the clearing; nil where none degraded,
  /// where nothing was observed afterwards, and where one was still degraded at the end of the record.
  public let recoverySeconds: Double?

  /// The payload of `verdict.reached`.
  public var json: JSON {
    .compact(
      ("outcome", .string(outcome.rawValue)), ("clauses", .array(clauses.map(\.json))),
      ("observations", .array(observations.map(\.json))), ("grade", .string(grade.rawValue)),
      ("method", .string(method)), ("recoverySeconds", recoverySeconds.map { .number($0) }))
  }
}

/// What an intent expects of a run, as it stood when the run began.
public struct Expectation: Sendable, Hashable {
  /// The claims.
  public var clauses: [Clause]
  /// What must hold before the fault for the run to say anything.
  public var steadyState: SteadyState?
  /// The journey that the hypothesis is about.
  public var journey: String?

  /// An expectation; empty without an intent.
  public init(clauses: [Clause] = [], steadyState: SteadyState? = nil, journey: String? = nil) {
    self.clauses = clauses
    self.steadyState = steadyState
    self.journey = journey
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
