/// The envelope as CloudEvents 1.0 JSON (§3.1, structured mode): how events are read. `CloudEvents+Writing` is the way
/// back.
public enum CloudEvents {
  /// Prefix of `dataschema`.
  static let schemaPrefix = "urn:faultbook:schema:"

  /// Reads one event of text. `bytes` is the whole object; the payload is kept as received, less the white space between
  /// its tokens. Throws `JSONError` or `VocabularyError`; cost: one parse.
  public static func read(_ bytes: [UInt8]) throws -> NewEvent { try bytes.withUnsafeBufferPointer(read) }

  /// Reads a batch: a JSON array of events. An error names the element, from 0. Throws as `read`; cost: two parses.
  public static func readBatch(_ bytes: [UInt8]) throws -> [NewEvent] {
    try bytes.withUnsafeBufferPointer { bytes in
      try JSONParser.elements(bytes).enumerated().map { index, range in
        do {
          return try read(UnsafeBufferPointer(rebasing: bytes[range]))
        } catch let error as VocabularyError {
          throw VocabularyError(field: "[\(index)].\(error.field)", problem: error.problem)
        }
      }
    }
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> NewEvent {
    let (json, range) = try JSONParser.parse(bytes, locating: "data")
    guard case .object = json else {
      throw VocabularyError(field: "event", problem: "expected a CloudEvents object, found \(json.kind)")
    }
    let fields = try FieldReader(json, path: "")
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
    try checkContent(fields)
    guard let range, let data = fields.value("data") else {
      throw VocabularyError(field: "data", problem: "is missing; expected an object")
    }
    var stream = try fields.optionalString("subject")
    if stream == nil && type.streams == .system { stream = StreamFamily.system.rawValue }
    guard let stream else {
      throw VocabularyError(
        field: "subject", problem: "is missing; \(type.name) belongs to a stream \(type.streams.form)")
    }
    let event = try NewEvent(
      id: try fields.string("id"), source: try fields.string("source"), type: type, stream: stream,
      time: try fields.optionalTimestamp("time"),
      schemaVersion: try schemaVersion(fields.optionalString("dataschema"), type: type),
      actor: try fields.optionalString("actor"), correlation: try fields.optionalString("correlationid"),
      causation: try fields.optionalString("causationid"), keyID: try keyID(fields),
      payload: String(decoding: JSONText.compacted(bytes[range]), as: UTF8.self), data: data)
    // A book may hold such incidents from before they were refused, so the payload itself is read all the same.
    if case .incidentRecorded(let incident) = event.fact, incident.observations.isEmpty {
      throw VocabularyError(
        field: "data.observations",
        problem: "is empty; say which components and journeys degraded, and which stayed steady")
    }
    return event
  }

  /// JSON under any of its media types; they are case-insensitive and may have parameters (RFC 9110 §8.3.1).
  private static func checkContent(_ fields: FieldReader) throws {
    if let content = try fields.optionalString("datacontenttype") {
      let type = content.prefix { $0 != ";" && $0 != " " }.lowercased()
      guard type == "application/json" || type.hasSuffix("+json") else {
        throw VocabularyError(
          field: "datacontenttype", problem: "expected application/json, found \"\(content.prefix(40))\"")
      }
    }
    guard fields.value("data_base64") == nil else {
      throw VocabularyError(field: "data_base64", problem: "is not taken; give the payload as JSON in data")
    }
  }

  /// The number of the key that sealed members are under; a string, as CloudEvents' Integer has 32 bits.
  private static func keyID(_ fields: FieldReader) throws -> Int64? {
    guard let text = try fields.optionalString("keyid") else { return nil }
    guard let key = Int64(text), key >= 1, key <= 1 << 53, text == String(key) else {
      throw fields.error("keyid", "expected the number of a key as a string, found \"\(text.prefix(40))\"")
    }
    return key
  }

  /// The version that a `dataschema` names; the type may stand with or without its prefix.
  private static func schemaVersion(_ text: String?, type: EventType) throws -> Int {
    guard let text else { return 1 }
    for name in [type.name, type.shortName] {
      let prefix = schemaPrefix + name + ":"
      guard text.hasPrefix(prefix) else { continue }
      let digits = text.dropFirst(prefix.count)
      if let version = Int(digits), version >= 1, digits == String(version) { return version }
    }
    throw VocabularyError(
      field: "dataschema", problem: "expected \(schemaPrefix)\(type.name):<n>, found \"\(text.prefix(100))\"")
  }
}
