import EventLog
import GRDB
import Vocabulary

/// Folds stretches of a log into a state.
struct BookReader {
  let log: EventLog

  /// The state after so many events; nil for all. Cost: the nearest snapshot before, and the events behind it: those that
  /// are no samples, and one pass over the rows. Without a snapshot, from the first event on.
  func state(through position: Int64?) throws -> BookState {
    let end = try position ?? log.head
    let corrections = try Corrections(log, through: end)
    return try fold(nearest(before: end, corrections), through: end, corrections, trusting: true)
  }

  /// The state after so many events, or all, without a look at tables and snapshots. `visit` sees it on the way at those
  /// positions, ascending.
  func stateFromTheFirstEvent(
    through position: Int64? = nil, stopsAt stops: [Int64] = [], visit: (BookState) throws -> Void = { _ in }
  ) throws -> BookState {
    let end = try position ?? log.head
    var state = BookState()
    for stop in stops where stop <= end {
      state = try grown(state, through: stop, trusting: false)
      try visit(state)
    }
    return try grown(state, through: end, trusting: false)
  }

  /// The state grown by the events after it; `keep` gets the snapshots that are due on the way.
  ///
  /// - Parameter trusting: whether tables and snapshots may be looked at, where a correction reaches back.
  func state(
    from state: BookState, pace: inout SnapshotPace, trusting: Bool = true, keep: (Snapshot) throws -> Void
  ) throws -> BookState {
    let head = try log.head
    var state = state
    while state.position < head {
      state = try grown(state, through: min(head, max(pace.next, state.position + 1)), trusting: trusting)
      if let snapshot = pace.snapshot(of: state) { try keep(snapshot) }
    }
    return state
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

  /// The state of all events that had occurred by an instant, whenever they were recorded, as they happened. Cost: the
  /// events that are no samples, and one pass over the rows.
  func state(occurredBy time: Timestamp) throws -> BookState {
    // What is known now of what had happened by then: a correction counts whenever it was made.
    let head = try log.head
    let corrections = try Corrections(log, through: head)
    var state = BookState(worldOrder: true)
    try log.readFacts(occurredBy: time) { event in
      if let read = corrections.effective(event) { state.apply(read) } else { state.pass(event) }
    }
    for mark in try marks(after: 0, through: head, corrections, occurredBy: time) { state.apply(mark) }
    return state
  }

  /// The state at the head, if these corrections and retractions were in the log too.
  func state(adding events: [NewEvent]) throws -> BookState {
    let head = try log.head
    let corrections = try Corrections(log, through: head, adding: events)
    return try fold(nearest(before: head, corrections), through: head, corrections, trusting: false)
  }

  // MARK: - Folding

  /// The state of the last snapshot that these corrections leave as it is; that of nothing where there is none.
  private func nearest(before end: Int64, _ corrections: Corrections) throws -> BookState {
    try log.readDatabase { try SnapshotTable.state($0, through: end, where: corrections.leaves) } ?? BookState()
  }

  private func grown(_ start: BookState, through position: Int64, trusting: Bool) throws -> BookState {
    guard position > start.position else { return start }
    let corrections = try Corrections(log, through: position)
    // What a correction reaches back to was folded as it had been said: then the fold begins before it.
    if corrections.leaves(stateAt: start.position) {
      return try fold(start, through: position, corrections, trusting: trusting)
    }
    let earlier = try trusting ? nearest(before: start.position, corrections) : BookState()
    return try fold(earlier, through: position, corrections, trusting: trusting)
  }

  private func fold(
    _ start: BookState, through position: Int64, _ corrections: Corrections, trusting: Bool
  ) throws -> BookState {
    var state = start
    let after = state.position
    try log.readFacts(after: after, through: position) { event in
      guard let read = corrections.effective(event) else { return state.pass(event) }
      state.apply(read)
      if let concern = corrections.concern(at: read.position) { state.apply(concern, at: read.position) }
    }
    var sampledAfter = after
    if trusting, corrections.absentSamples.isEmpty, let stood = try log.readDatabase({ try Projector.position($0) }),
      after < stood, stood <= position, corrections.leaves(stateAt: stood)
    {
      for mark in try savedMarks(since: start) { state.apply(mark) }
      sampledAfter = stood
    }
    for mark in try marks(after: sampledAfter, through: position, corrections) { state.apply(mark) }
    state.settle(at: position)
    return state
  }

  /// What the tables know of samples beyond a state that lies before them: a lookup for every run instead of a pass over the
  /// samples in between.
  private func savedMarks(since start: BookState) throws -> [RunSamples] {
    let saved = try log.readDatabase { db in
      try Row.fetchAll(db, sql: "SELECT run, samples, last_position, last_at FROM run_samples ORDER BY run").map {
        row in
        RunSamples(run: row[0], count: row[1], lastPosition: row[2], lastAt: Timestamp(microseconds: row[3]))
      }
    }
    return saved.compactMap { mark in
      var mark = mark
      mark.count -= start.runs[mark.run]?.samples ?? 0
      return mark.count > 0 ? mark : nil
    }
  }

  /// How far the samples of each run go, those aside that are read as absent.
  private func marks(
    after: Int64, through: Int64, _ corrections: Corrections, occurredBy time: Timestamp? = nil
  ) throws -> [RunSamples] {
    guard through > after else { return [] }
    let absent = corrections.absentSamples
    let plain = try log.sampleMarks(after: after, through: through, occurredBy: time).filter {
      absent[$0.stream] == nil
    }
    let thinned = try absent.sorted { $0.key < $1.key }.compactMap { stream, positions in
      try log.sampleMarks(ofStream: stream, after: after, through: through, without: positions, occurredBy: time)
    }
    return (plain + thinned).compactMap { mark in
      StreamFamily.run.id(in: mark.stream).map {
        RunSamples(run: $0, count: mark.count, lastPosition: mark.lastPosition, lastAt: mark.lastAt)
      }
    }
  }
}
