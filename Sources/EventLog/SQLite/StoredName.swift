internal import GRDB

/// The names behind the keys of `sources` and `streams`. Cost of each: one lookup.
enum StoredName {
  /// How many names a reader keeps: enough that most rows need no lookup, a bound whatever the book holds.
  static let kept = 1 << 16

  /// The source of that key; nil where there is none.
  static func source(_ key: Int64, _ database: Database) throws -> String? {
    let statement = try database.cachedStatement(sql: "SELECT source FROM sources WHERE source_id = ?")
    return try String.fetchOne(statement, arguments: [key])
  }

  /// The stream of that key; nil where there is none.
  static func stream(_ key: Int64, _ database: Database) throws -> String? {
    let statement = try database.cachedStatement(sql: "SELECT stream FROM streams WHERE stream_id = ?")
    return try String.fetchOne(statement, arguments: [key])
  }
}
