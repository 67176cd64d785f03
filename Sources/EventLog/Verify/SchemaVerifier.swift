internal import GRDB

/// The pass over the schema: that tables, views, indexes and guards are those that the migrations make, and no others.
enum SchemaVerifier {
  /// The small tables of the log, all of which `integrity_check` reads.
  private static let smallTables = [
    "sources", "streams", "merkle_edge", "merkle_edge_tiles", "checkpoints", "checkpoint_cosignatures", "followed_log",
    "projections",
  ]

  static func check(_ database: Database, _ problems: inout ProblemList) throws {
    _ = try problems.reading("the schema") { try compare(database, &$0) }
    for table in smallTables {
      _ = try problems.reading("the table \(table)") { problems in
        for message in try String.fetchAll(database, sql: "PRAGMA integrity_check(\(table))") where message != "ok" {
          for line in message.split(separator: "\n") where !line.hasPrefix("***") {
            problems.add(0, "the table \(table): \(line)")
          }
        }
      }
    }
    for (kind, key) in [("stream", "stream_id"), ("source", "source_id")] {
      _ = try problems.reading("which \(kind)s have an event") { problems in
        let used = "SELECT 1 FROM events WHERE events.\(key) = \(kind)s.\(key)"
        let unused = "SELECT \(kind) FROM \(kind)s WHERE NOT EXISTS(\(used))"
        for name in try String.fetchAll(database, sql: unused) { problems.add(0, "the \(kind) \(name) has no event") }
      }
    }
  }

  /// What the migrations make.
  private static let made = Result {
    try DatabaseQueue().writeWithoutTransaction { fresh in
      try BookSchema.migrate(fresh)
      return try objects(fresh)
    }
  }

  private static func compare(_ database: Database, _ problems: inout ProblemList) throws {
    let expected = try made.get()
    let found = try objects(database)
    let byName = Dictionary(found.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for object in expected {
      guard let mine = byName[object.key] else {
        problems.add(0, "the \(object.type) \(object.name) is missing")
        continue
      }
      if mine != object { problems.add(0, "the \(object.type) \(object.name) is not as this program makes it") }
    }
    let known = Set(expected.map(\.key)).union(expected.compactMap { $0.shadow?.key })
    let shadows = expected.compactMap(\.shadow)
    for object in found where !object.isStatistics {
      if let shadow = shadows.first(where: { $0.key == object.key }) {
        // What a rebuild that was killed leaves, until the next command that writes.
        guard shadow.sql != object.sql else { continue }
      } else if known.contains(object.key) {
        continue
      }
      let place = object.type == "trigger" || object.type == "index" ? " on \(object.table)" : ""
      problems.add(0, "the \(object.type) \(object.name)\(place) is not of this program")
    }
  }

  private struct Object: Equatable, Sendable {
    let type: String
    let name: String
    let table: String
    let sql: String?

    var key: String { "\(type) \(name)" }

    /// SQLite's own, of `ANALYZE`.
    var isStatistics: Bool { type == "table" && name.hasPrefix("sqlite_stat") }

    /// The table that a rebuild fills beside this one; nil where this is no table.
    var shadow: Object? {
      guard type == "table", let sql, let open = sql.firstIndex(of: "(") else { return nil }
      let name = name + "__shadow"
      return Object(type: type, name: name, table: name, sql: "CREATE TABLE \(name)" + sql[open...])
    }
  }

  private static func objects(_ database: Database) throws -> [Object] {
    let row = try PreparedStatement(database, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
    var objects: [Object] = []
    while try row.step() {
      objects.append(
        Object(type: row.string(0), name: row.string(1), table: row.string(2), sql: row.isNull(3) ? nil : row.string(3))
      )
    }
    return objects
  }
}
