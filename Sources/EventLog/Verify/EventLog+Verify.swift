internal import GRDB
internal import Transparency

extension EventLog {
  /// Checks all that the log promises, from the stored bytes alone.
  ///
  /// Every leaf hash is computed anew, and the root from them; positions and versions have no gap, recorded times never
  /// decrease, types are known, payloads are JSON, the Merkle edge is of exactly these events (so that a removed last
  /// event is seen), every tile holds the hashes of what lies below it and none is missing or too many, checkpoints say
  /// the roots that the events had, the indexes say what the table says, and the guards stand. Signatures are not looked
  /// at: that takes keys. What is appended meanwhile is not looked at. `progress` is called now and then with the events
  /// done and all of them.
  ///
  /// A book that cannot be read is a problem in the report, not an error. Cost: linear, about two seconds for a million
  /// events; memory grows by a quarter of a byte an event. What this cannot see is a log that was rewritten as a whole, or
  /// cut back to an earlier state together with its tree and its checkpoints: for that, keep roots outside the book.
  public func verify(progress: ((Int64, Int64) -> Void)? = nil) throws -> VerificationReport {
    var problems = ProblemList()
    var events = LogVerifier()
    var sound: [Int64] = []
    do {
      var (last, edge, hasMoreEdges, tiles, checkpoints) = try readers.read { database in
        try SchemaVerifier.check(database, &problems)
        let last = try EventLog.lastPosition(database, &problems)
        return (
          last, try RightEdge.read(database),
          try Int.fetchOne(database, sql: "SELECT 1 FROM merkle_edge WHERE one <> 1") != nil,
          try UpperTileVerifier(database, size: last),
          try CheckpointVerifier(database)
        )
      }
      // As far as the pass came, if the file ends it.
      defer { sound = checkpoints.soundSizes }
      try events.verify(through: last, readers, &checkpoints, &problems) { progress?($0, last) }
      try readers.read { database in
        try tiles.check(events.tiles, database, &problems)
        try IndexVerifier.check(events.indexes, through: last, database, &problems)
      }
      checkpoints.check(last: last, &problems)
      check(edge, hasMoreEdges: hasMoreEdges, events, &problems)
    } catch let error as DatabaseError where error.resultCode != .SQLITE_BUSY && error.resultCode != .SQLITE_MISUSE {
      problems.add(
        events.last.position + 1,
        "the file cannot be read here: \(error.message ?? "no reason given") (\(error.resultCode))"
      )
    } catch let error as DatabaseError {
      throw EventLogError(error, path: path)
    }
    return problems.report(events: events.tree.size, root: events.tree.root.hex, soundCheckpoints: sound)
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

  private func check(
    _ edge: RightEdge?, hasMoreEdges: Bool, _ events: LogVerifier, _ problems: inout ProblemList
  ) {
    if hasMoreEdges { problems.add(0, "there is a Merkle edge beside the one of the log") }
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
