internal import GRDB
internal import Transparency
internal import Vocabulary

/// Appends requests inside a transaction: finds what is known already, checks what is expected, numbers, hashes and
/// inserts the rest, and keeps the right edge of the tree.
///
/// What it remembers between transactions (edge, last recorded time, names) is sound because nobody else appends while
/// the book's lock is held. Confined to the writer's queue.
final class Appender {
  private let path: String
  private let database: Database
  private let names: (sources: NameTable, streams: NameTable)
  private let known: KnownEvents
  private let insert: EventInsert
  private let tree: TreeWriter
  private let savepoint: (begin: PreparedStatement, release: PreparedStatement, rollback: PreparedStatement)
  private var lastRecorded: Int64

  /// An appender to the log as the database holds it. Throws `.damaged` where the right edge and the events disagree.
  init(_ database: Database, path: String) throws {
    self.path = path
    self.database = database
    names = (
      try NameTable(database, table: "sources", key: "source_id", name: "source"),
      try NameTable(database, table: "streams", key: "stream_id", name: "stream")
    )
    known = try KnownEvents(database)
    insert = try EventInsert(database)
    savepoint = (
      try PreparedStatement(database, "SAVEPOINT request"), try PreparedStatement(database, "RELEASE request"),
      try PreparedStatement(database, "ROLLBACK TO request")
    )
    let state = try Appender.state(database, path: path)
    tree = try TreeWriter(database, builder: state.tree)
    lastRecorded = state.lastRecorded
  }

  private static func state(
    _ database: Database, path: String
  ) throws -> (tree: TileBuilder, lastRecorded: Int64) {
    let edge = try RightEdge.read(database)
    let sql = "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1"
    let last = try Row.fetchOne(database, sql: sql)
    let head: Int64 = last?[0] ?? 0
    guard let range = edge?.range, range.root == edge?.root, range.size == head else {
      throw EventLogError(
        .damaged,
        "\(path) holds \(head) events, but its Merkle edge is of \(edge?.size ?? 0) or is no edge; "
          + "see `faultbook audit verify`, and restore it from a backup")
    }
    guard let tree = try edge?.builder(database) else {
      throw EventLogError(
        .damaged,
        "the Merkle tiles of \(path) do not go with its edge; see `faultbook audit verify`, and restore it from a backup"
      )
    }
    return (tree, last?[1] ?? .min)
  }

  /// Whether the memory no longer goes with the file, after a transaction that did not come to its end.
  private var isStale = false

  /// Appends each submission within the transaction that is open, all or nothing each. An error that ends the whole
  /// transaction is thrown.
  ///
  /// With `savepoints`, what a submission wrote before it failed is undone by itself. They cost each submission two
  /// statements and a copy of every page that it touches, and few fail after a first write. So without them nil is
  /// returned where one did: the transaction must be undone, and tried again with them.
  func append(
    _ submissions: [[AppendRequest]], savepoints: Bool, hook: AppendHook?
  ) throws -> [Result<[AppendOutcome], any Error>]? {
    try refresh()
    isStale = true
    var results: [Result<[AppendOutcome], any Error>] = []
    results.reserveCapacity(submissions.count)
    for requests in submissions {
      let result =
        savepoints
        ? try appendInSavepoint(requests, hook) : try append(requests, isAlone: submissions.count == 1, hook)
      guard let result else { return nil }
      results.append(result)
    }
    try tree.store()
    return results
  }

  /// Appends a submission; nil where it failed after a first write and is not alone.
  private func append(
    _ requests: [AppendRequest], isAlone: Bool, _ hook: AppendHook?
  ) throws -> Result<[AppendOutcome], any Error>? {
    let before = (size: tree.size, sources: names.sources.added, streams: names.streams.added)
    do {
      return .success(try requests.map { try append($0, hook: hook) })
    } catch {
      // A full disk and the like make SQLite undo the whole transaction by itself.
      guard !isAlone, database.isInsideTransaction else { throw error }
      return before == (tree.size, names.sources.added, names.streams.added) ? .failure(error) : nil
    }
  }

  /// Appends a submission; what it wrote before it failed is undone.
  private func appendInSavepoint(
    _ requests: [AppendRequest], _ hook: AppendHook?
  ) throws -> Result<[AppendOutcome], any Error> {
    try tree.storeFullTiles()
    let before = (edge: tree.edge, lastRecorded: lastRecorded)
    try savepoint.begin.run()
    do {
      let outcomes = try requests.map { try append($0, hook: hook) }
      try savepoint.release.run()
      return .success(outcomes)
    } catch {
      guard database.isInsideTransaction else { throw error }
      try savepoint.rollback.run()
      try savepoint.release.run()
      tree.rollBack(to: before.edge)
      lastRecorded = before.lastRecorded
      names.sources.forget()
      names.streams.forget()
      return .failure(error)
    }
  }

  /// Makes the memory go with the file again, after a transaction that did not come to its end.
  private func refresh() throws {
    guard isStale else { return }
    names.sources.forget()
    names.streams.forget()
    let state = try Appender.state(database, path: path)
    tree.reset(state.tree)
    lastRecorded = state.lastRecorded
  }

  /// Tells that the transaction was committed: the memory goes with the file.
  func committed() { isStale = false }

  private func append(_ request: AppendRequest, hook: AppendHook?) throws -> AppendOutcome {
    var work = begin(stream: request.stream, request.expecting, actor: request.actor, now: request.now)
    work.positions = []
    work.positions?.reserveCapacity(request.events.count)
    try append(request.events, to: &work, hook)
    return AppendOutcome(
      positions: work.positions ?? [], appended: work.tally.appended, duplicates: work.tally.duplicates)
  }

  /// A request on its way: what is said of all its events, and what became of those so far.
  struct Work {
    fileprivate let expecting: ExpectedVersion
    /// The stream that `expecting` speaks of; nil until the first event is there, where that is to say it.
    fileprivate var stream: String?
    fileprivate let actor: String
    fileprivate let recordedAt: Int64
    /// The place of every event, where somebody asks.
    fileprivate var positions: [Int64]?
    private(set) var tally = AppendTally()

    fileprivate init(stream: String?, _ expecting: ExpectedVersion, actor: String, recordedAt: Int64) {
      self.stream = stream
      self.expecting = expecting
      self.actor = actor
      self.recordedAt = recordedAt
    }

    fileprivate mutating func count(_ position: Int64, isNew: Bool) {
      tally.count(position, isNew: isNew)
      positions?.append(position)
    }
  }

  /// Begins a request, before its first event.
  func begin(stream: String?, _ expecting: ExpectedVersion, actor: String, now: Timestamp) -> Work {
    Work(stream: stream, expecting, actor: actor, recordedAt: max(now.microseconds, lastRecorded))
  }

  /// Appends events of a request, and hands the new ones to the hook.
  private func append(_ events: [NewEvent], to work: inout Work, _ hook: AppendHook?) throws {
    if work.stream == nil { work.stream = events.first?.stream }
    var recorded: [RecordedEvent]? = hook == nil ? nil : []
    // By their places, as an event that is lent as a value is copied first: it is large, and holds many references.
    try events.withUnsafeBufferPointer { events in
      guard let first = events.baseAddress else { return }
      for index in events.indices { try append(first + index, to: &work, &recorded) }
    }
    if let hook, let recorded, !recorded.isEmpty { try hook.fold(database, recorded) }
  }

  private func append(
    _ event: UnsafePointer<NewEvent>, to work: inout Work, _ recorded: inout [RecordedEvent]?
  ) throws {
    let source = try names.sources.entry(event.pointee.source)
    let id = try insert.stage(id: event.pointee.id)
    // What is expected counts only where an event is new, so the first ones are looked up. Otherwise an event is taken
    // to be new until the guards of the table say that it is not: one lookup instead of two.
    let isCertain = work.expecting != .any && work.tally.appended == 0
    if isCertain {
      if let position = try known.position(source: source.key, id: id) { return try pass(event, position, &work) }
      try checkExpectation(work)
    }
    let stream = try names.streams.entry(event.pointee.stream)
    let version = try (stream.version ?? known.version(ofStream: stream.key)) + 1
    let row = EventInsert.Row(
      position: tree.size + 1, version: version, occurredAt: event.pointee.time?.microseconds ?? work.recordedAt,
      recordedAt: work.recordedAt, actor: event.pointee.actor ?? work.actor)
    do {
      tree.append(try insert.run(event, row, source: source, stream: stream))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      guard let position = try known.position(source: source.key, id: id) else { throw error }
      return try pass(event, position, &work)
    }
    stream.version = version
    lastRecorded = work.recordedAt
    work.count(row.position, isNew: true)
    recorded?.append(RecordedEvent(event, row))
  }

  /// An event that is known already: the same, or an error.
  private func pass(_ event: UnsafePointer<NewEvent>, _ position: Int64, _ work: inout Work) throws {
    try known.check(event.pointee, isAt: position)
    work.count(position, isNew: false)
  }

  private func checkExpectation(_ work: borrowing Work) throws {
    guard let stream = work.stream else { return }
    let version = try known.version(ofStream: stream)
    guard !work.expecting.allows(version) else { return }
    let expected =
      switch work.expecting {
      case .any: "any version"
      case .noStream: "no event yet"
      case .streamExists: "an event"
      case .exactly(let expected): "version \(expected)"
      }
    throw EventLogError(
      .conflict,
      "stream \(stream) was expected to have \(expected), it is at version \(version); read it again and decide anew",
      actualVersion: version)
  }
}

/// A request whose events come piece by piece, alone in its transaction.
extension Appender {
  /// Begins such a transaction, before its first piece.
  func beginPieces() throws {
    try refresh()
    isStale = true
  }

  /// Appends a piece. Memory: the events of the piece, and what the tree takes.
  func append(piece events: [NewEvent], to work: inout Work, hook: AppendHook?) throws {
    try append(events, to: &work, hook)
    try tree.storeFullTiles()
  }

  /// Ends it, before the commit.
  func endPieces() throws { try tree.store() }
}

extension RecordedEvent {
  fileprivate init(_ event: UnsafePointer<NewEvent>, _ row: EventInsert.Row) {
    self.init(
      position: row.position, version: row.version, id: event.pointee.id, source: event.pointee.source,
      type: event.pointee.type,
      stream: event.pointee.stream, schemaVersion: event.pointee.schemaVersion,
      occurredAt: Timestamp(microseconds: row.occurredAt),
      recordedAt: Timestamp(microseconds: row.recordedAt), actor: row.actor, correlation: event.pointee.correlation,
      causation: event.pointee.causation, keyID: event.pointee.keyID, payload: event.pointee.payload)
  }
}
