import CSQLite

/// A sound SQLite database that another program made.
enum ForeignDatabase {
  /// Makes it at a path; `applicationID` is written into its head.
  static func make(at path: String, applicationID: Int = 0) throws {
    var connection: OpaquePointer?
    guard sqlite3_open(path, &connection) == SQLITE_OK else { throw Refused() }
    defer { sqlite3_close(connection) }
    let statements =
      "PRAGMA application_id = \(applicationID); CREATE TABLE notes (text); INSERT INTO notes VALUES ('x');"
    guard sqlite3_exec(connection, statements, nil, nil, nil) == SQLITE_OK else { throw Refused() }
  }

  /// SQLite refused.
  struct Refused: Error {}
}
