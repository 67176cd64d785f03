/// `finding.resolved`: a finding was mended.
///
/// `{"id": "F-12", "how": "timeout of 300 ms, version 2.5"}`
public struct FindingResolved: EventPayload {
  public static let type = EventType.findingResolved
  /// Its id.
  public let id: String
  /// How.
  public let how: String

  /// A resolution.
  public init(id: String, how: String) {
    self.id = id
    self.how = how
  }

  public init(from fields: FieldReader) throws {
    self.init(id: try fields.string("id"), how: try fields.string("how"))
  }

  public var json: JSON { .compact(("id", .string(id)), ("how", .string(how))) }
}
