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
  /// The payload as stored.
  public let payload: String

  /// A row of the log.
  public init(
    position: Int64, version: Int64, id: String, source: String, type: EventType, stream: String, schemaVersion: Int,
    occurredAt: Timestamp, recordedAt: Timestamp, actor: String, correlation: String?, causation: String?,
    payload: String
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
    self.payload = payload
  }

  /// The payload as its type, in the newest schema. Throws where the stored text is unsound. Cost: one parse.
  public func fact() throws -> Fact {
    if type == .metricSampled, schemaVersion == MetricSampled.leanVersion, let sample = MetricSampled(lean: payload) {
      return .metricSampled(sample)
    }
    return try Fact(type, Upcasting.standard.upcast(JSON.parse(payload), type: type, from: schemaVersion))
  }
}
