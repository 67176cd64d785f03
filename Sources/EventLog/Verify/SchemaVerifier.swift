internal import GRDB

/// The pass over the schema: that tables, views and guards are as the migrations make them.
enum SchemaVerifier {
  /// The log's own tables: no trigger may stand on them but ours.
  private static let logTables = [
    "events", "sources", "streams", "merkle_edge", "merkle_tiles", "merkle_edge_tiles", "checkpoints",
    "checkpoint_cosignatures",
  ]

  static func check(_ database: Database, _ problems: inout ProblemList) throws {
    let expected = try DatabaseQueue().writeWithoutTransaction { fresh in
      try BookSchema.migrate(fresh)
      return try objects(fresh)
    }
    let found = try objects(database)
    let byName = Dictionary(found.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for object in expected {
      guard let mine = byName[object.key] else {
        problems.add(0, "the \(object.type) \(object.name) is missing")
        continue
      }
      if mine != object { problems.add(0, "the \(object.type) \(object.name) is not as this program makes it") }
    }
    let names = Set(expected.map(\.key))
    for object in found
    where object.type == "trigger" && logTables.contains(object.table) && !names.contains(object.key) {
      problems.add(0, "the trigger \(object.name) on \(object.table) is not of this program")
    }
    try checkNames(database, &problems)
  }

  /// The small tables: that their indexes and constraints go with them; and that each source and stream is of some event.
  private static func checkNames(_ database: Database, _ problems: inout ProblemList) throws {
    for table in logTables where table != "events" && table != "merkle_tiles" {
      for message in try String.fetchAll(database, sql: "PRAGMA integrity_check(\(table))") where message != "ok" {
        problems.add(0, "the table \(table): \(message)")
      }
    }
    for (kind, key) in [("stream", "stream_id"), ("source", "source_id")] {
      let used = "SELECT 1 FROM events WHERE events.\(key) = \(kind)s.\(key)"
      let unused = "SELECT \(kind) FROM \(kind)s WHERE NOT EXISTS(\(used))"
      for name in try String.fetchAll(database, sql: unused) { problems.add(0, "the \(kind) \(name) has no event") }
    }
  }

  private struct Object: Equatable {
    let type: String
    let name: String
    let table: String
    let sql: String?

    var key: String { "\(type) \(name)" }
  }

  private static func objects(_ database: Database) throws -> [Object] {
    try Row.fetchAll(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").map {
      Object(type: $0[0], name: $0[1], table: $0[2], sql: $0[3])
    }
  }
}
