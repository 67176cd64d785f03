public import GRDB
internal import Synchronization

/// One open book: the log of events, and the SQLite file that holds it.
///
/// ```swift
/// let log = try EventLog.openForWriting(at: "shop.sqlite")
/// let outcome = try log.append(events, actor: "ada", now: now)
/// try log.read { event in print(event.position, event.type) }
/// log.close()
/// ```
///
/// Topics:
/// - opening: `create`, `openForWriting`, `openForReading`, `close`
/// - appending: `append`, `submit`, `AppendRequest`, `ExpectedVersion`, `AppendOutcome`, `AppendHook`
/// - reading: `head`, `read`, `follow`, `readDatabase`
/// - copying: `backup`, `beginFollowing`, `replicate`, `Follower`
/// - trusting: `verify`, `root`, `inclusionProof`, `consistencyProof`, `tile`, `checkpoints`, `storeCheckpoint`
///
/// Any thread may call any method. One process writes at a time, by an exclusive lock on `<book>.lock`; any number read.
public final class EventLog: Sendable {
  /// The file, without symbolic links.
  public let path: String
  let readers: DatabasePool
  let writer: BookWriter?
  /// What this book follows.
  let mark = Mutex<FollowerMark?>(nil)

  init(path: String, readers: DatabasePool, writer: BookWriter?) {
    self.path = path
    self.readers = readers
    self.writer = writer
  }

  deinit { close() }

  /// Makes a book and opens it for writing. Throws `.exists` where there is a file already, `.rolledBack` where an
  /// anchor says that there was a book of more events here.
  public static func create(
    at path: String, wait: Double = 10, lockNote: String? = nil, anchors: [String] = []
  ) throws -> EventLog {
    try BookFile.claim(path)
    do {
      let path = try BookFile.resolved(path, allowingEmpty: true)
      return try open(path, lock: BookLock(path: path, wait: wait, note: lockNote), isNew: true, anchors: anchors)
    } catch {
      BookFile.discard(path)
      throw error
    }
  }

  /// Opens a book for reading and writing, and brings its schema up to date.
  ///
  /// Waits up to `wait` seconds for another writer's lock, then throws `.locked` that names its process and host.
  /// `lockNote` stands in the lock file for others to read: a server's address. Throws `.missing`, `.notABook`,
  /// `.foreign`, `.newer` or `.damaged` where there is no sound book of ours at the path.
  ///
  /// The anchor beside the book and those at the paths `anchors`, where they are, must be of this book: `.rolledBack`
  /// where one is of more events, or of another past; `.damaged` where one is no checkpoint. So must the newest
  /// checkpoint in the book itself be, which costs a few tiles.
  public static func openForWriting(
    at path: String, wait: Double = 10, lockNote: String? = nil, anchors: [String] = []
  ) throws -> EventLog {
    let path = try BookFile.resolved(path)
    return try open(path, lock: BookLock(path: path, wait: wait, note: lockNote), isNew: false, anchors: anchors)
  }

  private static func open(_ path: String, lock: BookLock, isNew: Bool, anchors: [String]) throws -> EventLog {
    try EventLogError.translating(path: path) {
      let writer = try BookWriter(path: path, lock: lock, isNew: isNew)
      let log = EventLog(path: path, readers: try BookConnections.readers(path: path), writer: writer)
      let mark = try log.readers.read { try FollowerMark.read($0) }
      log.mark.withLock { $0 = mark }
      do {
        try log.checkAnchors(anchors)
        try log.checkNewestCheckpoint()
      } catch {
        log.close()
        throw error
      }
      return log
    }
  }

  /// Opens a book for reading alone: it is never changed, and may lie in a folder that cannot be written, if no writer
  /// left a `-wal` file beside it. Throws as `openForWriting`, but waits for nobody, and `.older` where the schema must
  /// be brought up to date first.
  public static func openForReading(at path: String) throws -> EventLog {
    let path = try BookFile.resolved(path)
    return try EventLogError.translating(path: path) {
      let readers = try BookConnections.readersOnly(path: path)
      let mark = try readers.read { database in
        try BookSchema.check(database, path: path, writing: false)
        return try FollowerMark.read(database)
      }
      let log = EventLog(path: path, readers: readers, writer: nil)
      log.mark.withLock { $0 = mark }
      return log
    }
  }

  /// Opens a book for `verify`: as `openForReading`, but what is damaged in it is left to be told of, as long as its header
  /// says that it is a book of this program's.
  public static func openForVerifying(at path: String) throws -> EventLog {
    let path = try BookFile.resolved(path)
    return try EventLogError.translating(path: path) {
      let readers = try readersForVerifying(path)
      try readers.read { try BookSchema.check($0, path: path, writing: false) }
      let log = EventLog(path: path, readers: readers, writer: nil)
      let mark = try? readers.read { try FollowerMark.read($0) }
      log.mark.withLock { $0 = mark ?? nil }
      return log
    }
  }

  private static func readersForVerifying(_ path: String) throws -> DatabasePool {
    do {
      let readers = try BookConnections.readersOnly(path: path)
      _ = try readers.read { try Int64.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
      return readers
    } catch let error as DatabaseError where error.resultCode != .SQLITE_NOTADB && Unreadable.isDamage(error) {
      return try BookConnections.readersOnly(path: path, passingOverDamage: true)
    }
  }

  /// Ends all work, and gives the lock back. Appends that wait are answered with `.closed`. Calling it again does
  /// nothing.
  public func close() {
    try? readers.close()
    writer?.close()
  }

  /// What readers open: the file's path, or its URI as immutable where the folder cannot be written.
  public var readingPath: String { readers.path }

  /// Whether this opening may append.
  public var isWritable: Bool { writer != nil }

  /// The position of the last event; 0 in an empty log. Cost: one lookup.
  public var head: Int64 {
    get throws { try readDatabase { try Int64.fetchOne($0, sql: "SELECT max(position) FROM events") ?? 0 } }
  }

  /// Calls `body` with a read-only connection on one snapshot of the book. Keep it short: the WAL cannot be reset
  /// meanwhile. `body` must not read or append through this log again.
  public func readDatabase<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try EventLogError.translating(path: path) { try readers.read(body) }
  }

  /// Calls `body` with the writing connection inside a transaction, between appends: for projections' tables, never for
  /// the log's own. `body` must not append through this log.
  public func writeDatabase<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try EventLogError.translating(path: path) { try requireWriter().transaction(body) }
  }

  /// Says in the lock file what others should know of this opening, in the place of `lockNote`: the address of a server
  /// that listens now. Throws `.readOnly` where this opening holds no lock.
  public func announce(_ note: String?) throws { try requireWriter().announce(note) }

  /// Who holds the lock of the book at `path`, and the book's file without symbolic links, as far as the lock file says: a
  /// process that ended without closing the book may still be named. Nil where nobody is, or where there is no book.
  public static func lockHolder(of path: String) -> (book: String, holder: LockHolder)? {
    (try? BookFile.resolved(path)).flatMap { book in BookLock.holder(path: book).map { (book, $0) } }
  }

  func requireWriter() throws -> BookWriter {
    guard let writer else {
      throw EventLogError(.readOnly, "\(path) was opened for reading; open it for writing")
    }
    return writer
  }
}
