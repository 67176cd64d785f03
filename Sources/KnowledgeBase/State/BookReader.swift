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
    let head = try log.head
    // What is known now of what had happened by then: a correction counts whenever it was made.
    let corrections = try Corrections(log, through: head)
    try log.read(from: 1, through: head) { event in
      guard event.occurredAt <= time, let event = corrections.effective(event) else { return }
      if event.type == .metricSampled {
        state.apply(SampleMark(stream: event.stream, position: event.position, occurredAt: event.occurredAt))
      } else {
        state.apply(event)
      }
    }
    return state
  }

  /// The state at the head, if these corrections and retractions were in the log too.
  func state(adding events: [NewEvent]) throws -> BookState {
    let head = try log.head
    return try fold(BookState(), through: head, corrections: Corrections(log, through: head, adding: events))
  }

  private func fold(_ start: BookState, through position: Int64, trustingTables: Bool = true) throws -> BookState {
    guard position > start.position else { return start }
    let corrections = try Corrections(log, through: position)
    return try fold(start, through: position, corrections: corrections, trustingTables: trustingTables)
  }

  private func fold(
    _ start: BookState, through position: Int64, corrections: Corrections, trustingTables: Bool = false
  ) throws -> BookState {
    // What a correction reaches back to was folded as it had been said: then the fold begins anew.
    var state = corrections.leaves(stateAt: start.position) ? start : BookState()
    let after = state.position
    try log.readFacts(after: after, through: position) { event in
      guard let read = corrections.effective(event) else { return state.pass(event) }
      state.apply(read)
      if let concern = corrections.concern(at: read.position) { state.apply(concern, at: read.position) }
    }
    var sampledAfter = after
    let absent = corrections.absentSamples
    func take(_ mark: Mark) {
      guard absent[StreamFamily.run.stream(mark.run)] == nil else { return }
      state.applySamples(run: mark.run, count: mark.count, lastPosition: mark.last, lastAt: mark.at)
    }
    if trustingTables, after == 0, let stood = try log.readDatabase({ try Projector.position($0) }), stood <= position,
      corrections.leaves(stateAt: stood)
    {
      for mark in try savedMarks() { take(mark) }
      sampledAfter = stood
    }
    for mark in try marks(after: sampledAfter, through: position) { take(mark) }
    for (stream, positions) in absent.sorted(by: { $0.key < $1.key }) {
      guard let run = StreamFamily.run.id(in: stream),
        let mark = try log.sampleMarks(ofStream: stream, after: after, through: position, without: positions)
      else { continue }
      state.applySamples(run: run, count: mark.count, lastPosition: mark.lastPosition, lastAt: mark.lastAt)
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
