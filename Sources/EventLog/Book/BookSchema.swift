internal import GRDB
internal import Migrations

/// What makes an SQLite database a book: the application id, and the migrations.
enum BookSchema {
  /// "FBKL", at byte 68 of the file.
  static let applicationID: Int64 = 0x4642_4b4c

  /// The version of the schema that this program writes: how many migrations it knows.
  static var newestVersion: Int { Migration.all.count }

  /// How a database stands to this program.
  enum Standing {
    case current
    case older(Int)
    case newer(Int)
    case foreign(applicationID: Int64)
  }

  /// Looks at the two numbers of the header.
  static func standing(_ database: Database) throws -> Standing {
    let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    guard application == applicationID else { return .foreign(applicationID: application) }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if version > newestVersion { return .newer(version) }
    return version < newestVersion ? .older(version) : .current
  }

  /// Applies the migrations that the database lacks, each in a transaction together with the mark that it was applied.
  static func migrate(_ database: Database) throws {
    let applied = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    for (index, migration) in Migration.all.enumerated() where index >= applied {
      try database.inTransaction(.immediate) {
        try database.execute(sql: migration.sql)
        if migration.name == TileBackfill.migration { try TileBackfill.run(database) }
        if migration.name == HashedTable.migration { try HashedTable.backfill(database) }
        try database.execute(sql: "PRAGMA user_version = \(index + 1)")
        return .commit
      }
    }
  }

  /// Throws unless the database is a book that this program can read as it stands. `writing` tells whether older ones
  /// will be migrated.
  static func check(_ database: Database, path: String, writing: Bool) throws {
    switch try standing(database) {
    case .current: break
    case .older where writing: break
    case .older(let version):
      throw EventLogError(
        .older,
        "\(path) has schema \(version), this program reads \(newestVersion); run a command that writes to it once")
    case .newer(let version):
      throw EventLogError(
        .newer, "\(path) has schema \(version), this program knows \(newestVersion); update the program")
    case .foreign(let id):
      throw foreign(path, applicationID: id)
    }
  }

  /// The refusal of another program's database.
  static func foreign(_ path: String, applicationID id: Int64) -> EventLogError {
    EventLogError(
      .foreign,
      "\(path) is an SQLite database of another program (application id \(id)), not a book; give another path")
  }

  /// Marks a new file as a book, before its schema is there: whatever stops its making, the file says what it is.
  static func mark(_ path: String) throws {
    BookConnections.configured
    let plain = try DatabaseQueue(path: path)
    try plain.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(applicationID)") }
    try plain.close()
  }
}
