/// An event on its way into the log: a CloudEvent whose payload was read and checked.
///
/// `payload` is the text as received, less the white space between tokens; it is what is stored and hashed. `fact` is
/// its content in the newest schema.
public struct NewEvent: Sendable, Equatable {
  /// Chosen by the writer, unique within `source`.
  public let id: String
  /// URI-reference of the writer.
  public let source: String
  /// What happened.
  public let type: EventType
  /// The stream that it belongs to.
  public let stream: String
  /// When it happened in the world; nil for the time at which the log accepts it.
  public let time: Timestamp?
  /// The version of the payload's schema.
  public let schemaVersion: Int
  /// Who says so; nil for whom the command was told.
  public let actor: String?
  /// What ties it to others.
  public private(set) var correlation: String?
  /// The event that brought it about.
  public let causation: String?
  /// The key of the person whose data is sealed in the payload; nil where nothing is.
  public let keyID: Int64?
  /// The payload as stored.
  public let payload: String
  /// The payload as its type, in the newest schema.
  public let fact: Fact

  /// An event of ours, its payload written from the fact.
  public init(
    id: String, source: String, stream: String, time: Timestamp?, actor: String? = nil, correlation: String? = nil,
    causation: String? = nil, fact: Fact
  ) {
    self.id = id
    self.source = source
    self.type = Swift.type(of: fact.payload).type
    self.stream = stream
    self.time = time
    self.schemaVersion = Upcasting.standard.newestVersion(of: self.type)
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.keyID = nil
    self.payload = fact.payload.json.text
    self.fact = fact
  }

  /// An event from outside. Throws `VocabularyError` for an id, source or stream out of bounds, a stream of another
  /// family, an unknown schema, an unsound payload, or one in which something is sealed that must not be. With `keyID`
  /// the fact has `redacted` in the place of what is sealed.
  public init(
    id: String, source: String, type: EventType, stream: String, time: Timestamp?, schemaVersion: Int,
    actor: String?, correlation: String?, causation: String?, keyID: Int64? = nil, payload: String, data: JSON
  ) throws {
    try Attribute.check(id, "id", limit: EventID.maximumLength)
    try Attribute.check(source, "source", limit: 1024)
    try Attribute.checkURIReference(source, "source")
    try Attribute.check(stream, "subject", limit: StreamFamily.maximumNameLength)
    try Attribute.check(actor, "actor", limit: 255)
    try Attribute.check(correlation, "correlationid", limit: EventID.maximumLength)
    try Attribute.check(causation, "causationid", limit: EventID.maximumLength)
    guard type.streams.id(in: stream) != nil else {
      throw VocabularyError(
        field: "subject",
        problem: "\(type.name) belongs to a stream \(type.streams.form), found \"\(stream.prefix(60))\"")
    }
    guard payload.utf8.count <= NewEvent.maximumPayload else {
      throw VocabularyError(field: "data", problem: "is longer than \(NewEvent.maximumPayload) bytes; split it")
    }
    self.id = id
    self.source = source
    self.type = type
    self.stream = stream
    self.time = time
    self.schemaVersion = schemaVersion
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.keyID = keyID
    self.payload = payload
    var readable = data
    if keyID != nil {
      for place in PersonalMembers.places(in: data, of: type, schemaVersion: schemaVersion) where place.isSealed {
        try PersonalMembers.check(place)
      }
      readable = PersonalMembers.redacting(data, of: type, schemaVersion: schemaVersion)
    }
    self.fact = try Fact(type, Upcasting.standard.upcast(readable, type: type, from: schemaVersion))
  }

  /// The event tied to others by an id, all else as it is: how an import marks what it brought.
  public func correlated(with id: String) -> NewEvent {
    var event = self
    event.correlation = id
    return event
  }

  /// The longest payload, in bytes.
  public static let maximumPayload = 1_048_576
}
