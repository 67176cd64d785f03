/// `run.aborted`: the run was stopped before its end.
///
/// `{"reason": "guardrail", "criterion": "error_rate of journey checkout > 0.5"}`
public struct RunAborted: EventPayload {
  public static let type = EventType.runAborted
  /// Who or what stopped it.
  public enum Reason: String, Sendable, CaseIterable {
    /// An abort criterion.
    case guardrail
    /// A person.
    case `operator`
    /// The runner broke.
    case error
  }
  /// Why.
  public let reason: Reason
  /// The criterion that tripped.
  public let criterion: String?

  /// An abort.
  public init(reason: Reason, criterion: String? = nil) {
    self.reason = reason
    self.criterion = criterion
  }

  public init(from fields: FieldReader) throws {
    self.init(
      reason: try fields.word("reason", Reason.self),
      criterion: fields.optionalWords("criterion"))
  }

  public var json: JSON {
    .compact(("reason", .string(reason.rawValue)), ("criterion", criterion.map { .string($0) }))
  }
}
