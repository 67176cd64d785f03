import EventLog
import Foundation
import GRDB

/// Changes a closed book past all its guards, as somebody with the file and time would.
func edit(_ path: String, _ body: (Database) throws -> Void) throws {
  var configuration = Configuration()
  configuration.foreignKeysEnabled = false
  let queue = try DatabaseQueue(path: path, configuration: configuration)
  try queue.writeWithoutTransaction { database in
    try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
    try database.inTransaction {
      try body(database)
      return .commit
    }
  }
  try queue.close()
}

/// Drops every trigger of a closed book.
func dropGuards(_ path: String) throws {
  try edit(path) { database in
    for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
      try database.execute(sql: "DROP TRIGGER \(name)")
    }
  }
}

/// What `verify` says of a closed book, beside the guards that were dropped.
func findings(_ path: String) throws -> [VerificationReport.Problem] {
  let log = try EventLog.openForReading(at: path)
  defer { log.close() }
  return try log.verify().problems.filter { !$0.what.hasPrefix("the trigger ") }
}

/// A closed copy of a book, without its guards.
func unguardedCopy(of book: TemporaryBook, name: String = "copy.sqlite") throws -> String {
  book.log.close()
  let copy = book.folder.path(name)
  try? FileManager.default.removeItem(atPath: copy)
  try FileManager.default.copyItem(atPath: book.path, toPath: copy)
  try dropGuards(copy)
  return copy
}
