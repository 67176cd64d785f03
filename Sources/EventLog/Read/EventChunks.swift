internal import GRDB
internal import Vocabulary

/// Reads a part of the log chunk by chunk, each in a transaction of its own, so that no reader holds up the WAL. The
/// log is append-only: chunks of one reading go together whatever is appended meanwhile.
struct EventChunks {
  /// Events of one chunk at most.
  private static let maximumCount = 1024
  /// Bytes of payload after which a chunk ends.
  private static let maximumBytes = 4 << 20

  private let log: EventLog
  private let rows: EventRowReader
  private let stream: String?
  private let types: [String]
  private let skipsSamples: Bool
  private var next: Int64
  private var last: Int64?
  private var streamKey: Int64?
  private var lastVersion: Int64 = 0
  private var remaining: Int

  init(
    log: EventLog, from: Int64, through: Int64?, stream: String?, types: [EventType], limit: Int?,
    skipsSamples: Bool = false
  ) {
    self.log = log
    self.stream = stream
    self.types = types.map(\.name)
    self.skipsSamples = skipsSamples
    rows = EventRowReader(path: log.path)
    next = max(1, from)
    last = through
    remaining = limit ?? .max
  }

  /// The next chunk; empty at the end.
  mutating func chunk() throws -> [RecordedEvent] {
    guard remaining > 0, last.map({ next <= $0 }) ?? true else { return [] }
    var events: [RecordedEvent] = []
    events.reserveCapacity(min(remaining, EventChunks.maximumCount))
    try log.readDatabase { try fill(&events, $0) }
    remaining -= events.count
    if let event = events.last {
      next = event.position + 1
      lastVersion = event.version
    }
    return events
  }

  private mutating func fill(_ events: inout [RecordedEvent], _ database: Database) throws {
    let newest = try database.cachedStatement(sql: "SELECT max(position) FROM events")
    let head = try Int64.fetchOne(newest) ?? 0
    let last = min(self.last ?? head, head)
    self.last = last
    if let stream, streamKey == nil {
      let key = try database.cachedStatement(sql: "SELECT stream_id FROM streams WHERE stream = ?")
      streamKey = try Int64.fetchOne(key, arguments: [stream])
      if streamKey == nil { return }
    }
    let statement = try PreparedStatement(kept: sql, database)
    var index: Int32 = 1
    func bind(_ value: Int64) {
      statement.bind(index, value)
      index += 1
    }
    if let streamKey {
      bind(streamKey)
      bind(lastVersion)
    }
    bind(next)
    bind(last)
    var bytes = 0
    while try statement.step() {
      let event = try rows.event(statement, database)
      events.append(event)
      bytes += event.payload.utf8.count
      if events.count == min(remaining, EventChunks.maximumCount) || bytes >= EventChunks.maximumBytes { return }
    }
  }

  private var sql: String {
    // Names of types are of the vocabulary, so they need no quoting; `+` keeps the index on versions in use.
    let filter = types.isEmpty ? "" : " AND type IN (\(types.map { "'\($0)'" }.joined(separator: ", ")))"
    let select = "SELECT \(EventRowReader.columns) FROM events"
    if stream != nil {
      return select + " WHERE stream_id = ? AND version > ? AND +position BETWEEN ? AND ?\(filter) ORDER BY version"
    }
    if skipsSamples {
      // The partial index holds just these: without it the rows of a million samples would be walked over.
      let facts = " INDEXED BY events_facts WHERE position BETWEEN ? AND ? AND type <> '\(EventType.metricSampled)'"
      return select + facts + " ORDER BY position"
    }
    return select + " WHERE position BETWEEN ? AND ?\(filter) ORDER BY position"
  }
}
