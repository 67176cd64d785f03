internal import Foundation
internal import GRDB
public import Vocabulary

/// How much of the log is sealed with one key.
public struct SealedExtent: Sendable, Equatable {
  /// The key.
  public let key: Int64
  /// How many events name it.
  public let events: Int
  /// The position of the first.
  public let first: Int64
  /// The position of the last.
  public let last: Int64
}

extension EventLog {
  /// The event of that source and id; nil where there is none. Cost: two lookups.
  public func event(source: String, id: String) throws -> RecordedEvent? {
    let position = try readDatabase { try StoredID.position(source: source, id: id, $0) }
    return try position.flatMap { try event(at: $0) }
  }

  /// The keys that events name, with how many name each, by key. Cost: one pass over the rows.
  public func sealedExtents() throws -> [SealedExtent] {
    let sql =
      "SELECT key_id, count(*), min(position), max(position) FROM events WHERE key_id IS NOT NULL GROUP BY key_id ORDER BY key_id"
    return try readDatabase { database in
      try Row.fetchAll(database, sql: sql).map {
        SealedExtent(key: $0[0], events: $0[1], first: $0[2], last: $0[3])
      }
    }
  }

  /// Calls `body` with the events that name a key, in order. Cost: one pass over the rows, and the reading of those.
  public func readSealed(key: Int64, _ body: (RecordedEvent) throws -> Void) throws {
    let sql = "SELECT position FROM events WHERE key_id = ? ORDER BY position"
    let positions = try readDatabase { try Int64.fetchAll($0, sql: sql, arguments: [key]) }
    for position in positions { if let event = try event(at: position) { try body(event) } }
  }
}
