/// `subject.erased`: the key of a person's data was destroyed, so that nobody can read the sealed members any more.
///
/// It names the key, never the person. `{"key": 4711, "why": "asked for on 2026-11-20"}`
public struct SubjectErased: EventPayload {
  public static let type = EventType.subjectErased
  /// The key that is gone; events that were sealed with it carry it as their `keyid`.
  public let key: Int64
  /// Why.
  public let why: String

  /// An erasure.
  public init(key: Int64, why: String) {
    self.key = key
    self.why = why
  }

  public init(from fields: FieldReader) throws {
    let key = try fields.count("key")
    guard key > 0 else { throw fields.error("key", "must be at least 1, found \(key)") }
    self.init(key: Int64(key), why: try fields.string("why"))
  }

  public var json: JSON { .compact(("key", .integer(key)), ("why", .string(why))) }
}
