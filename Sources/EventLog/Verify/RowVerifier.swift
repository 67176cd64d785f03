internal import CSQLite
internal import Foundation
internal import GRDB
internal import Transparency
internal import Vocabulary

/// What one stretch of the log's rows shows by itself.
struct VerifiedRows {
  /// The leaves, hashed anew, in order, with the positions of their rows.
  var leaves: [TreeHash] = []
  var positions: [Int64] = []
  /// The tiles that they fill, in order.
  var tiles: [TileRoot] = []
  /// The first and the last row; nil where there is none.
  var ends: (first: RowEnd, last: RowEnd)?
  /// What the indexes must hold of these rows.
  var indexes = IndexSums()
  var problems = ProblemList()
  /// Whether each row could be read and is sound in itself, and none is missing between them.
  var areSound = true
}

/// Where a stretch of rows meets the next.
struct RowEnd {
  let position: Int64
  /// Nil where it is not known.
  let recordedAt: Int64?
}

/// Checks rows of `events` one by one, and hashes their leaves anew. One verifier serves one thread, stretch after
/// stretch, and keeps the names that it looked up.
struct RowVerifier {
  /// The storage classes that a sound row may have, by column.
  private static let storage: [(name: String, classes: (Int32, Int32))] = [
    ("position", (SQLITE_INTEGER, SQLITE_INTEGER)), ("source_id", (SQLITE_INTEGER, SQLITE_INTEGER)),
    ("event_id", (SQLITE_BLOB, SQLITE_BLOB)), ("stream_id", (SQLITE_INTEGER, SQLITE_INTEGER)),
    ("version", (SQLITE_INTEGER, SQLITE_INTEGER)), ("type", (SQLITE_TEXT, SQLITE_TEXT)),
    ("schema_version", (SQLITE_INTEGER, SQLITE_INTEGER)), ("occurred_at", (SQLITE_INTEGER, SQLITE_INTEGER)),
    ("recorded_at", (SQLITE_INTEGER, SQLITE_INTEGER)), ("actor", (SQLITE_TEXT, SQLITE_TEXT)),
    ("correlation_id", (SQLITE_BLOB, SQLITE_NULL)), ("causation_id", (SQLITE_BLOB, SQLITE_NULL)),
    ("payload", (SQLITE_TEXT, SQLITE_TEXT)), ("key_id", (SQLITE_INTEGER, SQLITE_NULL)),
    ("leaf_hash", (SQLITE_BLOB, SQLITE_BLOB)),
  ]

  /// The type that the index of facts leaves out.
  private static let sampleType = Array(EventType.metricSampled.name.utf8)

  private var hasher = LeafHasher()
  private var reader = LeafRowReader(passingOverDamage: true)
  private var knownType: [UInt8] = []

  /// Reads the rows of these positions, and the tiles that they fill. Tiles do not cross stretches: these begin where
  /// one begins. Rows that cannot be read are told of and passed over.
  mutating func verify(_ positions: ClosedRange<Int64>, _ database: Database) throws -> VerifiedRows {
    var rows = VerifiedRows()
    rows.leaves.reserveCapacity(positions.count)
    rows.positions.reserveCapacity(positions.count)
    var next = positions.lowerBound
    while next <= positions.upperBound {
      do {
        try read(next...positions.upperBound, database, &rows)
        break
      } catch  where Unreadable.isDamage(error) {
        let first = max(next, (rows.ends?.last.position ?? 0) + 1)
        guard first <= positions.upperBound else { break }
        var resumed = try ReadableRows.next(from: first, through: positions.upperBound, database)
        if resumed == first {
          resumed = try ReadableRows.next(from: first + 1, through: positions.upperBound, database)
        }
        next = resumed ?? positions.upperBound + 1
        rows.pass(over: first...(next - 1), error)
      }
    }
    rows.areSound = rows.problems.count == 0
    rows.tiles = try LeafTileVerifier.check(positions, rows, database, &rows.problems)
    return rows
  }

  private mutating func read(
    _ positions: ClosedRange<Int64>, _ database: Database, _ rows: inout VerifiedRows
  ) throws {
    let sql = "SELECT \(LeafRowReader.columns) FROM events WHERE position BETWEEN ? AND ? ORDER BY position"
    let row = try PreparedStatement(database, sql)
    row.bind(1, positions.lowerBound)
    row.bind(2, positions.upperBound)
    while try row.step() { try check(row, database, &rows) }
  }

  private mutating func check(_ row: PreparedStatement, _ database: Database, _ rows: inout VerifiedRows) throws {
    let end = RowEnd(position: row.integer(0), recordedAt: row.integer(8))
    let position = end.position
    for column in RowVerifier.storage.indices {
      let found = row.type(Int32(column))
      let expected = RowVerifier.storage[column].classes
      guard found != expected.0, found != expected.1 else { continue }
      rows.problems.add(position, "its \(RowVerifier.storage[column].name) is stored as another kind of value")
    }
    if let ends = rows.ends {
      rows.problems.checkNeighbours(ends.last, end)
      rows.ends = (ends.first, end)
    } else {
      rows.ends = (end, end)
    }
    checkText(row, position, &rows.problems)
    try checkLeaf(row, position, database, &rows)
    rows.indexes.versions.add(row.integer(3), row.integer(4), position)
    rows.indexes.ids.add(row.integer(1), row.blob(2), position)
    if !row.text(5).isSame(as: RowVerifier.sampleType) { rows.indexes.facts.add(0, 0, position) }
  }

  /// What the hash does not tell: that the writer hashed something sound.
  private mutating func checkText(_ row: PreparedStatement, _ position: Int64, _ problems: inout ProblemList) {
    let type = row.text(5)
    if !type.isSame(as: knownType) {
      if EventType(named: String(decoding: type, as: UTF8.self)) != nil {
        knownType = Array(type)
      } else {
        problems.add(position, "its type \(String(decoding: type.prefix(80), as: UTF8.self)) is not known")
      }
    }
    if !JSONText.isValid(row.text(12)) { problems.add(position, "its payload is not JSON") }
    if row.integer(4) < 1 || row.integer(6) < 1 { problems.add(position, "a version of it is below 1") }
    for column: Int32 in [2, 10, 11] where !row.isNull(column) && !StoredID.isCanonical(row.blob(column)) {
      problems.add(position, "its \(RowVerifier.storage[Int(column)].name) is in no form that ids are stored in")
    }
  }

  private mutating func checkLeaf(
    _ row: PreparedStatement, _ position: Int64, _ database: Database, _ rows: inout VerifiedRows
  ) throws {
    let leaf = try reader.fields(row, database) { fields, gaps in
      for gap in gaps { rows.problems.add(position, "its \(gap) is missing") }
      return hasher.leaf(fields)
    }
    let stored = row.blob(14)
    if stored.count != TreeHash.byteCount || TreeHash(bytes: stored) != leaf {
      rows.problems.add(position, "it does not have the hash that was stored with it: something in it was changed")
    }
    rows.leaves.append(leaf)
    rows.positions.append(position)
  }
}

extension VerifiedRows {
  /// Tells of rows that cannot be read.
  fileprivate mutating func pass(over positions: ClosedRange<Int64>, _ error: any Error) {
    let first = positions.lowerBound
    let others = positions.count == 1 ? "" : ", as are all up to \(positions.upperBound)"
    problems.addUnreadable(first, "is unreadable\(others)", error)
    let last = RowEnd(position: positions.upperBound, recordedAt: ends?.last.recordedAt)
    ends = (ends?.first ?? RowEnd(position: first, recordedAt: nil), last)
  }
}

extension ProblemList {
  /// What holds between a row and the next: no position is left out, and no time goes back.
  mutating func checkNeighbours(_ one: RowEnd, _ next: RowEnd) {
    if next.position == one.position + 2 {
      add(one.position + 1, "is missing")
    } else if next.position != one.position + 1 {
      add(one.position + 1, "is missing, as are all up to \(next.position - 1)")
    }
    if let before = one.recordedAt, let after = next.recordedAt, after < before {
      add(next.position, "was recorded before the event ahead of it")
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are these.
  func isSame(as other: [UInt8]) -> Bool {
    guard count == other.count, let start = baseAddress else { return count == other.count }
    return other.withUnsafeBytes { other in other.baseAddress.map { memcmp($0, start, count) == 0 } ?? true }
  }
}
