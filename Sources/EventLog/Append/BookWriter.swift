internal import GRDB
internal import Synchronization
internal import Vocabulary

/// The writing side of an open book: lock, connection, appender and group commit.
final class BookWriter: Sendable {
  /// Where callers queue.
  let group: GroupWriter
  private let lock: BookLock
  private let core: WriterCore

  init(path: String, lock: BookLock, isNew: Bool) throws {
    self.lock = lock
    let core = try WriterCore(path: path, isNew: isNew)
    self.core = core
    group = GroupWriter(path: path) { core.write($0) }
  }

  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result { try core.transaction(body) }

  func setHook(_ hook: AppendHook?) { core.hook.withLock { $0 = hook } }

  func announce(_ note: String?) throws { try lock.announce(note) }

  func close() {
    group.close()
    core.close()
    lock.release()
  }
}

/// The connection that writes, and what lives as long as it.
///
/// `@unchecked` because of `appending`, which is used inside the connection's serial queue alone.
private final class WriterCore: @unchecked Sendable {
  let hook = Mutex<AppendHook?>(nil)
  private let path: String
  private let connection: DatabaseQueue
  /// What appends, until the book is closed.
  private var appending: (appender: Appender, transaction: AppendTransaction)?

  init(path: String, isNew: Bool) throws {
    self.path = path
    if isNew { try BookSchema.mark(path) }
    connection = try BookConnections.writer(path: path)
    appending = try connection.writeWithoutTransaction { database in
      try BookSchema.check(database, path: path, writing: true)
      try BookSchema.migrate(database)
      return (try Appender(database, path: path), try AppendTransaction(database))
    }
  }

  /// Writes a group in one transaction. Never throws: every element gets its answer.
  func write(_ submissions: [[AppendRequest]]) -> [Result<[AppendOutcome], any Error>] {
    let hook = hook.withLock { $0 }
    do {
      return try connection.writeWithoutTransaction { database in
        let results =
          try write(submissions, savepoints: false, hook, database)
          ?? write(submissions, savepoints: true, hook, database) ?? []
        return results.map { $0.mapError(translated) }
      }
    } catch {
      return submissions.map { _ in .failure(translated(error)) }
    }
  }

  /// One transaction; nil where it was undone because a submission failed that cannot be undone by itself.
  private func write(
    _ submissions: [[AppendRequest]], savepoints: Bool, _ hook: AppendHook?, _ database: Database
  ) throws -> [Result<[AppendOutcome], any Error>]? {
    guard let (appender, transaction) = appending else { throw closedError }
    var results: [Result<[AppendOutcome], any Error>]?
    var isCommitted = false
    defer { hook?.settle(isCommitted) }
    func append() throws -> Database.TransactionCompletion {
      results = try appender.append(submissions, savepoints: savepoints, hook: hook)
      return results == nil ? .rollback : .commit
    }
    // GRDB keeps what a hook does from going on by itself where SQLite has undone the transaction.
    if hook == nil { try transaction.run(append) } else { try database.inTransaction(.immediate, append) }
    if results != nil {
      appender.committed()
      isCommitted = true
    }
    return results
  }

  private var closedError: EventLogError { EventLogError(.closed, "\(path) was closed; open it again") }

  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try connection.writeWithoutTransaction { database in
      guard appending != nil else { throw closedError }
      var result: Result?
      try database.inTransaction(.immediate) {
        result = try body(database)
        return .commit
      }
      guard let result else { preconditionFailure("a transaction was committed without its result") }
      return result
    }
  }

  func close() {
    connection.writeWithoutTransaction { database in
      guard appending != nil else { return }
      appending = nil
      // Leaves one file and a short WAL; where a reader is in the way, the next writer does it.
      _ = try? database.checkpoint(.truncate)
    }
    try? connection.close()
  }

  private func translated(_ error: any Error) -> any Error {
    (error as? DatabaseError).map { EventLogError($0, path: path) } ?? error
  }
}
