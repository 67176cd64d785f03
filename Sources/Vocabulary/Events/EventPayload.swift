/// What an event of one type says, read and written as JSON.
public protocol EventPayload: Sendable, Equatable {
  /// The type of the events that carry it.
  static var type: EventType { get }
  /// Reads and checks the fields; unknown ones are ignored. Throws `VocabularyError` that names the field.
  init(from fields: FieldReader) throws
  /// The payload as JSON, its members in a fixed order.
  var json: JSON { get }
}
