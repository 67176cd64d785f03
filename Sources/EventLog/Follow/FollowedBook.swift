internal import Foundation
internal import GRDB
internal import Synchronization
public import Transparency
internal import Vocabulary

/// Another book as a file, read while others write to it.
public final class FollowedBook: FollowedLog {
  public let address: String
  private let state: Mutex<State>

  private struct State {
    var log: EventLog
    var identity: [Int]
  }

  /// Opens the book at a path. Throws as `EventLog.openForReading`.
  public init(path: String) throws {
    address = path
    state = Mutex(State(log: try EventLog.openForReading(at: path), identity: FollowedBook.identity(of: path)))
  }

  /// Closes it.
  public func close() { state.withLock { $0.log.close() } }

  /// Whether this is the file at another path.
  public func isFile(_ path: String) -> Bool {
    let mine = state.withLock { $0.identity }
    return !mine.isEmpty && mine == FollowedBook.identity(of: path)
  }

  /// Device and inode: another file that is put in the place of the book is noticed, and followed from then on.
  private static func identity(of path: String) -> [Int] {
    var status = stat()
    return stat(path, &status) == 0 ? [Int(status.st_dev), Int(status.st_ino)] : []
  }

  private func log() throws -> EventLog {
    try state.withLock { state in
      let found = FollowedBook.identity(of: address)
      if found != state.identity {
        let reopened = try EventLog.openForReading(at: address)
        state.log.close()
        state = State(log: reopened, identity: found)
      }
      return state.log
    }
  }

  public func currentHead() throws -> LogHead { try log().logHead() }

  public func latestCheckpointNote() throws -> String? { try log().latestCheckpoint()?.note }

  public func root(at size: Int64) throws -> TreeHash { try log().root(at: size) }

  public func consistencyProof(from: Int64, to: Int64) throws -> ConsistencyProof {
    try log().consistencyProof(from: from, to: to)
  }

  public func entries(after position: Int64, limit: Int) throws -> [LogEntry] {
    try log().entries(after: position, limit: limit)
  }
}

extension EventLog {
  /// How far the log goes, by its right edge. Throws `.damaged` where its last event is another. Cost: two rows.
  public func logHead() throws -> LogHead {
    try readDatabase { database in
      guard let edge = try RightEdge.read(database), let range = edge.range, let root = edge.root else {
        throw EventLogError(
          .damaged,
          "the Merkle edge of \(path) is missing or no edge; see `faultbook audit verify`, and restore a backup")
      }
      let last = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
      guard last == range.size else {
        throw EventLogError(
          .damaged,
          "\(path) holds events up to position \(last), and its Merkle edge is of \(range.size): events were cut off or put "
            + "in past the tree; see `faultbook audit verify`, and restore a backup",
          position: min(last, range.size) + 1)
      }
      return LogHead(size: range.size, root: root)
    }
  }

  /// The events after a position with their stored leaves: at most `limit`, and some megabytes of payload.
  public func entries(after position: Int64, limit: Int) throws -> [LogEntry] {
    let reader = EventRowReader(path: path)
    let sql = "SELECT \(LeafRowReader.columns) FROM events WHERE position > ? ORDER BY position LIMIT ?"
    return try readDatabase { database in
      let row = try PreparedStatement(database, sql)
      row.bind(1, position)
      row.bind(2, Int64(limit))
      var entries: [LogEntry] = []
      var bytes = 0
      while bytes < 4 << 20, try row.step() {
        let event = try reader.event(row, database)
        guard let leaf = TreeHash(Array(row.blob(14))) else {
          throw EventLogError(
            .damaged,
            "the event at position \(event.position) of \(path) has no readable leaf; see `faultbook audit verify`",
            position: event.position)
        }
        bytes += event.payload.utf8.count
        entries.append(LogEntry(event: event, leaf: leaf))
      }
      return entries
    }
  }
}
