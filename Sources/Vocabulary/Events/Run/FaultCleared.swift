/// `fault.cleared`: the fault acts no longer.
///
/// `{"how": "rolled-back", "confirmed": true}`
public struct FaultCleared: EventPayload {
  public static let type = EventType.faultCleared
  /// How it ended.
  public enum How: String, Sendable, CaseIterable {
    /// By its own time limit.
    case expired
    /// By the runner's rollback.
    case rolledBack = "rolled-back"
    /// By hand.
    case manual
  }
  /// How it ended.
  public let how: How
  /// Whether that was seen.
  public let confirmed: Bool

  /// A clearing.
  public init(how: How, confirmed: Bool) {
    self.how = how
    self.confirmed = confirmed
  }

  public init(from fields: FieldReader) throws {
    self.init(how: try fields.word("how", How.self), confirmed: try fields.flag("confirmed"))
  }

  public var json: JSON { .compact(("how", .string(how.rawValue)), ("confirmed", .bool(confirmed))) }
}
