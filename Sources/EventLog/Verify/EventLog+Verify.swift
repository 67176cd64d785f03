internal import GRDB
internal import Transparency

extension EventLog {
  /// Checks all that the log promises, from the stored bytes alone.
  ///
  /// Every leaf hash is computed anew, and the root from them; positions and versions have no gap, recorded times never
  /// decrease, types are known, payloads are JSON, the Merkle edge is of exactly these events (so that a removed last
  /// event is seen), every tile holds the hashes of what lies below it and none is missing or too many, checkpoints say
  /// the roots that the events had, the rows beside the events have the hashes that were stored with them, the indexes say
  /// what the table says, and the schema is the one that this program makes. Signatures are not looked at: that takes
  /// keys. What is appended meanwhile is not looked at. `progress` is called now and then with the events done and all of
  /// them.
  ///
  /// What cannot be read is a problem in the report, not an error, and all else is looked at all the same. Cost: linear,
  /// about two seconds for a million events; memory grows by a quarter of a byte an event. What this cannot see is a log
  /// that was rewritten as a whole, or cut back to an earlier state together with its tree and its checkpoints: for that,
  /// keep roots outside the book.
  public func verify(progress: ((Int64, Int64) -> Void)? = nil) throws -> VerificationReport {
    var problems = ProblemList()
    var events = LogVerifier()
    var sound: [Int64] = []
    do {
      let start = try readers.readPastDamage { try Beginning($0, &problems) }
      var checkpoints = start.checkpoints ?? CheckpointVerifier()
      try events.verify(through: start.last, readers, &checkpoints, &problems) { progress?($0, start.last) }
      try readers.readPastDamage { database in
        _ = try problems.reading("the Merkle tiles") {
          try start.tiles?.check(events.tiles, hasEdge: start.edge?.size == start.last, database, &$0)
        }
        try IndexVerifier.check(events, through: start.last, database, &problems)
      }
      checkpoints.check(last: start.last, &problems)
      if start.isEdgeRead { check(start.edge, events, &problems) }
      if problems.isUnreadable { for what in try pageDamage() { problems.add(0, what) } }
      sound = checkpoints.soundSizes
    } catch let error as DatabaseError {
      throw EventLogError(error, path: path)
    }
    return problems.report(events: events, soundCheckpoints: sound)
  }

  /// What is read in the transaction that tells how many events there are: all that changes as the log grows.
  private struct Beginning {
    let last: Int64
    let edge: RightEdge?
    let isEdgeRead: Bool
    let tiles: UpperTileVerifier?
    let checkpoints: CheckpointVerifier?

    init(_ database: Database, _ problems: inout ProblemList) throws {
      try SchemaVerifier.check(database, &problems)
      try RowHashVerifier.check(database, &problems)
      let edge = try problems.reading("the Merkle edge") { problems -> RightEdge? in
        if try Int.fetchOne(database, sql: "SELECT 1 FROM merkle_edge WHERE one <> 1") != nil {
          problems.add(0, "there is a Merkle edge beside the one of the log")
        }
        return try RightEdge.read(database)
      }
      isEdgeRead = edge != nil
      self.edge = edge ?? nil
      let last =
        try problems.reading("the last event") { try EventLog.lastPosition(database, &$0) }
        ?? (try Beginning.likelyLast(self.edge, database))
      self.last = last
      tiles = try problems.reading("the Merkle tiles") { _ in try UpperTileVerifier(database, size: last) }
      checkpoints = try problems.reading("the checkpoints") { _ in try CheckpointVerifier(database) }
    }

    /// How many events are looked for where the last cannot be found: as many as the edge says, if the file can hold them.
    private static func likelyLast(_ edge: RightEdge?, _ database: Database) throws -> Int64 {
      let bytes = try Int64.fetchOne(
        database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
      // A row has at least its leaf's 32 bytes.
      return min(max(0, edge?.size ?? 0), (bytes ?? 0) / 32)
    }
  }

  /// The largest position that a log can come to; far above, and still whole in every reader of JSON.
  private static let maximumPosition: Int64 = 1 << 53

  /// The last position that is looked at. What lies where no log comes to is told of, and not looked at.
  private static func lastPosition(_ database: Database, _ problems: inout ProblemList) throws -> Int64 {
    for (sql, what) in [
      ("SELECT min(position) FROM events WHERE position < 1", "lies before the first"),
      ("SELECT max(position) FROM events WHERE position > \(maximumPosition)", "lies where no log comes to"),
    ] {
      if let position = try Int64.fetchOne(database, sql: sql) {
        problems.add(0, "there is an event at position \(position), which \(what)")
      }
    }
    let sql = "SELECT max(position) FROM events WHERE position <= \(maximumPosition)"
    return max(0, try Int64.fetchOne(database, sql: sql) ?? 0)
  }

  private func check(_ edge: RightEdge?, _ events: LogVerifier, _ problems: inout ProblemList) {
    guard let edge, let root = edge.root, let range = edge.range else {
      return problems.add(0, "the Merkle edge is missing or no edge")
    }
    if edge.size > events.last.position {
      let missing = edge.size - events.last.position
      problems.add(
        events.last.position + 1,
        "is missing: the Merkle edge is of \(edge.size) events, the last \(missing) were removed")
    } else if edge.size < events.last.position {
      problems.add(edge.size + 1, "is not covered by the Merkle edge, which is of \(edge.size) events")
    } else if root != events.tree.root {
      problems.add(
        0, "the root of the events is \(events.tree.root), the Merkle edge says \(root): events were changed")
    } else if range != events.tree {
      problems.add(0, "the frontier of the Merkle edge is not that of the events")
    }
  }
}
