internal import GRDB
public import Vocabulary

/// How far the samples of one stream go.
public struct SampleMarks: Sendable, Equatable {
  /// The stream.
  public let stream: String
  /// How many samples.
  public let count: Int
  /// The position of the last.
  public let lastPosition: Int64
  /// The latest time of any.
  public let lastAt: Timestamp
}

extension EventLog {
  /// How far the samples of each stream go, between two positions, by stream; of those that had occurred by an instant, if
  /// one is given. Cost: one pass over the rows in their order (grouping in SQL would sort them by stream first); memory of
  /// the streams.
  public func sampleMarks(after position: Int64, through last: Int64, occurredBy end: Timestamp? = nil) throws
    -> [SampleMarks]
  {
    try readDatabase { database in
      let sql = "SELECT stream_id, position, occurred_at FROM events WHERE position > ? AND position <= ? AND type = "
      let statement = try PreparedStatement(
        database, sql + "'\(EventType.metricSampled)'" + (end == nil ? "" : " AND occurred_at <= ?"))
      statement.bind(1, position)
      statement.bind(2, last)
      if let end { statement.bind(3, end.microseconds) }
      var marks: [Int64: (count: Int, position: Int64, at: Int64)] = [:]
      var key: Int64 = 0
      var current = (count: 0, position: Int64(0), at: Int64.min)
      func keep() {
        guard current.count > 0 else { return }
        let held = marks[key] ?? (0, 0, .min)
        marks[key] = (held.count + current.count, current.position, max(held.at, current.at))
      }
      while try statement.step() {
        let stream = statement.integer(0)
        if stream != key {
          keep()
          key = stream
          current = (0, 0, .min)
        }
        current = (current.count + 1, statement.integer(1), max(current.at, statement.integer(2)))
      }
      keep()
      return try marks.compactMap { key, mark in
        try StoredName.stream(key, database).map {
          SampleMarks(
            stream: $0, count: mark.count, lastPosition: mark.position, lastAt: Timestamp(microseconds: mark.at))
        }
      }.sorted { $0.stream < $1.stream }
    }
  }

  /// How far the samples of one stream go, between two positions, without some of them; nil where none is left. Cost: its
  /// events.
  public func sampleMarks(
    ofStream stream: String, after position: Int64, through last: Int64, without absent: Set<Int64>,
    occurredBy end: Timestamp? = nil
  ) throws -> SampleMarks? {
    try readDatabase { database in
      let key = "SELECT stream_id FROM streams WHERE stream = ?"
      let sql =
        "SELECT position, occurred_at FROM events WHERE stream_id = (\(key)) AND position > ? AND position <= ? AND type = '\(EventType.metricSampled)'"
      let rows = try Row.fetchCursor(database, sql: sql, arguments: [stream, position, last])
      var mark = (count: 0, position: Int64(0), at: Int64.min)
      while let row = try rows.next() {
        let position: Int64 = row[0]
        guard !absent.contains(position), end.map({ row[1] <= $0.microseconds }) ?? true else { continue }
        mark = (mark.count + 1, max(mark.position, position), max(mark.at, row[1]))
      }
      guard mark.count > 0 else { return nil }
      return SampleMarks(
        stream: stream, count: mark.count, lastPosition: mark.position, lastAt: Timestamp(microseconds: mark.at))
    }
  }
}

extension EventLog {
  /// The latest time of any sample of a stretch of the log; nil where there is none. Cost: one pass over the stretch.
  public func latestSample(after position: Int64, through last: Int64) throws -> Timestamp? {
    let condition = "position > ? AND position <= ? AND type = '\(EventType.metricSampled)'"
    return try readDatabase { database in
      try Int64.fetchOne(
        database, sql: "SELECT max(occurred_at) FROM events WHERE " + condition, arguments: [position, last])
    }.map { Timestamp(microseconds: $0) }
  }

  /// How many samples a stretch of the log holds, of those that had occurred by an instant. Cost: one pass over the
  /// stretch with an instant; without, over its events that are no samples.
  public func sampleCount(after position: Int64, through last: Int64, occurredBy end: Timestamp? = nil) throws -> Int {
    try readDatabase { database in
      if let end {
        let condition = "position > ? AND position <= ? AND occurred_at <= ? AND type = '\(EventType.metricSampled)'"
        return try Int.fetchOne(
          database, sql: "SELECT count(*) FROM events WHERE " + condition,
          arguments: [position, last, end.microseconds]) ?? 0
      }
      // The index holds the others: the log is gapless.
      let facts =
        "events INDEXED BY events_facts WHERE position > ? AND position <= ? AND type <> '\(EventType.metricSampled)'"
      let others = try Int.fetchOne(database, sql: "SELECT count(*) FROM " + facts, arguments: [position, last]) ?? 0
      return Int(last - position) - others
    }
  }
}
