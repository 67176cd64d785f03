internal import GRDB
internal import Transparency
internal import Vocabulary

/// Inserts one event: its leaf hash over what is bound, and what is bound from where it lies, without copies.
///
/// Confined to the writer's queue.
final class EventInsert {
  /// What the log adds to an event.
  struct Row {
    let position: Int64
    let version: Int64
    let occurredAt: Int64
    let recordedAt: Int64
    let actor: String
  }

  private static let columns = [
    "position", "source_id", "event_id", "stream_id", "version", "type", "schema_version", "occurred_at", "recorded_at",
    "actor", "correlation_id", "causation_id", "key_id", "payload", "leaf_hash",
  ]

  private let statement: PreparedStatement
  private var hasher = LeafHasher()
  /// The stored forms of id, correlation and causation, one after another.
  private let ids = UnsafeMutableRawBufferPointer.allocate(byteCount: 3 * StoredID.maximumCount, alignment: 8)
  private var idCount = 0

  init(_ database: Database) throws {
    let places = EventInsert.columns.map { _ in "?" }.joined(separator: ", ")
    statement = try PreparedStatement(
      database, "INSERT OR FAIL INTO events(\(EventInsert.columns.joined(separator: ", "))) VALUES(\(places))")
  }

  deinit { ids.deallocate() }

  /// Takes the id of the event to be inserted next; returns its stored form, valid until the next call.
  func stage(id: String) throws -> UnsafeRawBufferPointer {
    let form = try encode(id, slot: 0, "id")
    idCount = form.count
    return form
  }

  /// Inserts the event whose id was staged; returns its leaf.
  func run(_ event: UnsafePointer<NewEvent>, _ row: Row, source: NameTable.Entry, stream: NameTable.Entry) throws
    -> TreeHash
  {
    guard event.pointee.payload.utf8.count <= NewEvent.maximumPayload else {
      throw EventLogError(
        .invalid, "the data of event \(event.pointee.id) is longer than \(NewEvent.maximumPayload) bytes; split it")
    }
    let correlation = try event.pointee.correlation.map { try encode($0, slot: 1, "correlationid") }
    let causation = try event.pointee.causation.map { try encode($0, slot: 2, "causationid") }
    let id = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(ids)[..<idCount])
    return try withBytes(event.pointee.type.name) { type in
      try withBytes(row.actor) { actor in
        try withBytes(event.pointee.payload) { payload in
          let leaf = hasher.leaf(
            LeafFields(
              position: row.position, source: source.bytes, id: id, stream: stream.bytes, version: row.version,
              type: type, schemaVersion: Int64(event.pointee.schemaVersion), occurredAt: row.occurredAt,
              recordedAt: row.recordedAt, actor: actor, correlation: correlation, causation: causation,
              keyID: event.pointee.keyID,
              payloadHash: TreeHash(sha256: payload)))
          statement.bind(1, row.position)
          statement.bind(2, source.key)
          statement.bind(3, blob: id)
          statement.bind(4, stream.key)
          statement.bind(5, row.version)
          statement.bind(6, text: type)
          statement.bind(7, Int64(event.pointee.schemaVersion))
          statement.bind(8, row.occurredAt)
          statement.bind(9, row.recordedAt)
          statement.bind(10, text: actor)
          if let correlation { statement.bind(11, blob: correlation) } else { statement.bindNull(11) }
          if let causation { statement.bind(12, blob: causation) } else { statement.bindNull(12) }
          if let key = event.pointee.keyID { statement.bind(13, key) } else { statement.bindNull(13) }
          statement.bind(14, text: payload)
          try leaf.withUnsafeBytes {
            statement.bind(15, blob: $0)
            try statement.run()
          }
          return leaf
        }
      }
    }
  }

  private func encode(_ text: String, slot: Int, _ field: String) throws -> UnsafeRawBufferPointer {
    let start = slot * StoredID.maximumCount
    let room = UnsafeMutableRawBufferPointer(rebasing: ids[start..<(start + StoredID.maximumCount)])
    guard let count = StoredID.encode(text, into: room) else {
      throw EventLogError(
        .invalid, "\(field) \"\(text.prefix(40))\" is empty or longer than \(EventID.maximumLength) bytes; shorten it")
    }
    return UnsafeRawBufferPointer(rebasing: room[..<count])
  }
}

/// The bytes of a text where they lie; every string of Swift's own has them in one piece.
private func withBytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
  var text = text
  return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
}
