/// `event.retracted`: an earlier event should not have been recorded. It stays in the log; from here on everything that
/// is computed reads the log as if it were not there.
///
/// A retraction can itself be retracted, and so undone. `{"source": "urn:runner", "id": "e-17", "why": "wrong run"}`
public struct EventRetracted: EventPayload {
  public static let type = EventType.eventRetracted
  /// Which event.
  public let event: EventReference
  /// Why.
  public let why: String

  /// A retraction.
  public init(_ event: EventReference, why: String) {
    self.event = event
    self.why = why
  }

  public init(from fields: FieldReader) throws {
    self.init(try EventReference.read(fields), why: try fields.string("why"))
  }

  public var json: JSON {
    .compact(("source", .string(event.source)), ("id", .string(event.id)), ("why", .string(why)))
  }
}
