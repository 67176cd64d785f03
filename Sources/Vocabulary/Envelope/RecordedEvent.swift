/// An event as the log keeps it.
public struct RecordedEvent: Sendable, Equatable {
  /// Its place in the log, from 1, without gaps.
  public let position: Int64
  /// Its place in its stream, from 1, without gaps.
  public let version: Int64
  /// Chosen by the writer, unique within `source`.
  public let id: String
  /// URI-reference of the writer.
  public let source: String
  /// What happened.
  public let type: EventType
  /// The stream that it belongs to.
  public let stream: String
  /// The version of the payload's schema.
  public let schemaVersion: Int
  /// When it happened in the world.
  public let occurredAt: Timestamp
  /// When the log accepted it; never before that of the event ahead of it.
  public let recordedAt: Timestamp
  /// Who said so.
  public let actor: String
  /// What ties it to others.
  public let correlation: String?
  /// The event that brought it about.
  public let causation: String?
  /// The key of the person whose data is sealed in the payload; nil where nothing is.
  public let keyID: Int64?
  /// The payload as stored.
  public let payload: String

  /// A row of the log.
  public init(
    position: Int64, version: Int64, id: String, source: String, type: EventType, stream: String, schemaVersion: Int,
    occurredAt: Timestamp, recordedAt: Timestamp, actor: String, correlation: String?, causation: String?,
    keyID: Int64? = nil, payload: String
  ) {
    self.position = position
    self.version = version
    self.id = id
    self.source = source
    self.type = type
    self.stream = stream
    self.schemaVersion = schemaVersion
    self.occurredAt = occurredAt
    self.recordedAt = recordedAt
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.keyID = keyID
    self.payload = payload
  }

  /// The payload as its type, in the newest schema, with `redacted` in the place of what is sealed. Throws where the
  /// stored text is unsound. Cost: one parse.
  public func fact() throws -> Fact {
    if keyID != nil {
      let data = PersonalMembers.redacting(
        try JSON.parse(payload), of: type, schemaVersion: schemaVersion)
      return try Fact(type, Upcasting.standard.upcast(data, type: type, from: schemaVersion))
    }
    if type == .metricSampled, schemaVersion == MetricSampled.leanVersion, let sample = MetricSampled(lean: payload) {
      return .metricSampled(sample)
    }
    return try Fact(type, Upcasting.standard.upcast(JSON.parse(payload), type: type, from: schemaVersion))
  }

  /// The event with another payload, which nothing in is sealed.
  package func replacing(payload: String, schemaVersion: Int) -> RecordedEvent {
    RecordedEvent(
      position: position, version: version, id: id, source: source, type: type, stream: stream,
      schemaVersion: schemaVersion, occurredAt: occurredAt, recordedAt: recordedAt, actor: actor,
      correlation: correlation, causation: causation, payload: payload)
  }
}
