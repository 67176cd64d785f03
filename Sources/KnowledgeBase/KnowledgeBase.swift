import Crypto
import EventLog
import Foundation
import GRDB
import Judgement
import Queries
import Synchronization
public import Vocabulary

/// One open book: commands that append, tables that follow, questions that are answered.
///
///     let book = try KnowledgeBase.openForWriting(at: "shop.sqlite", wait: 10)
///     _ = try book.append(files: [.path("events.jsonl")], actor: "ci")
///     _ = try book.judge(run: nil, actor: "ci")
///     let answer = try book.scores()
///
/// The state is the fold of the log (``BookState``), kept in memory; a question reads a copy of it, as of the head or of
/// an earlier position. Opening costs the unpacking of the last snapshot and one pass over the events behind it. Every error is a ``FaultbookError``.
///
/// Any thread may call any method. Who asks while others append takes up what they appended first; where many ask, one
/// does it for all.
public final class KnowledgeBase: Sendable {
  /// The book's file.
  public let path: String
  let log: EventLog
  let isWritable: Bool
  /// Files with checkpoints of this book that the caller named, besides the anchor beside it.
  let anchors: [String]
  /// Whether tables and snapshots are written now and then rather than with every append: see `openForServing`.
  let defersTables: Bool
  private let clock: @Sendable () -> Timestamp
  /// The state at the head, and the beliefs that were computed of it.
  private let held: Mutex<Held>
  /// What was worked out of the evidence for some states of it.
  let learned: LearnedBefore
  /// Held by whoever folds new events into the state: who comes second finds them folded.
  private let folding = Mutex(())
  /// Held by whoever writes tables.
  let tabling = Mutex(())
  /// Who wants to hear of appends, and how far they have come.
  let acknowledged = Acknowledged()

  private struct Held {
    var state: BookState
    /// Why the tables stand behind the log; nil where they do not.
    var lag: String?
    /// The last sources that were asked for, the newest last.
    var sources: [(key: SourceKey, source: ProjectionSource)] = []
    /// States of earlier positions that were asked for, the newest last.
    var pasts: [BookState] = []
    /// When the next snapshot is due, and those that are due and not stored yet.
    var pace = SnapshotPace()
    var dueSnapshots: [Snapshot] = []
  }

  private struct SourceKey: Hashable {
    let position: Int64
    let now: Timestamp
    let environment: String?
  }

  private init(
    log: EventLog, path: String, isWritable: Bool, anchors: [String], defersTables: Bool = false,
    clock: @escaping @Sendable () -> Timestamp
  ) throws {
    self.defersTables = defersTables
    self.log = log
    self.path = path
    self.anchors = anchors
    self.isWritable = isWritable
    self.clock = clock
    let pace = try isWritable ? log.readDatabase { try SnapshotTable.pace($0) } : SnapshotPace()
    // What cannot be read is worked out again.
    learned = LearnedBefore(kept: KeptTeachings { key in try? log.readDatabase { try KeptTable.row($0, key) } })
    held = Mutex(Held(state: try BookReader(log: log).state(through: nil), pace: pace))
  }

  /// The clock of the machine.
  public static let wallClock: @Sendable () -> Timestamp = { Timestamp(seconds: Date().timeIntervalSince1970) }

  /// Makes a book. Throws where the file exists, or an anchor says that there was a book with events here.
  public static func create(
    at path: String, wait: Double = 10, anchors: [String] = [],
    clock: @escaping @Sendable () -> Timestamp = wallClock
  ) throws -> KnowledgeBase {
    try translating {
      let log = try EventLog.create(at: path, wait: wait, anchors: anchors)
      let book = try KnowledgeBase(log: log, path: path, isWritable: true, anchors: anchors, clock: clock)
      try book.bringTablesToHead()
      return book
    }
  }

  /// Opens a book to write, waiting so many seconds for the lock; makes it where `create` says so and there is none.
  ///
  /// Throws with code `.book` where an anchor, beside the book, in `anchors`, or that its policy names, is of more events
  /// or of others than the book has: it was rolled back; so where the book's own newest checkpoint or its tables are
  /// of more than that, and where an anchor bears a signature under the name of a known key that this key did not make.
  /// Known are the verifier keys in `trust`, or in files that it names, and the public half of `ownKey`.
  public static func openForWriting(
    at path: String, wait: Double = 10, create: Bool = false, anchors: [String] = [], trust: [String] = [],
    ownKey: String? = nil, clock: @escaping @Sendable () -> Timestamp = wallClock
  ) throws -> KnowledgeBase {
    if create && !FileManager.default.fileExists(atPath: path) {
      return try self.create(at: path, wait: wait, anchors: anchors, clock: clock)
    }
    return try openForWriting(
      at: path, wait: wait, anchors: anchors, trust: trust, ownKey: ownKey, defersTables: false, clock: clock)
  }

  /// Opens a book for the life of a server: as `openForWriting`, but tables and snapshots follow the log when
  /// `bringTablesUpToDate` is called, when somebody asks in SQL, and when the book is closed.
  public static func openForServing(
    at path: String, wait: Double = 10, anchors: [String] = [], trust: [String] = [], ownKey: String? = nil,
    clock: @escaping @Sendable () -> Timestamp = wallClock
  ) throws -> KnowledgeBase {
    try openForWriting(
      at: path, wait: wait, anchors: anchors, trust: trust, ownKey: ownKey, defersTables: true, clock: clock)
  }

  private static func openForWriting(
    at path: String, wait: Double, anchors: [String], trust: [String], ownKey: String?, defersTables: Bool,
    clock: @escaping @Sendable () -> Timestamp
  ) throws -> KnowledgeBase {
    try translating {
      let log = try EventLog.openForWriting(at: path, wait: wait, anchors: anchors)
      let book = try KnowledgeBase(
        log: log, path: path, isWritable: true, anchors: anchors, defersTables: defersTables, clock: clock)
      try book.checkPolicyAnchor()
      try book.checkAnchorSignatures(trust: trust, ownKey: ownKey)
      try book.checkTablesEnd()
      try log.removeShadows()
      try book.bringTablesToHead()
      try book.finishErasures()
      return book
    }
  }

  /// Opens a book to read. Nothing is written, and writers are not hindered. `anchors` are looked at by `verify` and
  /// `doctor` alone.
  public static func openForReading(
    at path: String, anchors: [String] = [], clock: @escaping @Sendable () -> Timestamp = wallClock
  ) throws -> KnowledgeBase {
    try translating {
      try KnowledgeBase(
        log: EventLog.openForReading(at: path), path: path, isWritable: false, anchors: anchors, clock: clock)
    }
  }

  /// Closes the book and gives the lock back.
  public func close() {
    if defersTables {
      try? bringTablesUpToDate()
      storeKept()
    }
    log.close()
  }

  /// The time on the clock.
  func wallTime() -> Timestamp { clock() }

  // MARK: - State

  /// The state at the head: of everything, at least, whose append was answered before this call.
  func headState() -> BookState {
    let state = held.withLock { $0.state }
    guard state.position < acknowledged.position else { return state }
    do {
      try takeUpNewEvents()
    } catch {
      // The disk would not be read: what is known stands, and the next one who asks tries again.
      held.withLock { $0.lag = "\(error)" }
    }
    return held.withLock { $0.state }
  }

  /// The position of the last event.
  func head() throws -> Int64 { headState().position }

  /// How far events were taken up. Costs nothing.
  var heldPosition: Int64 { held.withLock { $0.state.position } }

  /// The state that a view asks for. As of the head it costs a copy; as of an earlier place, one fold up to there.
  func state(_ view: View) throws -> BookState {
    var state = try plainState(view)
    if view.supposes { state.suppose(try supposition(view, in: state)) }
    return state
  }

  /// What a view supposes, with the runs and incidents that it names. Throws for a name that the state does not hold.
  func supposition(_ view: View, in state: BookState) throws -> Supposition {
    Supposition(settings: view.settings, omitted: try Set(view.without.map { try stream(leftOut: $0, in: state) }))
  }

  private func stream(leftOut name: String, in state: BookState) throws -> String {
    let run = StreamFamily.run.id(in: name) ?? name
    let incident = StreamFamily.incident.id(in: name) ?? name
    let isRun = state.runs[run] != nil && StreamFamily.incident.id(in: name) == nil
    let isIncident = state.incidents[incident] != nil && StreamFamily.run.id(in: name) == nil
    if isRun && isIncident {
      throw FaultbookError(.usage, "\"\(name)\" is a run and an incident; say run/\(name) or incident/\(name)")
    }
    if isRun { return StreamFamily.run.stream(run) }
    if isIncident { return StreamFamily.incident.stream(incident) }
    throw unknown("run or incident", name, among: Set(state.runs.keys).union(state.incidents.keys))
  }

  /// The state that a view asks for, without what it supposes.
  func plainState(_ view: View) throws -> BookState {
    let head = headState()
    return try translating {
      if case .occurred(let time) = view.asOf { return try BookReader(log: log).state(occurredBy: time) }
      let position = try position(of: view.asOf)
      return position == head.position ? head : try past(position)
    }
  }

  /// The state at an earlier position; the last few are kept.
  private func past(_ position: Int64) throws -> BookState {
    if let kept = held.withLock({ held in held.pasts.first { $0.position == position } }) { return kept }
    let state = try BookReader(log: log).state(through: position)
    held.withLock { held in
      if held.pasts.count >= 4 { held.pasts.removeFirst() }
      held.pasts.append(state)
    }
    return state
  }

  /// The last position of a place in the log. Throws for a position that the book does not hold; an occurred time is no
  /// such place.
  func position(of place: View.AsOf) throws -> Int64 {
    let head = headState().position
    switch place {
    case .head, .occurred: return head
    case .position(let position):
      guard position >= 0, position <= head else {
        throw FaultbookError(.usage, "position \(position) is not in this book; it has the positions 0 to \(head)")
      }
      return position
    case .recorded(let time): return min(head, try BookReader(log: log).position(recordedBy: time))
    }
  }

  /// The state that a view asks for, with its beliefs. The last few are kept.
  func source(_ view: View) throws -> ProjectionSource {
    if defersTables { storeKept(ifFree: true) }
    let state = try self.state(view)
    let now: Timestamp
    switch view.now {
    case .book: now = state.bookTime
    case .wall: now = clock()
    case .at(let time): now = time
    }
    if case .occurred = view.asOf {
      return ProjectionSource(state: state, now: now, environment: view.environment, learned: learned)
    }
    if view.supposes {
      return ProjectionSource(state: state, now: now, environment: view.environment, learned: learned)
    }
    return source(of: state, now: now, environment: view.environment)
  }

  /// The source of a state as the log has it. What it shares with one that was asked for before is not computed again.
  private func source(of state: BookState, now: Timestamp, environment: String?) -> ProjectionSource {
    let key = SourceKey(position: state.position, now: now, environment: environment)
    return held.withLock { held in
      if let kept = held.sources.last(where: { $0.key == key }) { return kept.source }
      let like = held.sources.last {
        $0.key.environment == environment && $0.source.state.beliefsPosition == state.beliefsPosition
      }
      let made = ProjectionSource(
        state: state, now: now, environment: environment, sharingWith: like?.source, learned: learned)
      if held.sources.count >= 8 { held.sources.removeFirst() }
      held.sources.append((key, made))
      return made
    }
  }

  // MARK: - Writing

  /// Appends events in one transaction and brings the tables to the head.
  func write(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
    guard isWritable else { throw FaultbookError(.usage, "the book \(path) is open for reading only") }
    return try translating {
      try checkCorrections(requests)
      let outcomes = try appended(requests)
      if defersTables { acknowledge(outcomes) } else { try takeUpAppended() }
      return outcomes
    }
  }

  /// Tells how far the log has come: whoever asks from now on takes that up first.
  func acknowledge(_ outcomes: [AppendOutcome]) {
    if let last = outcomes.compactMap({ $0.positions.max() }).max() { acknowledged.advance(to: last) }
  }

  /// Takes up what was added to the log, and brings the tables to the head. What the log acknowledged stands: tables that
  /// cannot follow, on a full disk say, are behind and no more than that.
  func takeUpAppended() throws {
    try takeUpNewEvents()
    do {
      try translating {
        try bringTablesToHead()
        try storeSnapshots()
      }
      storeKept()
      held.withLock { $0.lag = nil }
      acknowledged.advance(to: held.withLock { $0.state.position })
    } catch let error as FaultbookError where error.code == .environment {
      held.withLock { $0.lag = error.message }
    }
  }

  /// Appends; an event that the log holds sealed and that is told in clear is known again.
  private func appended(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
    do {
      return try log.append(requests)
    } catch let error as EventLogError {
      guard try isSealed(error) else { throw error }
      return try log.append(
        requests.map { request in
          var request = request
          request.events = try sealedAsKnown(request.events)
          return request
        })
    }
  }

  /// What to tell where the events are in the log and the tables could not follow.
  var lagNotes: [String] {
    held.withLock { $0.lag }.map { why in
      ["The events are in the log; the tables could not follow and will with the next command that writes: \(why)."]
    } ?? []
  }

  /// One request of events, at the time on the clock.
  func request(_ events: [NewEvent], expecting: ExpectedVersion = .any, stream: String? = nil, actor: String)
    -> AppendRequest
  {
    AppendRequest(stream: stream, expecting: expecting, events: events, actor: actor, now: clock())
  }

  /// Folds what the log has beyond the state into it. Cost: the new events.
  func takeUpNewEvents() throws {
    try folding.withLock { _ in
      var (state, pace) = held.withLock { ($0.state, $0.pace) }
      guard try state.position < log.head else { return }
      var due: [Snapshot] = []
      state = try BookReader(log: log).state(from: state, pace: &pace) { due.append($0) }
      held.withLock { held in
        held.state = state
        held.pace = pace
        held.dueSnapshots += due
      }
    }
  }

  /// Stores the snapshots that are due.
  func storeSnapshots() throws {
    try tabling.withLock { _ in
      let due = held.withLock { $0.dueSnapshots }
      guard !due.isEmpty else { return }
      try log.writeDatabase { db in for snapshot in due { try SnapshotTable.store(db, snapshot) } }
      held.withLock { $0.dueSnapshots.removeFirst(due.count) }
    }
  }

  /// Throws where the tables hold more events than the log: what they were made of is gone, and making them again would
  /// remove the last trace of it.
  private func checkTablesEnd() throws {
    let head = headState().position
    guard let stood = try log.readDatabase({ try Projector.lastPosition($0) }), stood > head else { return }
    throw FaultbookError(
      .book,
      "\(path) has \(head) events, but its tables were made of \(stood): events are missing at its end; put a whole copy "
        + "in its place with `faultbook restore`, which can also give up what is missing")
  }

  /// Brings the tables from where they stand to the head. Cost: the rows of what changed.
  func bringTablesToHead() throws {
    try tabling.withLock { _ in
      _ = headState()
      // The state goes on while the tables are written; what changes from here on is the next call's.
      let state = folding.withLock { _ in
        held.withLock { held in
          let state = held.state
          held.state.tablesWritten()
          return state
        }
      }
      do {
        try writeTables(state)
      } catch {
        folding.withLock { _ in held.withLock { $0.state.tablesForgotten() } }
        throw error
      }
    }
  }

  private func writeTables(_ state: BookState) throws {
    let stood = try log.readDatabase { try Projector.position($0) }
    guard stood != state.position else { return }
    let source = source(of: state, now: state.bookTime, environment: nil)
    guard let stood, stood == state.tablesPosition else {
      return try log.writeDatabase { db in try Projector.rewrite(db, from: source) }
    }
    let changes = state.changes
    let beliefsChanged = changes.touchBeliefs || source.now.day != state.tablesDay
    try log.writeDatabase { db in
      try Projector.update(db, from: source, changes: changes, beliefsChanged: beliefsChanged)
    }
  }

  /// Takes a state in the place of the held one; the tables hold it, and the snapshots are at this pace.
  func adopt(_ state: BookState, pace: SnapshotPace) {
    var state = state
    state.tablesWritten()
    folding.withLock { _ in held.withLock { $0 = Held(state: state, pace: pace) } }
  }

  /// Why the tables stand behind the log; nil where nothing is known to be in their way.
  var lag: String? { held.withLock { $0.lag } }

  /// The tables for people's own SQL, and the position that they stand at: the book's where they hold what is asked for,
  /// else made in memory.
  func sqlRoom(_ view: View) throws -> (room: SQLRoom, position: Int64) {
    try translating {
      let wanted = headState().position
      var stood = try log.readDatabase { try Projector.position($0) }
      let isPlain = view.asOf == .head && view.now == .book && view.environment == nil && !view.supposes
      if isPlain, defersTables, stood ?? 0 < wanted {
        try bringTablesToHead()
        stood = try log.readDatabase { try Projector.position($0) }
      }
      if isPlain, let stood, stood >= wanted { return (try SQLRoom(book: log.readingPath), stood) }
      let source = try source(view)
      return (try SQLRoom(book: log.readingPath, tablesOf: source), source.state.position)
    }
  }
}
