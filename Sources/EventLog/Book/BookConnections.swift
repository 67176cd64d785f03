internal import CSQLite
internal import Foundation
internal import GRDB
internal import GatheringDisk

/// How a book's connections are set up. SQLite up to 3.51.2 can corrupt a WAL that two connections reset at once
/// (https://sqlite.org/wal.html#walresetbug), so exactly one writes and checkpoints, and all others are read-only.
enum BookConnections {
  /// Pages in the WAL before a commit also checkpoints: about 32 MB. Fewer, and bulk appending writes the same index
  /// pages again and again.
  static let checkpointPages = 8000

  /// How long a connection waits for another program's lock on the database, in seconds.
  static let busySeconds: TimeInterval = 5

  /// Done once, before the first connection of the process.
  static let configured: Void = {
    faultbook_forgo_memory_statistics()
    _ = readsURIs
  }()

  private static let readsURIs = faultbook_read_uris() != 0

  /// Whether the writer's VFS is there, done once. Where it cannot be, the default one does the same in more calls.
  private static let gathers = readsURIs && gathering_install() == SQLITE_OK

  /// The one connection that writes.
  ///
  /// It leaves out two of SQLite's checks, at a tenth of what appending an event takes: references (a key of `sources` or
  /// `streams` comes from the row that was read or made in the same transaction) and CHECK constraints (ids, hashes and
  /// counts are of types that cannot be out of bounds). With them SQLite would also keep a copy of every page that an insert
  /// touches, as either may fail after a first write. Triggers, types, uniqueness and NOT NULL hold, `audit verify` looks
  /// at all of it, and every other connection checks the rest.
  static func writer(path: String) throws -> DatabaseQueue {
    configured
    var configuration = Configuration()
    configuration.label = "faultbook.writer"
    configuration.busyMode = .timeout(busySeconds)
    configuration.allowsUnsafeTransactions = true
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      try harden(database)
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
      try turnWALOn(database)
      // An acknowledged append survives power loss.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
      try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
      try database.execute(sql: "PRAGMA cache_size = -65536")
    }
    return try DatabaseQueue(
      path: gathers ? uri(path, "vfs=\(GATHERING_DISK_NAME)") : path, configuration: configuration)
  }

  /// A book that was just made, or a backup that was never written to, has no WAL yet, and SQLite would change that under
  /// a journal beside the book: whoever is killed just then leaves one that readers must play back and cannot. Without a
  /// file of its own the change is a few bytes in the first sector, which are there or not.
  private static func turnWALOn(_ database: Database) throws {
    if try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" {
      try database.execute(sql: "PRAGMA journal_mode = MEMORY")
    }
    try database.execute(sql: "PRAGMA journal_mode = WAL")
  }

  /// Connections that read, each on its own snapshot.
  ///
  /// With `passingOverDamage`, a line of the schema that SQLite cannot make sense of takes away what it is about, and not
  /// the whole file. That is what `writable_schema` does to reading; nothing can be written here with it.
  static func readers(path: String, passingOverDamage: Bool = false) throws -> DatabasePool {
    configured
    var configuration = Configuration()
    configuration.label = "faultbook.reader"
    configuration.readonly = true
    configuration.busyMode = .timeout(busySeconds)
    // Beyond what a server's threads read at once, so that none waits for another's long question.
    configuration.maximumReaderCount = 16
    configuration.prepareDatabase { database in
      if passingOverDamage { try database.execute(sql: "PRAGMA writable_schema = ON") }
      try harden(database)
      try database.execute(sql: "PRAGMA query_only = 1")
      try database.execute(sql: "PRAGMA cache_size = -16384")
    }
    return try DatabasePool(path: path, configuration: configuration)
  }

  /// Connections that read a book nobody here writes to. SQLite reads a WAL only with an index beside it; where the folder
  /// cannot be written and there is none, a book without a WAL is read as a file that does not change.
  static func readersOnly(path: String, passingOverDamage: Bool = false) throws -> DatabasePool {
    do {
      let readers = try readers(path: path, passingOverDamage: passingOverDamage)
      _ = try readers.read { try Int64.fetchOne($0, sql: "PRAGMA application_id") }
      return readers
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR].contains(error.resultCode)
      && access((path as NSString).deletingLastPathComponent, W_OK) != 0
    {
      if let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int, size > 0 {
        throw EventLogError(
          .readOnly,
          "\(path) has events in \(path)-wal, which cannot be read in a folder that cannot be written; "
            + "copy both to another folder",
          cause: error.message)
      }
      return try readers(path: immutable(path), passingOverDamage: passingOverDamage)
    }
  }

  /// The URI by which SQLite reads a file that does not change: without locks, and with no file beside it.
  static func immutable(_ path: String) -> String { uri(path, "immutable=1") }

  /// A file's URI as SQLite reads it, with a parameter (https://sqlite.org/uri.html).
  private static func uri(_ path: String, _ parameter: String) -> String {
    "file:\(path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)?\(parameter)"
  }

  /// What every connection has: nothing in the file is trusted, nothing goes around the guards by accident.
  private static func harden(_ database: Database) throws {
    guard let connection = database.sqliteConnection else { return }
    for option in [SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_TRIGGER] {
      guard faultbook_db_config_bool(connection, option, 1) == SQLITE_OK else {
        throw DatabaseError(resultCode: .SQLITE_ERROR, message: "the connection cannot be set up safely")
      }
    }
    try database.execute(sql: "PRAGMA trusted_schema = OFF")
    try database.execute(sql: "PRAGMA recursive_triggers = ON")
  }
}
