internal import GRDB
public import Vocabulary

extension EventLog {
  /// Calls `body` with the events that are no samples and had occurred by an instant, in the order in which they happened:
  /// what was told late comes at its place. A stream keeps its own order, whatever its clocks say; equal times keep that of the log.
  ///
  /// Cost: linear in the events that are no samples, and sorting them; sixteen bytes of memory each.
  public func readFacts(occurredBy time: Timestamp, _ body: (RecordedEvent) throws -> Void) throws {
    let order = try worldOrder(by: time)
    let rows = EventRowReader(path: path)
    var next = 0
    while next < order.count {
      let part = order[next..<min(next + 1024, order.count)]
      next = part.endIndex
      var events: [RecordedEvent] = []
      try readDatabase { database in
        let statement = try PreparedStatement(
          database, "SELECT \(EventRowReader.columns) FROM events WHERE position = ?")
        for position in part {
          statement.bind(1, position)
          if try statement.step() { events.append(try rows.event(statement, database)) }
          statement.reset()
        }
      }
      for event in events { try body(event) }
    }
  }

  /// The positions of those events, as they happened.
  private func worldOrder(by end: Timestamp) throws -> [Int64] {
    try readDatabase { database in
      let facts = "FROM events INDEXED BY events_facts WHERE type <> '\(EventType.metricSampled)' ORDER BY position"
      let statement = try PreparedStatement(database, "SELECT position, stream_id, occurred_at " + facts)
      var reached: [Int64: Int64] = [:]
      var found: [(time: Int64, position: Int64)] = []
      while try statement.step() {
        let (position, stream, time) = (statement.integer(0), statement.integer(1), statement.integer(2))
        guard time <= end.microseconds else { continue }
        // Nothing comes before what its own stream had told already.
        let place = max(time, reached[stream] ?? .min)
        reached[stream] = place
        found.append((place, position))
      }
      return found.sorted { ($0.time, $0.position) < ($1.time, $1.position) }.map(\.position)
    }
  }
}
