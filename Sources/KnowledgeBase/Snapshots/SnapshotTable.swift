import EventLog
import Foundation
import GRDB
import Vocabulary

/// The snapshots of a book as they are stored.
enum SnapshotTable {
  /// What is told of a snapshot without a look at its bytes.
  struct Entry: Sendable {
    let position: Int64
    let size: Int64
    let format: Int64
  }

  /// Every snapshot, by position.
  static func entries(_ db: Database) throws -> [Entry] {
    try Row.fetchAll(db, sql: "SELECT position, length(state), format FROM snapshots ORDER BY position").map { row in
      let values = Array(row.databaseValues).map { Int64.fromDatabaseValue($0) ?? 0 }
      return Entry(position: values[0], size: values[1], format: values[2])
    }
  }

  /// Where the next one is due, after the last of this version.
  static func pace(_ db: Database) throws -> SnapshotPace {
    let last = try entries(db).last { $0.format == Snapshot.format }
    return SnapshotPace(position: last?.position ?? 0, size: last?.size ?? 0)
  }

  /// The state of the last sound snapshot at a position or before it that a condition on its position holds for; nil where
  /// there is none. Those of another version, those whose bytes were changed and those of another log are passed over.
  static func state(_ db: Database, through position: Int64, where isFit: (Int64) -> Bool) throws -> BookState? {
    var end = position
    while let found = try Int64.fetchOne(
      db, sql: "SELECT max(position) FROM snapshots WHERE position <= ? AND format = ?",
      arguments: [end, Snapshot.format])
    {
      if isFit(found), case .sound(let state) = try look(db, at: found) { return state }
      end = found - 1
    }
    return nil
  }

  /// What a snapshot turns out to be.
  enum Finding {
    case sound(BookState)
    case otherVersion
    case damaged
  }

  /// Looks at one snapshot. Cost: a hash over its bytes, and unpacking them.
  static func look(_ db: Database, at position: Int64) throws -> Finding {
    let sql =
      "SELECT s.format, s.digest, s.state, s.leaf_hash = e.leaf_hash FROM snapshots s JOIN events e USING(position)"
    guard let row = try Row.fetchOne(db, sql: sql + " WHERE position = ?", arguments: [position]) else {
      return .damaged
    }
    // A damaged row may hold anything.
    let values = Array(row.databaseValues)
    guard let format = Int64.fromDatabaseValue(values[0]), let digest = Data.fromDatabaseValue(values[1]),
      let stored = Data.fromDatabaseValue(values[2]), Int64.fromDatabaseValue(values[3]) == 1,
      Snapshot.digest(stored, format: format) == digest
    else { return .damaged }
    guard format == Snapshot.format else { return .otherVersion }
    guard let state = try? Snapshot.state(Array(stored)), state.position == position else { return .damaged }
    return .sound(state)
  }

  /// Stores a snapshot in place of any at its position, and removes those of other versions.
  static func store(_ db: Database, _ snapshot: Snapshot) throws {
    try db.execute(sql: "DELETE FROM snapshots WHERE format <> ?", arguments: [Snapshot.format])
    try db.execute(
      sql: "INSERT OR REPLACE INTO snapshots SELECT position, ?, leaf_hash, ?, ? FROM events WHERE position = ?",
      arguments: [Snapshot.format, snapshot.digest, Data(snapshot.bytes), snapshot.position])
  }

  /// Removes all: nothing but time is lost.
  static func clear(_ db: Database) throws { try db.execute(sql: "DELETE FROM snapshots") }
}
