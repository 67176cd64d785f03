internal import GRDB
public import Vocabulary

/// An append whose events come piece by piece, so that their number is bounded by the disk and not by memory.
///
/// Lent by `EventLog.append(stream:expecting:actor:now:piecewise:)` for the length of one transaction; not to be kept.
public final class PiecewiseAppend {
  private let database: Database
  private let path: String
  private let appender: Appender
  private let hook: AppendHook?
  private var work: Appender.Work
  /// Why a piece was refused. Part of it may be in the transaction, which so must not be committed.
  private var refusal: (any Error)?

  init(_ database: Database, path: String, _ appender: Appender, _ work: Appender.Work, hook: AppendHook?) {
    self.database = database
    self.path = path
    self.appender = appender
    self.work = work
    self.hook = hook
  }

  /// What became of the events so far, if all is committed.
  public var tally: AppendTally { work.tally }

  /// Appends the next events, in order: about a thousand at a time cost least. Throws as `EventLog.append` does, and the
  /// same again from then on: nothing of the whole is appended then. Cost: linear in the events.
  public func append(_ events: [NewEvent]) throws {
    if let refusal { throw refusal }
    do {
      try appender.append(piece: events, to: &work, hook: hook)
    } catch {
      refusal = error
      throw error
    }
  }

  /// The event of that source and id in the log as it will be, with what was appended here; nil where there is none. What
  /// is read through the log itself is the log before. Cost: two lookups.
  public func event(source: String, id: String) throws -> RecordedEvent? {
    guard let position = try StoredID.position(source: source, id: id, database) else { return nil }
    let statement = try PreparedStatement(
      database, "SELECT \(EventRowReader.columns) FROM events WHERE position = ?")
    statement.bind(1, position)
    return try statement.step() ? EventRowReader(path: path).event(statement, database) : nil
  }

  /// Ends it, before the commit.
  func finish() throws {
    if let refusal { throw refusal }
    try appender.endPieces()
  }
}
