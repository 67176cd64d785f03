internal import CSQLite
internal import GRDB

/// A statement of SQLite's C interface: what appends, replays and verifies events a million at a time, inside GRDB's
/// transactions. A GRDB statement does the same with an allocation for every value.
///
/// Confined to its connection's queue; finalised, or made ready for its next user, when it is released, which must be before the
/// connection closes.
final class PreparedStatement {
  let handle: OpaquePointer
  private let connection: OpaquePointer
  /// The statement that GRDB keeps with the connection, where this is one.
  private let kept: Statement?

  init(_ database: Database, _ sql: String) throws {
    guard let connection = database.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
    self.connection = connection
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else { throw PreparedStatement.error(connection, code, sql) }
    self.handle = handle
    kept = nil
  }

  /// A statement that is kept with the connection for the next time: for questions that are asked again and again, where
  /// compiling costs more than the answer. Until this is released nobody else may use one of the same text on that connection.
  init(kept sql: String, _ database: Database) throws {
    guard let connection = database.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
    let statement = try database.cachedStatement(sql: sql)
    self.connection = connection
    handle = statement.sqliteStatement
    kept = statement
    sqlite3_reset(handle)
  }

  deinit {
    if kept == nil {
      sqlite3_finalize(handle)
    } else {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
  }

  /// Steps once; whether there is a row.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let error = PreparedStatement.error(connection, code, sqlite3_sql(handle).map { String(cString: $0) } ?? "")
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Steps a statement that gives no rows, and makes it ready for the next time.
  func run() throws {
    while try step() {}
    sqlite3_reset(handle)
  }

  /// Makes it ready for the next time.
  func reset() { sqlite3_reset(handle) }

  private static func error(_ connection: OpaquePointer, _ code: CInt, _ sql: String) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)), sql: sql)
  }
}

/// Binding. Bytes are not copied: they must stay in place until the statement is reset.
extension PreparedStatement {
  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

  func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

  func bind(_ index: Int32, text: UnsafeRawBufferPointer) {
    // An empty buffer may have no address, and binding no address binds NULL.
    guard let start = text.baseAddress else { return bindEmptyText(index) }
    sqlite3_bind_text(handle, index, start.assumingMemoryBound(to: CChar.self), Int32(text.count), nil)
  }

  func bind(_ index: Int32, blob: UnsafeRawBufferPointer) {
    guard let start = blob.baseAddress else {
      sqlite3_bind_zeroblob(handle, index, 0)
      return
    }
    sqlite3_bind_blob(handle, index, start, Int32(blob.count), nil)
  }

  private func bindEmptyText(_ index: Int32) { sqlite3_bind_text(handle, index, "", 0, nil) }
}

/// Columns. Bytes are valid until the next step or reset.
extension PreparedStatement {
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }

  func text(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_text(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  func blob(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  func string(_ column: Int32) -> String { String(decoding: text(column), as: UTF8.self) }
}
