/// The envelope as CloudEvents 1.0 JSON (§3.1, structured mode): the public form of events, in both directions.
public enum CloudEvents {
  /// Prefix of `dataschema`.
  static let schemaPrefix = "urn:faultbook:schema:"

  /// Reads one event of text. `bytes` is the whole object. Throws `JSONError` or `VocabularyError`; cost: one parse.
  public static func read(_ bytes: [UInt8]) throws -> NewEvent {
    try bytes.withUnsafeBufferPointer { bytes in
      let (json, range) = try JSONParser.parse(bytes, locating: "data")
      let payload = range.map { String(decoding: JSONText.compacted(bytes[$0]), as: UTF8.self) }
      return try read(json, payload: payload)
    }
  }

  /// Reads one event of a parsed object, such as an element of a batch: its payload is stored as `data` writes itself.
  public static func read(_ json: JSON) throws -> NewEvent { try read(json, payload: nil) }

  private static func read(_ json: JSON, payload: String?) throws -> NewEvent {
    guard case .object = json else {
      throw VocabularyError(field: "event", problem: "expected a CloudEvents object, found \(json.kind)")
    }
    let fields = try FieldReader(json, path: "event")
    let version = try fields.string("specversion")
    guard version == "1.0" else {
      throw VocabularyError(field: "specversion", problem: "expected \"1.0\", found \"\(version.prefix(20))\"")
    }
    let name = try fields.string("type")
    guard let type = EventType(named: name) else {
      throw VocabularyError(
        field: "type",
        problem: "\"\(name.prefix(80))\" is no event type of this vocabulary; see `faultbook help append`")
    }
    if let content = try fields.optionalString("datacontenttype"),
      !(content == "application/json" || content.hasSuffix("+json") || content.hasPrefix("application/json;"))
    {
      throw VocabularyError(
        field: "datacontenttype", problem: "expected application/json, found \"\(content.prefix(40))\"")
    }
    guard fields.value("data_base64") == nil else {
      throw VocabularyError(field: "data_base64", problem: "is not taken; give the payload as JSON in data")
    }
    guard let data = fields.value("data") else {
      throw VocabularyError(field: "data", problem: "is missing; expected an object")
    }
    var stream = try fields.optionalString("subject")
    if stream == nil && type.streams == .system { stream = StreamFamily.system.rawValue }
    guard let stream else {
      throw VocabularyError(
        field: "subject", problem: "is missing; \(type.name) belongs to a stream \(type.streams.form)")
    }
    return try NewEvent(
      id: try fields.string("id"), source: try fields.string("source"), type: type, stream: stream,
      time: try fields.optionalTimestamp("time"),
      schemaVersion: try schemaVersion(fields.optionalString("dataschema"), type: type),
      actor: try fields.optionalString("actor"), correlation: try fields.optionalString("correlationid"),
      causation: try fields.optionalString("causationid"), payload: payload ?? data.text, data: data)
  }

  private static func schemaVersion(_ text: String?, type: EventType) throws -> Int {
    guard let text else { return 1 }
    let prefix = schemaPrefix + type.name + ":"
    guard text.hasPrefix(prefix), let version = Int(text.dropFirst(prefix.count)), version >= 1 else {
      throw VocabularyError(field: "dataschema", problem: "expected \(prefix)<n>, found \"\(text.prefix(100))\"")
    }
    return version
  }

  /// The event as one CloudEvents object, its payload as stored.
  public static func text(of event: RecordedEvent) -> String {
    var out = "{\"specversion\":\"1.0\""
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      out += ",\"\(name)\":"
      JSON.writeString(value, to: &out)
    }
    add("id", event.id)
    add("source", event.source)
    add("type", event.type.name)
    add("subject", event.stream)
    add("time", event.occurredAt.description)
    add("datacontenttype", "application/json")
    if event.schemaVersion != 1 { add("dataschema", schemaPrefix + event.type.name + ":\(event.schemaVersion)") }
    add("sequence", String(event.position))
    add("streamversion", String(event.version))
    add("recordedtime", event.recordedAt.description)
    add("actor", event.actor)
    add("correlationid", event.correlation)
    add("causationid", event.causation)
    return out + ",\"data\":" + event.payload + "}"
  }

  /// An event on its way into the log as one CloudEvents object.
  public static func text(of event: NewEvent) -> String {
    var out = "{\"specversion\":\"1.0\""
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      out += ",\"\(name)\":"
      JSON.writeString(value, to: &out)
    }
    add("id", event.id)
    add("source", event.source)
    add("type", event.type.name)
    add("subject", event.stream)
    add("time", event.time?.description)
    add("datacontenttype", "application/json")
    if event.schemaVersion != 1 { add("dataschema", schemaPrefix + event.type.name + ":\(event.schemaVersion)") }
    add("actor", event.actor)
    add("correlationid", event.correlation)
    add("causationid", event.causation)
    return out + ",\"data\":" + event.payload + "}"
  }
}
