/// `intent.retired`: nobody holds this belief any more.
///
/// `{"why": "the service is gone"}`
public struct IntentRetired: EventPayload {
  public static let type = EventType.intentRetired
  /// Why.
  public let why: String

  /// A retirement.
  public init(why: String) { self.why = why }
  public init(from fields: FieldReader) throws { self.init(why: try fields.string("why")) }
  public var json: JSON { .compact(("why", .string(why))) }
}
