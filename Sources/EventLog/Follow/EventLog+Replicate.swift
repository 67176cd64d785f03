internal import GRDB
public import Transparency
internal import Vocabulary

extension EventLog {
  /// Takes events of the followed log in, unchanged: positions, versions, ids, both times and actors as they are there.
  ///
  /// In one transaction, all or nothing. Every check of `append` is made, and beyond it: each event must be the next of
  /// the log and of its stream, not recorded before the one ahead of it, new by its id, and have the leaf that the entry
  /// says when it is hashed here; and all together must lead to `root`, the proven root of the followed log at the last
  /// entry's position. Entries that are here already are compared and passed over.
  ///
  /// Throws `.invalid` where this book follows no log, `.damaged` where entries are missing in between, `.forked` with the first
  /// position that differs from what is here, `.damaged` with the position of an entry that is unsound in itself or a
  /// root that is not that of the entries. Cost: as `append`.
  public func replicate(_ entries: [LogEntry], root: TreeHash) throws {
    guard let followed else {
      throw EventLogError(.invalid, "\(path) follows no other book; see `faultbook follow`")
    }
    guard !entries.isEmpty else { return }
    try EventLogError.translating(path: path) {
      try requireWriter().transaction { database in
        let replicator = try Replicator(database, path: path, source: followed.address)
        for entry in entries { try replicator.take(entry) }
        try replicator.finish(root: root)
      }
    }
  }
}

/// Takes entries in within one transaction.
private final class Replicator {
  private let path: String
  private let source: String
  private let database: Database
  private let names: (sources: NameTable, streams: NameTable)
  private let known: KnownEvents
  private let insert: EventInsert
  private let tree: TreeWriter
  private var lastRecorded: Int64

  init(_ database: Database, path: String, source: String) throws {
    self.path = path
    self.source = source
    self.database = database
    names = (
      try NameTable(database, table: "sources", key: "source_id", name: "source"),
      try NameTable(database, table: "streams", key: "stream_id", name: "stream")
    )
    known = try KnownEvents(database)
    insert = try EventInsert(database)
    guard let builder = try RightEdge.read(database)?.builder(database) else { throw EventLog.unprovable(path) }
    tree = try TreeWriter(database, builder: builder)
    let last = "SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1"
    lastRecorded = try Int64.fetchOne(database, sql: last) ?? .min
  }

  func take(_ entry: LogEntry) throws {
    let event = entry.event
    guard event.position > tree.size else { return try compare(entry) }
    guard event.position == tree.size + 1 else {
      throw EventLogError(
        .damaged,
        "\(source) gave position \(event.position) after \(tree.size): the events between are missing; see `faultbook audit "
          + "verify` there",
        position: Int64(tree.size) + 1)
    }
    let new = try checked(event)
    let source = try names.sources.entry(event.source)
    let id = try insert.stage(id: event.id)
    if let position = try known.position(source: source.key, id: id) {
      throw unsound(event.position, "its id is that of the event at position \(position)")
    }
    let stream = try names.streams.entry(event.stream)
    let version = try (stream.version ?? known.version(ofStream: stream.key)) + 1
    guard event.version == version else {
      throw unsound(event.position, "its version is \(event.version), the next one of its stream is \(version)")
    }
    guard event.recordedAt.microseconds >= lastRecorded else {
      throw unsound(event.position, "it is recorded before the event ahead of it")
    }
    let row = EventInsert.Row(
      position: event.position, version: version, occurredAt: event.occurredAt.microseconds,
      recordedAt: event.recordedAt.microseconds, actor: event.actor)
    let leaf = try withUnsafePointer(to: new) { try insert.run($0, row, source: source, stream: stream) }
    guard leaf == entry.leaf else {
      throw unsound(event.position, "it does not have the leaf hash that stands with it")
    }
    tree.append(leaf)
    stream.version = version
    lastRecorded = row.recordedAt
  }

  /// The checks of what comes from outside.
  private func checked(_ event: RecordedEvent) throws -> NewEvent {
    do {
      return try NewEvent(
        id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.occurredAt,
        schemaVersion: event.schemaVersion, actor: event.actor, correlation: event.correlation,
        causation: event.causation, keyID: event.keyID, payload: event.payload, data: try JSON.parse(event.payload))
    } catch let error as VocabularyError {
      throw unsound(event.position, error.description)
    } catch let error as JSONError {
      throw unsound(event.position, "its data are no JSON: \(error)")
    }
  }

  /// An entry of which the position is taken already.
  private func compare(_ entry: LogEntry) throws {
    let position = entry.event.position
    guard try BookTiles.leaves(after: position - 1, through: position, database)?.first == entry.leaf else {
      throw EventLogError(
        .forked, "\(source) and \(path) differ from position \(position) on: one of them was changed",
        position: position)
    }
  }

  /// Stores the tree, if it is the one that was proven.
  func finish(root: TreeHash) throws {
    guard tree.edge.root == root else {
      throw EventLogError(
        .damaged,
        "the events of \(source) up to position \(tree.size) do not have the root that it says; nothing of them "
          + "was taken, see `faultbook audit verify` there")
    }
    try tree.store()
  }

  private func unsound(_ position: Int64, _ what: String) -> EventLogError {
    EventLogError(
      .damaged,
      "the event at position \(position) of \(source) is unsound: \(what); nothing of it was taken, "
        + "see `faultbook audit verify` there", position: position)
  }
}
