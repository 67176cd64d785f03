/// `event.corrected`: an earlier event said something wrong. It stays in the log; from here on everything that is
/// computed reads it, in its place and at its time, with this payload.
///
/// The last word on an event stands, and a correction can be retracted. Type, stream and time are not corrected: retract
/// the event and record another.
/// `{"source": "urn:runner", "id": "e-17", "type": "faultbook.fault.injected", "data": {"confirmed": false}, "why": …}`
public struct EventCorrected: EventPayload {
  public static let type = EventType.eventCorrected
  /// Which event.
  public let event: EventReference
  /// Its type, as a check.
  public let corrected: EventType
  /// The whole payload as it should have been.
  public let data: JSON
  /// The version of the payload's schema; nil for 1.
  public let schemaVersion: Int?
  /// Why.
  public let why: String

  /// A correction. Throws `VocabularyError` for a payload that such an event cannot have, and for a type that is not
  /// corrected.
  public init(_ event: EventReference, as type: EventType, data: JSON, schemaVersion: Int? = nil, why: String) throws {
    guard type.isCorrectable else {
      throw VocabularyError(
        field: "data.type", problem: "\(type.name) is not corrected; retract it where it should not stand")
    }
    self.event = event
    self.corrected = type
    self.data = data
    self.schemaVersion = schemaVersion
    self.why = why
    do {
      _ = try Fact(type, Upcasting.standard.upcast(data, type: type, from: schemaVersion ?? 1))
    } catch let error as VocabularyError {
      throw VocabularyError(field: "data.\(error.field)", problem: error.problem)
    }
  }

  public init(from fields: FieldReader) throws {
    let name = try fields.string("type")
    guard let type = EventType(named: name) else {
      throw fields.error("type", "\"\(name.prefix(80))\" is no event type of this vocabulary")
    }
    try self.init(
      EventReference.read(fields), as: type, data: fields.object("data").json,
      schemaVersion: fields.optionalCount("schemaVersion"), why: fields.string("why"))
  }

  public var json: JSON {
    .compact(
      ("source", .string(event.source)), ("id", .string(event.id)), ("type", .string(corrected.name)),
      ("schemaVersion", schemaVersion.map { .integer(Int64($0)) }), ("data", data), ("why", .string(why)))
  }
}

extension EventType {
  /// Whether events of this type can be read with another payload. Corrections are retracted instead.
  public var isCorrectable: Bool { isRetractable && streams != .correction }

  /// Whether events of this type can be read as absent. What was done to keys and to the book's file is done.
  public var isRetractable: Bool { streams != .subject && streams != .book }
}
