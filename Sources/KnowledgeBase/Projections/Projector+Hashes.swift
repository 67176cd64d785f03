import Crypto
import EventLog
import Foundation
import GRDB
import Vocabulary

/// The hashes beside the tables' position: which code made them, of which log they are, and what they held when they were
/// last hashed.
extension Projector {
  /// Of what decides the rows: the versions of tables and fold, and the tables' names and widths. Tables of another are
  /// made again by the next command that writes.
  static let codeHash: Data = {
    let versions: [DatabaseValue] = [name.databaseValue, version.databaseValue, Snapshot.format.databaseValue]
    return RowHash.of(
      "code", versions + ProjectionTable.all.flatMap { [$0.name.databaseValue, $0.columnCount.databaseValue] })
  }()

  /// Where the tables stand, as it is stored.
  struct Standing {
    let position: Int64
    let codeHash: Data?
    /// Of the event at the position, as it was when the tables were written; nil where there were no events.
    let leafHash: Data?
    /// Of all rows, where they were hashed since they last changed.
    let stateHash: Data?
  }

  /// Where the tables stand, whichever version made them; nil where that is not said. Throws where the row holds something
  /// else, or there are others beside it.
  static func standing(_ db: Database) throws -> Standing? {
    let sql = "SELECT name, version, state, position, code_hash, leaf_hash, state_hash FROM projections"
    let rows = try Row.fetchAll(db, sql: sql).map { Array($0.databaseValues) }
    guard let row = rows.first else { return nil }
    guard rows.count == 1, row[0] == name.databaseValue, row[1] == version.databaseValue,
      row[2] == "live".databaseValue, let position = Int64.fromDatabaseValue(row[3]), position >= 0
    else { throw FaultbookError(.book, "the table projections does not say where the tables stand") }
    return Standing(
      position: position, codeHash: Data.fromDatabaseValue(row[4]), leafHash: Data.fromDatabaseValue(row[5]),
      stateHash: Data.fromDatabaseValue(row[6]))
  }

  /// The hash of what the tables hold at a position. `digests` are of all tables.
  static func stateHash(position: Int64, _ digests: [String: KnowledgeBase.TableDigest]) -> Data {
    RowHash.of(
      name,
      [version.databaseValue, position.databaseValue]
        + ProjectionTable.all.flatMap { table in
          [table.name.databaseValue, digests[table.name]?.hash.databaseValue ?? .null]
        })
  }

  /// Hashes the tables as they stand and takes that down, where it is not yet; returns the digests. Cost: reading them all.
  @discardableResult
  static func hashTables(_ db: Database) throws -> [String: KnowledgeBase.TableDigest] {
    let digests = try Dictionary(
      uniqueKeysWithValues: ProjectionTable.all.map { ($0.name, try KnowledgeBase.digest(db, $0)) })
    if let position = try position(db) {
      try db.execute(
        sql: "UPDATE projections SET state_hash = ? WHERE name = ? AND version = ?",
        arguments: [stateHash(position: position, digests), name, version])
    }
    return digests
  }
}
