import EventLog
import Foundation
import GRDB
import Vocabulary

/// Writes the tables of a book from its state. The only thing that writes a table.
struct Projector {
  /// The name and version under which the tables' position is kept. A new version rebuilds them.
  static let name = "book"
  static let version = 1

  /// Brings the tables from the state they hold to this one. Cost: the rows of the parts that changed; of runs, only of
  /// those that changed.
  static func update(_ db: Database, from source: ProjectionSource, changes: Changes, beliefsChanged: Bool) throws {
    let parts = changedParts(changes, beliefsChanged: beliefsChanged)
    for table in ProjectionTable.all where parts.contains(table.part) {
      switch table.rows {
      case .byRun(let make) where !changes.policy:
        let removal = try db.cachedStatement(sql: "DELETE FROM \(table.name) WHERE run = ?")
        let insertion = try db.cachedStatement(sql: table.insertion(into: table.name))
        for id in changes.runs.sorted() {
          try removal.execute(arguments: [id])
          guard let run = source.state.runs[id] else { continue }
          for row in try make(run, source) { try insertion.execute(arguments: StatementArguments(row)) }
        }
      default:
        try db.execute(sql: "DELETE FROM \(table.name)")
        try insert(db, table, into: table.name, source)
      }
    }
    try setPosition(db, source.state.position)
  }

  private static func changedParts(_ changes: Changes, beliefsChanged: Bool) -> Set<ProjectionTable.Part> {
    var parts: Set<ProjectionTable.Part> = []
    if changes.system { parts.insert(.system) }
    if changes.policy { parts.formUnion([.policy, .runs]) }
    if changes.intents { parts.insert(.intents) }
    if !changes.runs.isEmpty { parts.formUnion([.runs, .proposals]) }
    if changes.incidents { parts.insert(.incidents) }
    if changes.findings { parts.insert(.findings) }
    if changes.proposals { parts.insert(.proposals) }
    if changes.imports { parts.insert(.imports) }
    if beliefsChanged { parts.insert(.beliefs) }
    return parts
  }

  /// Makes every table anew in place, where it is not known what the tables hold.
  static func rewrite(_ db: Database, from source: ProjectionSource) throws {
    try db.execute(sql: "DELETE FROM projections")
    for table in ProjectionTable.all {
      try db.execute(sql: "DELETE FROM \(table.name)")
      try insert(db, table, into: table.name, source)
    }
    try setPosition(db, source.state.position)
  }

  /// Fills empty tables of the current schema: those of a new database that holds nothing else.
  static func fill(_ db: Database, from source: ProjectionSource) throws {
    for table in ProjectionTable.all { try insert(db, table, into: table.name, source) }
  }

  /// Makes every table again beside the one that answers meanwhile: `<table>__shadow`.
  static func fillShadows(_ db: Database, from source: ProjectionSource) throws {
    try dropShadows(db)
    for table in ProjectionTable.all {
      let sql = try String.fetchOne(
        db, sql: "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [table.name])
      guard let sql, let open = sql.firstIndex(of: "(") else {
        throw FaultbookError(.book, "the book lacks the table \(table.name); it was changed by another program")
      }
      try db.execute(sql: "CREATE TABLE \(table.name)__shadow" + sql[open...])
      try insert(db, table, into: table.name + "__shadow", source)
    }
  }

  /// Puts the shadows in the place of the tables. In one transaction with whatever else the caller does.
  static func flip(_ db: Database, position: Int64) throws {
    try db.execute(sql: "DELETE FROM projections")
    for table in ProjectionTable.all {
      // Renaming the shadow would leave another schema text than the migrations': its rows move instead.
      try db.execute(sql: "DELETE FROM \(table.name)")
      try db.execute(sql: "INSERT INTO \(table.name) SELECT * FROM \(table.name)__shadow")
      try db.execute(sql: "DROP TABLE \(table.name)__shadow")
    }
    try setPosition(db, position)
  }

  /// Removes what an interrupted rebuild left.
  static func dropShadows(_ db: Database) throws {
    for table in ProjectionTable.all { try db.execute(sql: "DROP TABLE IF EXISTS \(table.name)__shadow") }
  }

  /// The position that the tables stand at; nil where they were never written or another version of the program made them.
  static func position(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db, sql: "SELECT position FROM projections WHERE name = ? AND version = ? AND state = 'live' AND code_hash = ?",
      arguments: [name, version, codeHash])
  }

  /// The position of the newest event that tables of any version were made of; nil where there are none.
  static func lastPosition(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT max(position) FROM projections WHERE name = ?", arguments: [name])
  }

  /// Takes down where the tables stand. What they held was changed, so that a hash of it is no longer theirs.
  private static func setPosition(_ db: Database, _ position: Int64) throws {
    let leaf = try Data.fetchOne(db, sql: "SELECT leaf_hash FROM events WHERE position = ?", arguments: [position])
    let columns = "name, version, state, position, code_hash, leaf_hash"
    try db.execute(
      sql: "INSERT OR REPLACE INTO projections(\(columns)) VALUES(?, ?, 'live', ?, ?, ?)",
      arguments: [name, version, position, codeHash, leaf])
  }

  private static func insert(
    _ db: Database, _ table: ProjectionTable, into name: String, _ source: ProjectionSource
  ) throws {
    let statement = try db.makeStatement(sql: table.insertion(into: name))
    for row in try table.allRows(source) { try statement.execute(arguments: StatementArguments(row)) }
  }
}

extension EventLog {
  /// Removes the shadows that a killed rebuild left, if there are any.
  func removeShadows() throws {
    let left = try readDatabase { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS(SELECT 1 FROM sqlite_master WHERE name LIKE '%\\_\\_shadow' ESCAPE '\\')")
    }
    if left == true { try writeDatabase { try Projector.dropShadows($0) } }
  }
}
