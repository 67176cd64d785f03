internal import GRDB
internal import Synchronization
public import Vocabulary

/// What makes a book a follower: the log that it is a copy of.
public struct FollowerMark: Sendable, Equatable {
  /// Where that log was first found.
  public let address: String
  /// The key whose checkpoints it must have (C2SP signed-note vkey); nil where none was named yet.
  public let verifierKey: String?
  /// Since when.
  public let since: Timestamp

  /// Reads the mark; nil in a book of its own.
  static func read(_ database: Database) throws -> FollowerMark? {
    let sql = "SELECT address, vkey, since FROM followed_log WHERE address IS NOT NULL"
    let row = try PreparedStatement(database, sql)
    guard try row.step() else { return nil }
    return FollowerMark(
      address: row.string(0), verifierKey: row.isNull(1) ? nil : row.string(1),
      since: Timestamp(microseconds: row.integer(2)))
  }

  /// Puts a mark in the place of the one that is there; nil makes the book one of its own.
  static func write(_ mark: FollowerMark?, _ database: Database) throws {
    let values: [DatabaseValue] = [
      1.databaseValue, mark?.address.databaseValue ?? .null, mark?.verifierKey?.databaseValue ?? .null,
      mark?.since.microseconds.databaseValue ?? .null,
    ]
    let hash = RowHash.of(HashedTable.followed.name, values)
    try database.execute(
      sql: "UPDATE followed_log SET (one, address, vkey, since, row_hash) = (?, ?, ?, ?, ?)",
      arguments: StatementArguments(values + [hash.databaseValue]))
    guard database.changesCount == 1 else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "followed_log lacks its row")
    }
  }
}

extension EventLog {
  /// What this book follows; nil in a book of its own. A follower takes no events but by `replicate`.
  public var followed: FollowerMark? { mark.withLock { $0 } }

  /// Makes the book a follower, which must be empty, or checks that it is one; it then takes no events of its own.
  ///
  /// - `verifierKey`: whose checkpoints the log must have; once named it stays. Nil keeps what was named before.
  ///
  /// Throws `.invalid` where the book has events of its own, or another key was named.
  public func beginFollowing(_ address: String, verifierKey: String?, now: Timestamp) throws {
    let mark = try writeDatabase { database -> FollowerMark? in
      let known = try FollowerMark.read(database)
      guard let known else {
        let head = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
        guard head == 0 else {
          throw EventLogError(
            .invalid,
            "\(path) holds \(head) events of its own and cannot follow another book; "
              + "name a new one with --book and --create")
        }
        try FollowerMark.write(FollowerMark(address: address, verifierKey: verifierKey, since: now), database)
        return try FollowerMark.read(database)
      }
      if let verifierKey, verifierKey != known.verifierKey {
        if let pinned = known.verifierKey {
          throw EventLogError(
            .invalid,
            "\(path) follows a book whose checkpoints are signed with \(pinned), not with \(verifierKey); "
              + "leave --trust out, or follow into a new book")
        }
        let named = FollowerMark(address: known.address, verifierKey: verifierKey, since: known.since)
        try FollowerMark.write(named, database)
      }
      return try FollowerMark.read(database)
    }
    self.mark.withLock { $0 = mark }
  }

  /// The writer, for events that are not another log's.
  func requireAuthor() throws -> BookWriter {
    let writer = try requireWriter()
    if let followed {
      throw EventLogError(
        .readOnly, "\(path) follows \(followed.address) and takes no events of its own; append to that book")
    }
    return writer
  }
}
