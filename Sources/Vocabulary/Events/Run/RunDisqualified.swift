/// `run.disqualified`: a run's evidence no longer counts; its events stay.
///
/// `{"why": "a deploy fell into the baseline"}`
public struct RunDisqualified: EventPayload {
  public static let type = EventType.runDisqualified
  /// Why.
  public let why: String

  /// A disqualification.
  public init(why: String) { self.why = why }
  public init(from fields: FieldReader) throws { self.init(why: try fields.string("why")) }
  public var json: JSON { .compact(("why", .string(why))) }
}
