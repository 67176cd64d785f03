/// `verdict.reached`: what a run showed. The last verdict of a run replaces the earlier ones in every projection.
public struct VerdictReached: EventPayload {
  public static let type = EventType.verdictReached
  /// What the run says about its intent; `inconclusive` without one.
  public let outcome: Outcome
  /// The verdict on each clause.
  public let clauses: [ClauseVerdict]
  /// What each component and journey did during the fault.
  public let observations: [Observation]
  /// How good the evidence is.
  public let grade: Grade
  /// How it was judged: the method's name and version, or the tool whose word was taken.
  public let method: String
  /// How long the last of the degraded took to recover after the fault was cleared, in seconds.
  public let recoverySeconds: Double?
  /// How finely the run was sampled, in seconds: two onsets that lie no further apart count as one.
  public let samplingStepSeconds: Double?
  /// The criteria of its intent that were stated, changed or dropped only after the run had begun, as far as was known when it
  /// was judged; it is not judged by them.
  public let lateCriteria: [LateCriterion]

  /// A verdict.
  public init(
    outcome: Outcome, clauses: [ClauseVerdict] = [], observations: [Observation], grade: Grade, method: String,
    recoverySeconds: Double? = nil, samplingStepSeconds: Double? = nil, lateCriteria: [LateCriterion] = []
  ) {
    self.outcome = outcome
    self.clauses = clauses
    self.observations = observations
    self.grade = grade
    self.method = method
    self.recoverySeconds = recoverySeconds
    self.samplingStepSeconds = samplingStepSeconds
    self.lateCriteria = lateCriteria
  }

  public init(from fields: FieldReader) throws {
    self.init(
      outcome: try fields.word("outcome", Outcome.self), clauses: try fields.objects("clauses", ClauseVerdict.read),
      observations: try fields.requiredObjects("observations", Observation.read),
      grade: try fields.word("grade", Grade.self), method: try fields.string("method"),
      recoverySeconds: try fields.optionalAmount("recoverySeconds"),
      samplingStepSeconds: try fields.optionalAmount("samplingStepSeconds"),
      lateCriteria: try fields.objects("lateCriteria", LateCriterion.read))
  }

  public var json: JSON {
    .compact(
      ("outcome", .string(outcome.rawValue)), ("clauses", .array(clauses.map(\.json))),
      ("observations", .array(observations.map(\.json))), ("grade", .string(grade.rawValue)),
      ("method", .string(method)), ("recoverySeconds", recoverySeconds.map { .number($0) }),
      ("samplingStepSeconds", samplingStepSeconds.map { .number($0) }),
      ("lateCriteria", lateCriteria.isEmpty ? nil : .array(lateCriteria.map(\.json))))
  }
}
