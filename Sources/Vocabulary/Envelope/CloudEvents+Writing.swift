extension CloudEvents {
  /// The event as one CloudEvents object, its payload as stored.
  public static func text(of event: RecordedEvent) -> String {
    text(
      id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.occurredAt,
      schemaVersion: event.schemaVersion,
      place: [
        ("sequence", quoted(String(event.position))), ("streamversion", String(event.version)),
        ("recordedtime", quoted(event.recordedAt.description)),
      ], actor: event.actor, correlation: event.correlation, causation: event.causation, keyID: event.keyID,
      payload: event.payload)
  }

  /// An event on its way into the log as one CloudEvents object.
  public static func text(of event: NewEvent) -> String {
    text(
      id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.time,
      schemaVersion: event.schemaVersion, place: [], actor: event.actor, correlation: event.correlation,
      causation: event.causation, keyID: event.keyID, payload: event.payload)
  }

  /// `place` is what the log adds. A position is a string, as the CloudEvents extension `sequence` wants it; a stream's
  /// version is an Integer of CloudEvents.
  private static func text(
    id: String, source: String, type: EventType, stream: String, time: Timestamp?, schemaVersion: Int,
    place: [(name: String, value: String)], actor: String?, correlation: String?, causation: String?, keyID: Int64?,
    payload: String
  ) -> String {
    var out = "{\"specversion\":\"1.0\""
    func add(_ name: String, _ value: String?) {
      if let value { out += ",\"\(name)\":\(value)" }
    }
    add("id", quoted(id))
    add("source", quoted(source))
    add("type", quoted(type.name))
    add("subject", quoted(stream))
    add("time", time.map { quoted($0.description) })
    add("datacontenttype", "\"application/json\"")
    if schemaVersion != 1 { add("dataschema", quoted(schemaPrefix + type.name + ":\(schemaVersion)")) }
    for (name, value) in place { add(name, value) }
    add("actor", actor.map(quoted))
    add("correlationid", correlation.map(quoted))
    add("causationid", causation.map(quoted))
    add("keyid", keyID.map { quoted(String($0)) })
    return out + ",\"data\":" + payload + "}"
  }

  private static func quoted(_ text: String) -> String {
    var out = ""
    JSON.writeString(text, to: &out)
    return out
  }
}
