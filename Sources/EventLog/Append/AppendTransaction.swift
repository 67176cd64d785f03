internal import GRDB

/// The transaction around an append, by statements that are prepared once. GRDB parses BEGIN and COMMIT anew for each,
/// which is an eighth of what an event takes that has a transaction of its own.
///
/// Confined to the writer's queue.
final class AppendTransaction {
  private let database: Database
  private let begin: PreparedStatement
  private let commit: PreparedStatement
  private let rollback: PreparedStatement

  init(_ database: Database) throws {
    self.database = database
    begin = try PreparedStatement(database, "BEGIN IMMEDIATE")
    commit = try PreparedStatement(database, "COMMIT")
    rollback = try PreparedStatement(database, "ROLLBACK")
  }

  /// Calls `body` in a transaction, which ends as it says. Undone where it, or the commit, throws.
  func run(_ body: () throws -> Database.TransactionCompletion) throws {
    try begin.run()
    do {
      switch try body() {
      case .commit: try commit.run()
      case .rollback: try rollback.run()
      }
    } catch {
      // A full disk and the like make SQLite undo the transaction by itself. What is thrown is why, whatever comes of this.
      if database.isInsideTransaction { try? rollback.run() }
      throw error
    }
  }
}
