extension CloudEvents {
  /// The event as one CloudEvents object, its payload as stored.
  public static func text(of event: RecordedEvent) -> String { String(decoding: bytes(of: event), as: UTF8.self) }

  /// An event on its way into the log as one CloudEvents object.
  public static func text(of event: NewEvent) -> String {
    var writer = Writer(
      id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.time,
      schemaVersion: event.schemaVersion)
    writer.add(
      actor: event.actor, correlation: event.correlation, causation: event.causation, keyID: event.keyID)
    return String(decoding: writer.ended(payload: event.payload), as: UTF8.self)
  }

  /// The text of an event in UTF-8. A position is a string, as the CloudEvents extension `sequence` wants it; a stream's version
  /// is an Integer of CloudEvents. Cost: one pass over the payload.
  public static func bytes(of event: RecordedEvent) -> [UInt8] {
    var writer = Writer(
      id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.occurredAt,
      schemaVersion: event.schemaVersion)
    writer.add("sequence", String(event.position))
    writer.add("streamversion", plain: String(event.version))
    writer.add("recordedtime", event.recordedAt.description)
    writer.add(
      actor: event.actor, correlation: event.correlation, causation: event.causation, keyID: event.keyID)
    return writer.ended(payload: event.payload)
  }

  /// Writes one object, attribute by attribute.
  private struct Writer {
    private var out = Array("{\"specversion\":\"1.0\"".utf8)

    init(id: String, source: String, type: EventType, stream: String, time: Timestamp?, schemaVersion: Int) {
      add("id", id)
      add("source", source)
      add("type", type.name)
      add("subject", stream)
      add("time", time?.description)
      add("datacontenttype", "application/json")
      if schemaVersion != 1 { add("dataschema", schemaPrefix + type.name + ":\(schemaVersion)") }
    }

    mutating func add(actor: String?, correlation: String?, causation: String?, keyID: Int64?) {
      add("actor", actor)
      add("correlationid", correlation)
      add("causationid", causation)
      add("keyid", keyID.map { String($0) })
    }

    /// An attribute whose value is a string; none where it has no value.
    mutating func add(_ name: StaticString, _ value: String?) {
      guard let value else { return }
      begin(name)
      JSON.writeString(value, to: &out)
    }

    /// An attribute whose value stands as it is.
    mutating func add(_ name: StaticString, plain value: String) {
      begin(name)
      out += value.utf8
    }

    private mutating func begin(_ name: StaticString) {
      out += ",\"".utf8
      name.withUTF8Buffer { out += $0 }
      out += "\":".utf8
    }

    mutating func ended(payload: String) -> [UInt8] {
      out.reserveCapacity(out.count + payload.utf8.count + 10)
      out += ",\"data\":".utf8
      out += payload.utf8
      out.append(UInt8(ascii: "}"))
      return out
    }
  }
}
