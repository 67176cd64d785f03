internal import GRDB

extension EventLogError {
  /// What a result code of SQLite means for the book at `path`.
  init(_ error: DatabaseError, path: String) {
    let code: Code
    let message: String
    switch error.resultCode {
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
      // The index of the WAL, which readers need too, could not be given its size.
      code = .diskFull
      message = "the disk is full: there is no room beside \(path) for what reading it takes; free some space"
    case .SQLITE_FULL:
      code = .diskFull
      message = "the disk is full, nothing was written to \(path); free some space and try again"
    case .SQLITE_READONLY:
      code = .readOnly
      message = "\(path) cannot be written; check the permissions of the file and of its folder"
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      code = .busy
      message = "another program holds \(path); close it or try again later"
    case .SQLITE_CORRUPT:
      code = .damaged
      message = "\(path) is damaged; restore it from a backup, or see `faultbook audit verify`"
    case .SQLITE_NOTADB:
      code = .notABook
      message = "\(path) is not a book; give the path of a file that `faultbook init` made"
    case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_AUTH:
      code = .inputOutput
      message = "\(path) or the files beside it cannot be read or written; check the disk and the permissions"
    default:
      code = .database
      message = "SQLite refused a statement on \(path)"
    }
    self.init(code, message, cause: error.message.map { "\($0), SQLite code \(error.extendedResultCode.rawValue)" })
  }

  /// Calls `body` and turns SQLite's errors into errors of the log; others pass.
  static func translating<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw EventLogError(error, path: path)
    }
  }
}
