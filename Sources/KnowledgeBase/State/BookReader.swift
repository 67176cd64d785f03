import EventLog
import GRDB
import Vocabulary

/// Folds stretches of a log into a state.
struct BookReader {
  let log: EventLog

  /// The state after so many events; nil for all. Cost: the events that are no samples, plus, where the tables do not
  /// say how far the samples go, one pass over the rows.
  func state(through position: Int64?) throws -> BookState {
    try fold(BookState(), through: position ?? log.head)
  }

  /// The state after so many events, or all, without a look at the tables.
  func stateFromTheFirstEvent(through position: Int64? = nil) throws -> BookState {
    try fold(BookState(), through: position ?? log.head, trustingTables: false)
  }

  /// The state grown by the events after it.
  func state(from state: BookState) throws -> BookState {
    try fold(state, through: log.head)
  }

  /// The position of the last event that was recorded by an instant; 0 where there is none. Cost: a lookup for every
  /// halving of the log.
  func position(recordedBy time: Timestamp) throws -> Int64 {
    // Recorded times never decrease, so the last such event is found by halving.
    var low: Int64 = 0
    var high = try log.head
    while low < high {
      let middle = (low + high + 1) / 2
      let recorded = try log.readDatabase { db in
        try Int64.fetchOne(db, sql: "SELECT recorded_at FROM events WHERE position = ?", arguments: [middle]) ?? .max
      }
      if recorded <= time.microseconds { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The state of all events that had occurred by an instant, whenever they were recorded.
  func state(occurredBy time: Timestamp) throws -> BookState {
    var state = BookState()
    try log.read(from: 1, through: log.head) { event in
      guard event.occurredAt <= time else { return }
      if event.type == .metricSampled {
        state.apply(SampleMark(stream: event.stream, position: event.position, occurredAt: event.occurredAt))
      } else {
        state.apply(event)
      }
    }
    return state
  }

  private func fold(_ start: BookState, through position: Int64, trustingTables: Bool = true) throws -> BookState {
    var state = start
    guard position > start.position else { return state }
    let after = start.position
    try log.readFacts(after: after, through: position) { state.apply($0) }
    var sampledAfter = after
    if trustingTables, after == 0, let stood = try log.readDatabase({ try Projector.position($0) }), stood <= position {
      for mark in try savedMarks() {
        state.applySamples(run: mark.run, count: mark.count, lastPosition: mark.last, lastAt: mark.at)
      }
      sampledAfter = stood
    }
    for mark in try marks(after: sampledAfter, through: position) {
      state.applySamples(run: mark.run, count: mark.count, lastPosition: mark.last, lastAt: mark.at)
    }
    state.settle(at: position)
    return state
  }

  private struct Mark {
    let run: String
    let count: Int
    let last: Int64
    let at: Timestamp
  }

  private func savedMarks() throws -> [Mark] {
    try log.readDatabase { db in
      try Row.fetchAll(db, sql: "SELECT run, samples, last_position, last_at FROM run_samples ORDER BY run").map {
        row in
        Mark(run: row[0], count: row[1], last: row[2], at: Timestamp(microseconds: row[3]))
      }
    }
  }

  private func marks(after: Int64, through: Int64) throws -> [Mark] {
    guard through > after else { return [] }
    return try log.sampleMarks(after: after, through: through).compactMap { mark in
      StreamFamily.run.id(in: mark.stream).map {
        Mark(run: $0, count: mark.count, last: mark.lastPosition, at: mark.lastAt)
      }
    }
  }
}
