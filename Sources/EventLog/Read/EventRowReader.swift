internal import Foundation
internal import GRDB
internal import Vocabulary

/// Reads rows of `events` into events. Names that repeat (sources, streams, types, actors) are made once and shared,
/// so that a row costs two strings, its id and its payload.
final class EventRowReader {
  /// The columns that `event` takes, in its order.
  static let columns = [
    "position", "source_id", "event_id", "stream_id", "version", "type", "schema_version", "occurred_at", "recorded_at",
    "actor", "correlation_id", "causation_id", "payload", "key_id",
  ].joined(separator: ", ")

  private let path: String
  private var sources: [Int64: String] = [:]
  private var streams: [Int64: String] = [:]
  private var lastSource: (key: Int64, name: String) = (0, "")
  private var lastStream: (key: Int64, name: String) = (0, "")
  private var lastType: (name: SharedText, type: EventType)?
  private var lastActor = SharedText(UnsafeRawBufferPointer(start: nil, count: 0))

  init(path: String) { self.path = path }

  /// The event of the row at which the statement stands. Throws `.damaged` for a row that cannot be read, `.newer` for
  /// a type that this program does not know.
  func event(_ row: PreparedStatement, _ database: Database) throws -> RecordedEvent {
    let position = row.integer(0)
    guard let id = StoredID.decode(row.blob(2)) else { throw damaged(position, "has no readable id") }
    return RecordedEvent(
      position: position, version: row.integer(4), id: id, source: try source(row.integer(1), position, database),
      type: try type(row.text(5), position), stream: try stream(row.integer(3), position, database),
      schemaVersion: Int(row.integer(6)), occurredAt: Timestamp(microseconds: row.integer(7)),
      recordedAt: Timestamp(microseconds: row.integer(8)), actor: actor(row.text(9)),
      correlation: row.isNull(10) ? nil : StoredID.decode(row.blob(10)),
      causation: row.isNull(11) ? nil : StoredID.decode(row.blob(11)), keyID: row.isNull(13) ? nil : row.integer(13),
      payload: row.string(12))
  }

  private func damaged(_ position: Int64, _ what: String) -> EventLogError {
    EventLogError(
      .damaged, "the event at position \(position) of \(path) \(what); see `faultbook audit verify`", position: position
    )
  }

  private func source(_ key: Int64, _ position: Int64, _ database: Database) throws -> String {
    if key == lastSource.key { return lastSource.name }
    guard let name = try sources[key] ?? StoredName.source(key, database) else {
      throw damaged(position, "has no source")
    }
    sources[key] = name
    lastSource = (key, name)
    return name
  }

  private func stream(_ key: Int64, _ position: Int64, _ database: Database) throws -> String {
    if key == lastStream.key { return lastStream.name }
    guard let name = try streams[key] ?? StoredName.stream(key, database) else {
      throw damaged(position, "has no stream")
    }
    if streams.count >= StoredName.kept { streams = [:] }
    streams[key] = name
    lastStream = (key, name)
    return name
  }

  private func type(_ name: UnsafeRawBufferPointer, _ position: Int64) throws -> EventType {
    if let lastType, lastType.name.isEqual(to: name) { return lastType.type }
    let shared = SharedText(name)
    guard let type = EventType(named: shared.text) else {
      throw EventLogError(
        .newer,
        "the event at position \(position) of \(path) has type \(shared.text), which this program does not know; update it",
        position: position)
    }
    lastType = (shared, type)
    return type
  }

  private func actor(_ name: UnsafeRawBufferPointer) -> String {
    if !lastActor.isEqual(to: name) { lastActor = SharedText(name) }
    return lastActor.text
  }
}

/// A text that is compared with bytes more often than it changes.
private struct SharedText {
  let text: String
  private let bytes: [UInt8]

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = Array(bytes)
    text = String(decoding: bytes, as: UTF8.self)
  }

  func isEqual(to other: UnsafeRawBufferPointer) -> Bool { other.isSame(as: bytes) }
}
