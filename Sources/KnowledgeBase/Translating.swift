import EventLog
import GRDB
import Interchange
import Transparency
import Vocabulary

/// Runs something and turns the errors of the modules below into the one kind that callers see.
func translating<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as FaultbookError {
    throw error
  } catch let error as EventLogError {
    throw FaultbookError(error)
  } catch let error as VocabularyError {
    throw FaultbookError(.input, error.description)
  } catch let error as NoteError {
    throw FaultbookError(.input, error.problem)
  } catch let error as ImportError {
    throw FaultbookError(.input, error.description)
  } catch let error as DatabaseError {
    switch error.resultCode {
    case .SQLITE_FULL:
      throw FaultbookError(.environment, "the disk is full: nothing was written; free some space and try again")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      throw FaultbookError(
        .environment, "the book cannot be written here: \(error.message ?? "read-only"); check the folder's permissions"
      )
    default:
      throw FaultbookError(
        .book, "SQLite reports \(error.message ?? "\(error.resultCode)"); run `faultbook audit verify`")
    }
  }
}

/// An error of the modules below as the one kind that callers see; others as they are.
func translated(_ error: any Error) -> any Error {
  do {
    return try translating { throw error }
  } catch let known {
    return known
  }
}

extension FaultbookError {
  /// The error as it is told to people: what to do next depends on whether the book or the call is at fault.
  init(_ error: EventLogError) {
    switch error.code {
    case .missing: self.init(.noBook, error.description)
    case .conflict: self.init(.conflict, error.description, actualVersion: error.actualVersion)
    case .idReused: self.init(.idReused, error.description, position: error.position)
    case .exists, .invalid: self.init(.input, error.description)
    case .locked: self.init(.locked, error.description)
    case .busy: self.init(.busy, error.description)
    case .diskFull, .readOnly, .inputOutput: self.init(.environment, error.description)
    default: self.init(.book, error.description)
    }
  }
}
