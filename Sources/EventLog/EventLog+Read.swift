internal import GRDB
public import Vocabulary

extension EventLog {
  /// Calls `body` with events in the order of their positions.
  ///
  /// - `position`: the first position, from 1.
  /// - `through`: the last position; nil for the head at the time of the call.
  /// - `stream`: the one stream to read; nil for all.
  /// - `types`: the types to read; empty for all.
  /// - `limit`: how many events at most; nil for all.
  ///
  /// What is appended meanwhile is not seen. No transaction is open while `body` runs, so it may take its time, and read
  /// or append through this log. Memory is that of one chunk, about a thousand events. Cost: linear in the events read;
  /// with `types` alone, in the events looked at.
  public func read(
    from position: Int64 = 1, through last: Int64? = nil, stream: String? = nil, types: [EventType] = [],
    limit: Int? = nil, _ body: (RecordedEvent) throws -> Void
  ) throws {
    var chunks = EventChunks(log: self, from: position, through: last, stream: stream, types: types, limit: limit)
    while case let events = try chunks.chunk(), !events.isEmpty {
      // By index, so that an event is lent to `body` and not copied first.
      for index in events.indices { try body(events[index]) }
    }
  }

  /// Calls `body` with the events of a stretch of the log that are no samples, in order. Cost: linear in those events,
  /// however many samples lie between them. Otherwise as `read`.
  public func readFacts(after position: Int64, through last: Int64, _ body: (RecordedEvent) throws -> Void) throws {
    var chunks = EventChunks(
      log: self, from: position + 1, through: last, stream: nil, types: [], limit: nil, skipsSamples: true)
    while case let events = try chunks.chunk(), !events.isEmpty {
      for event in events { try body(event) }
    }
  }

  /// The event at a position; nil where there is none.
  public func event(at position: Int64) throws -> RecordedEvent? {
    var chunks = EventChunks(log: self, from: position, through: position, stream: nil, types: [], limit: 1)
    return position < 1 ? nil : try chunks.chunk().first
  }

  /// The version of a stream's last event; 0 where it has none. Cost: two lookups.
  public func version(ofStream stream: String) throws -> Int64 {
    let sql = "SELECT max(version) FROM events WHERE stream_id = (SELECT stream_id FROM streams WHERE stream = ?)"
    return try readDatabase { try Int64.fetchOne($0.cachedStatement(sql: sql), arguments: [stream]) ?? 0 }
  }

  /// Events from a position on, for ever: those in the log, then each as it is committed, whichever process appends it.
  ///
  /// The log is asked every `interval`, while somebody waits for the next event; a cancelled task gets the end of the
  /// sequence. Memory is that of one chunk, however slow the reader.
  public func follow(from position: Int64 = 1, interval: Duration = .milliseconds(10)) -> FollowedEvents {
    FollowedEvents(log: self, position: position, interval: interval)
  }
}

/// Events as they come; see `EventLog.follow`.
public struct FollowedEvents: AsyncSequence, Sendable {
  let log: EventLog
  let position: Int64
  let interval: Duration

  /// Walks over the events.
  public struct Iterator: AsyncIteratorProtocol {
    private let log: EventLog
    private let interval: Duration
    private var position: Int64
    private var chunk: [RecordedEvent] = []
    private var index = 0

    init(_ events: FollowedEvents) {
      log = events.log
      interval = events.interval
      position = events.position
    }

    /// The next event, when there is one; nil when the task was cancelled. Throws as reading does.
    public mutating func next() async throws -> RecordedEvent? {
      while index == chunk.count {
        if Task.isCancelled { return nil }
        var chunks = EventChunks(log: log, from: position, through: nil, stream: nil, types: [], limit: nil)
        chunk = try chunks.chunk()
        index = 0
        if let last = chunk.last {
          position = last.position + 1
        } else {
          try? await Task.sleep(for: interval)
        }
      }
      defer { index += 1 }
      return chunk[index]
    }
  }

  /// A walk from the first position.
  public func makeAsyncIterator() -> Iterator { Iterator(self) }
}

extension EventLog {
  /// The first and the last position of a stream up to a position, and how many events it has there; zeros where it has none. Cost:
  /// a few lookups and its index entries.
  public func extent(ofStream stream: String, through last: Int64) throws -> (first: Int64, last: Int64, count: Int) {
    let key = "(SELECT stream_id FROM streams WHERE stream = ?)"
    let sql = "SELECT min(position), max(position), count(*) FROM events WHERE stream_id = \(key) AND position <= ?"
    return try readDatabase { database in
      guard let row = try Row.fetchOne(database, sql: sql, arguments: [stream, last]), let first: Int64 = row[0] else {
        return (0, 0, 0)
      }
      return (first, row[1], row[2])
    }
  }
}
