/// `fault.injected`: the fault acts, and whether that was seen.
///
/// `{"at": "2026-11-20T18:11:28Z", "confirmed": true, "evidence": "HTTP 200 of the admin endpoint"}`
public struct FaultInjected: EventPayload {
  public static let type = EventType.faultInjected
  /// When; nil for the event's own time.
  public let at: Timestamp?
  /// Whether the injection demonstrably took effect.
  public let confirmed: Bool
  /// What shows it.
  public let evidence: String?

  /// An injection.
  public init(at: Timestamp? = nil, confirmed: Bool, evidence: String? = nil) {
    self.at = at
    self.confirmed = confirmed
    self.evidence = evidence
  }

  public init(from fields: FieldReader) throws {
    self.init(
      at: try fields.optionalTimestamp("at"), confirmed: try fields.flag("confirmed"),
      evidence: fields.optionalWords("evidence"))
  }

  public var json: JSON {
    .compact(
      ("at", at.map { .string($0.description) }), ("confirmed", .bool(confirmed)),
      ("evidence", evidence.map { .string($0) }))
  }
}
