internal import CSQLite
internal import GRDB
internal import Transparency
internal import Vocabulary

/// The pass over the rows of `events`, in order: hashes every leaf anew and grows a tree of its own.
struct EventVerifier {
  /// How many rows one transaction reads: some tens of milliseconds, so that the WAL is not held up.
  private static let chunkRows = 16_384

  private static let columns = EventRowReader.columns + ", key_id, leaf_hash"

  /// The storage classes that a sound row may have, by column.
  private static let storage: [(name: String, classes: [Int32])] = [
    ("position", [SQLITE_INTEGER]), ("source_id", [SQLITE_INTEGER]), ("event_id", [SQLITE_BLOB]),
    ("stream_id", [SQLITE_INTEGER]), ("version", [SQLITE_INTEGER]), ("type", [SQLITE_TEXT]),
    ("schema_version", [SQLITE_INTEGER]), ("occurred_at", [SQLITE_INTEGER]), ("recorded_at", [SQLITE_INTEGER]),
    ("actor", [SQLITE_TEXT]), ("correlation_id", [SQLITE_BLOB, SQLITE_NULL]),
    ("causation_id", [SQLITE_BLOB, SQLITE_NULL]), ("payload", [SQLITE_TEXT]),
    ("key_id", [SQLITE_INTEGER, SQLITE_NULL]),
    ("leaf_hash", [SQLITE_BLOB]),
  ]

  /// The tree over the events as they are.
  private(set) var tree = CompactRange()
  /// What the indexes must hold.
  private(set) var indexes = (versions: IndexSum(), ids: IndexSum())
  /// The position of the last row that was read.
  private(set) var position: Int64 = 0
  private var recordedAt = Int64.min
  private var hasher = LeafHasher()
  private var sources = NameBytes(table: "sources", key: "source_id", name: "source")
  private var streams = NameBytes(table: "streams", key: "stream_id", name: "stream")
  private var knownType: [UInt8] = []

  /// Reads the next rows up to `last`; false where there are no more.
  mutating func readChunk(through last: Int64, _ database: Database, _ problems: inout ProblemList) throws -> Bool {
    let sql = "SELECT \(EventVerifier.columns) FROM events WHERE position > ? AND position <= ? ORDER BY position"
    let row = try PreparedStatement(database, sql)
    row.bind(1, position)
    row.bind(2, last)
    for _ in 0..<EventVerifier.chunkRows {
      guard try row.step() else { return false }
      try check(row, database, &problems)
    }
    return true
  }

  private mutating func check(_ row: PreparedStatement, _ database: Database, _ problems: inout ProblemList) throws {
    let position = row.integer(0)
    for (column, expected) in EventVerifier.storage.enumerated() {
      let found = row.type(Int32(column))
      guard expected.classes[0] != found, expected.classes.last != found else { continue }
      problems.add(position, "its \(expected.name) is stored as another kind of value")
    }
    if position != self.position + 1 {
      problems.add(
        self.position + 1,
        position == self.position + 2 ? "is missing" : "is missing, as are all up to \(position - 1)")
    }
    self.position = position
    let recorded = row.integer(8)
    if recorded < recordedAt { problems.add(position, "was recorded before the event ahead of it") }
    recordedAt = recorded
    checkText(row, position, &problems)
    try checkLeaf(row, position, database, &problems)
    indexes.versions.add(row.integer(3), row.integer(4), position)
    indexes.ids.add(row.integer(1), row.blob(2), position)
  }

  /// What the hash does not tell: that the writer hashed something sound.
  private mutating func checkText(_ row: PreparedStatement, _ position: Int64, _ problems: inout ProblemList) {
    let type = row.text(5)
    if !type.elementsEqual(knownType) {
      if EventType(named: String(decoding: type, as: UTF8.self)) != nil {
        knownType = Array(type)
      } else {
        problems.add(position, "its type \(String(decoding: type.prefix(80), as: UTF8.self)) is not known")
      }
    }
    if !JSONText.isValid(row.text(12)) { problems.add(position, "its payload is not JSON") }
    if row.integer(4) < 1 || row.integer(6) < 1 { problems.add(position, "a version of it is below 1") }
    for column: Int32 in [2, 10, 11] where !row.isNull(column) && !StoredID.isCanonical(row.blob(column)) {
      problems.add(position, "its \(EventVerifier.storage[Int(column)].name) is in no form that ids are stored in")
    }
  }

  private mutating func checkLeaf(
    _ row: PreparedStatement, _ position: Int64, _ database: Database, _ problems: inout ProblemList
  ) throws {
    let source = try sources.name(row.integer(1), database)
    let stream = try streams.name(row.integer(3), database)
    if source == nil { problems.add(position, "its source is missing") }
    if stream == nil { problems.add(position, "its stream is missing") }
    let leaf = (source ?? []).withUnsafeBytes { source in
      (stream ?? []).withUnsafeBytes { stream in
        hasher.leaf(
          LeafFields(
            position: position, source: source, id: row.blob(2), stream: stream, version: row.integer(4),
            type: row.text(5), schemaVersion: row.integer(6), occurredAt: row.integer(7), recordedAt: row.integer(8),
            actor: row.text(9), correlation: row.isNull(10) ? nil : row.blob(10),
            causation: row.isNull(11) ? nil : row.blob(11), keyID: row.isNull(13) ? nil : row.integer(13),
            payloadHash: TreeHash(sha256: row.text(12))))
      }
    }
    let stored = row.blob(14)
    if stored.count != TreeHash.byteCount || TreeHash(bytes: stored) != leaf {
      problems.add(position, "it does not have the hash that was stored with it: something in it was changed")
    }
    tree.append(leaf)
  }
}

/// The names of a table by their keys, as bytes.
private struct NameBytes {
  private static let capacity = 1 << 16
  private let sql: String
  private var names: [Int64: [UInt8]] = [:]
  private var last: (key: Int64, name: [UInt8])?

  init(table: String, key: String, name: String) { sql = "SELECT \(name) FROM \(table) WHERE \(key) = ?" }

  /// The name of a key; nil where there is none.
  mutating func name(_ key: Int64, _ database: Database) throws -> [UInt8]? {
    if let last, last.key == key { return last.name }
    guard let name = try names[key] ?? look(key, database) else { return nil }
    if names.count >= NameBytes.capacity { names = [:] }
    names[key] = name
    last = (key, name)
    return name
  }

  private func look(_ key: Int64, _ database: Database) throws -> [UInt8]? {
    let statement = try PreparedStatement(database, sql)
    statement.bind(1, key)
    return try statement.step() ? Array(statement.text(0)) : nil
  }
}
