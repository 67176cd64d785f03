internal import GRDB
internal import Vocabulary

/// What the log has already, as the writer asks it: events by their id, and the versions of streams.
///
/// Confined to the writer's queue.
final class KnownEvents {
  private static let content =
    "SELECT type, stream, occurred_at, schema_version, payload FROM events JOIN streams USING (stream_id)"

  private let byID: PreparedStatement
  private let byPosition: PreparedStatement
  private let newestVersion: PreparedStatement
  private let streamKey: PreparedStatement

  init(_ database: Database) throws {
    byID = try PreparedStatement(database, "SELECT position FROM events WHERE source_id = ? AND event_id = ?")
    byPosition = try PreparedStatement(database, KnownEvents.content + " WHERE position = ?")
    newestVersion = try PreparedStatement(
      database, "SELECT version FROM events WHERE stream_id = ? ORDER BY version DESC LIMIT 1")
    streamKey = try PreparedStatement(database, "SELECT stream_id FROM streams WHERE stream = ?")
  }

  /// The position of the event of that source and stored id; nil where there is none. Cost: one index lookup.
  func position(source: Int64, id: UnsafeRawBufferPointer) throws -> Int64? {
    byID.bind(1, source)
    byID.bind(2, blob: id)
    defer { byID.reset() }
    return try byID.step() ? byID.integer(0) : nil
  }

  /// The version of a stream's last event; 0 where there is none. Cost: one index lookup, which is cheaper than keeping
  /// a table of them.
  func version(ofStream key: Int64) throws -> Int64 {
    newestVersion.bind(1, key)
    defer { newestVersion.reset() }
    return try newestVersion.step() ? newestVersion.integer(0) : 0
  }

  /// The version of a stream's last event; 0 where there is none.
  func version(ofStream name: String) throws -> Int64 {
    var name = name
    return try name.withUTF8 { name in
      streamKey.bind(1, text: UnsafeRawBufferPointer(name))
      defer { streamKey.reset() }
      return try streamKey.step() ? version(ofStream: streamKey.integer(0)) : 0
    }
  }

  /// Throws `.idReused` unless the event at `position` has the content of `event`: type, stream, instant (where `event`
  /// names one; absent it is the time of recording, whenever that was), schema and data as JSON values.
  func check(_ event: borrowing NewEvent, isAt position: Int64) throws {
    byPosition.bind(1, position)
    defer { byPosition.reset() }
    guard try byPosition.step() else { return }
    let difference: String? =
      if byPosition.string(0) != event.type.name {
        "of type \(byPosition.string(0))"
      } else if byPosition.string(1) != event.stream {
        "in stream \(byPosition.string(1))"
      } else if let time = event.time, time.microseconds != byPosition.integer(2) {
        "at \(Timestamp(microseconds: byPosition.integer(2)))"
      } else if byPosition.integer(3) != Int64(event.schemaVersion) {
        "of schema \(byPosition.integer(3))"
      } else if try !sameJSON(byPosition.string(4), event.payload) {
        "with other data"
      } else {
        nil
      }
    guard let difference else { return }
    throw EventLogError(
      .idReused,
      "event \(event.id) of \(event.source) is already at position \(position), \(difference); give the new one its own id",
      position: position)
  }

  private func sameJSON(_ one: String, _ other: String) throws -> Bool {
    if one == other { return true }
    return try JSON.parse(one) == JSON.parse(other)
  }
}
