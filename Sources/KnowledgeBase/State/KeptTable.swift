import EventLog
import Foundation
import GRDB
import Vocabulary

/// What a book keeps of what it worked out, as it is stored.
enum KeptTable {
  /// What stands under a key; nil where nothing does, or where the row is not as it was stored.
  static func row(_ db: Database, _ key: KeptTeachings.Key) throws -> KeptTeachings.Row? {
    let sql = "SELECT key, part, position, value, row_hash FROM kept WHERE key = ? AND part = ?"
    let found = try Row.fetchOne(db, sql: sql, arguments: [key.hash, key.part.rawValue])
    return found.flatMap { row(Array($0.databaseValues)) }
  }

  /// Every sound row.
  static func rows(_ db: Database) throws -> [KeptTeachings.Row] {
    try Row.fetchAll(db, sql: "SELECT key, part, position, value, row_hash FROM kept").compactMap {
      row(Array($0.databaseValues))
    }
  }

  private static func row(_ values: [DatabaseValue]) -> KeptTeachings.Row? {
    guard RowHash.of("kept", Array(values.dropLast())).databaseValue == values[4],
      let hash = Data.fromDatabaseValue(values[0]),
      let part = String.fromDatabaseValue(values[1]).flatMap(KeptTeachings.Part.init),
      let position = Int64.fromDatabaseValue(values[2]), let value = Data.fromDatabaseValue(values[3])
    else { return nil }
    return KeptTeachings.Row(
      key: KeptTeachings.Key(hash: hash, part: part), position: position, bytes: Array(value))
  }

  /// Stores some rows, and removes those that follow from anything else than these hashes.
  static func store(_ db: Database, _ rows: [KeptTeachings.Row], of hashes: Set<Data>) throws {
    for hash in try Data.fetchAll(db, sql: "SELECT DISTINCT key FROM kept") where !hashes.contains(hash) {
      try db.execute(sql: "DELETE FROM kept WHERE key = ?", arguments: [hash])
    }
    let statement = try db.makeStatement(sql: "INSERT OR REPLACE INTO kept VALUES(?, ?, ?, ?, ?)")
    for row in rows {
      let values = [
        row.key.hash.databaseValue, row.key.part.rawValue.databaseValue, row.position.databaseValue,
        Data(row.bytes).databaseValue,
      ]
      try statement.execute(
        arguments: StatementArguments(values + [RowHash.of("kept", values).databaseValue]))
    }
  }

  /// Removes all: nothing but time is lost.
  static func clear(_ db: Database) throws { try db.execute(sql: "DELETE FROM kept") }
}
