internal import CSQLite
internal import Foundation
internal import GRDB

/// A table whose rows no leaf covers, and that each carry the hash of their other columns in `row_hash`.
struct HashedTable: Sendable {
  let name: String
  /// What is hashed, in its order; the first of them, so many as `keyCount`, are the key.
  let columns: [String]
  let keyCount: Int

  static let checkpoints = HashedTable(
    name: "checkpoints", columns: ["size", "origin", "root", "note", "recorded_at"], keyCount: 1)
  static let cosignatures = HashedTable(
    name: "checkpoint_cosignatures", columns: ["size", "signer", "line", "recorded_at"], keyCount: 3)
  static let followed = HashedTable(
    name: "followed_log", columns: ["one", "address", "vkey", "since"], keyCount: 1)
  static let kept = HashedTable(name: "kept", columns: ["key", "part", "position", "value"], keyCount: 2)
  static let all = [checkpoints, cosignatures, followed, kept]

  /// Adds a row with its hash, in the order of the columns.
  func insert(_ values: [DatabaseValue], _ database: Database) throws {
    let places = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
    let arguments = StatementArguments(values + [RowHash.of(name, values).databaseValue])
    try database.execute(
      sql: "INSERT INTO \(name)(\(columns.joined(separator: ", ")), row_hash) VALUES(\(places))", arguments: arguments)
  }

  /// Every row: what is hashed, and the hash that stands beside it. Cost: linear in them.
  func rows(_ database: Database) throws -> [(values: [DatabaseValue], hash: DatabaseValue)] {
    let sql = "SELECT \(columns.joined(separator: ", ")), row_hash FROM \(name)"
    return try Row.fetchAll(database, sql: sql).map { row in
      let values = Array(row.databaseValues)
      return (Array(values.dropLast()), values[values.count - 1])
    }
  }

  /// Gives every row the hash of what stands in it.
  func fillHashes(_ database: Database) throws {
    let key = columns.prefix(keyCount)
    let condition = key.map { "\($0) = ?" }.joined(separator: " AND ")
    for row in try rows(database) {
      let arguments = [RowHash.of(name, row.values).databaseValue] + row.values.prefix(keyCount)
      try database.execute(
        sql: "UPDATE \(name) SET row_hash = ? WHERE \(condition)", arguments: StatementArguments(arguments))
    }
  }

  /// The migration that brought the hashes.
  static let migration = "0007-row-hashes.sql"

  /// Gives the rows of a book from before that migration their hashes, past the guards that hold them as they are.
  static func backfill(_ database: Database) throws {
    try database.withoutTriggers {
      for table in [checkpoints, cosignatures, followed] { try table.fillHashes(database) }
    }
  }
}

extension Database {
  /// Does something with the triggers of this connection turned off.
  fileprivate func withoutTriggers(_ body: () throws -> Void) throws {
    guard let connection = sqliteConnection else { return }
    func turn(_ on: CInt) throws {
      guard faultbook_db_config_bool(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, on) == SQLITE_OK else {
        throw DatabaseError(resultCode: .SQLITE_ERROR, message: "the triggers cannot be turned on and off")
      }
    }
    try turn(0)
    defer { try? turn(1) }
    try body()
  }
}
