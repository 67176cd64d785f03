import EventLog
import GRDB
import SystemModel
import Transparency
import Vocabulary

extension KnowledgeBase {
  /// Proves that nothing was changed: every leaf, every version, both times, the root of the tree, and that every table
  /// says what the events say; that the checkpoints in the book and the anchors outside it are of these events, and whose
  /// word they are. Names the first bad position. `progress` hears how many of how many events are done.
  ///
  /// - `trust`: verifier keys, or files of them. A signature of any other key is told of as not checked. Where checkpoints
  ///   are there and none is signed by one of these, the answer is no.
  /// - `ownKey`: the file of the user's own key, whose public half counts where `trust` is empty; the secret is not read.
  ///
  /// Shape: `{"events", "root", "ok", "problems": [{"position", "problem"}], "covered", "checkpoints": [{"size", "origin",
  /// "root", "recordedAt", "ok", "signatures": [{"signer", "state", "witness", "cosignedAt"}]}], "anchors": [{"path",
  /// "state", "size", "signatures"}], "keys", "restored": [{"position", "copy", "why", "actor", "abandoned": [{"size",
  /// "root", "origin"}]}]}`, positions null where a problem is not about one event. Cost: one pass over
  /// the log and one fold.
  public func verify(
    trust: [String] = [], ownKey: String? = nil, progress: (@Sendable (Int64, Int64) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let keys = try TrustedKeys(named: trust, own: ownKey)
      let report = try log.verify(progress: progress)
      var problems = report.problems.map { (position: $0.position > 0 ? $0.position : nil, problem: $0.what) }
      let findings = try TrustFindings(of: log, report, anchors: furtherAnchors(), trusting: keys)
      problems += findings.problems
      if problems.isEmpty { problems += try tableProblems() }
      let restorations = Restoration.all(in: log)
      let table = AnswerTable(
        title: problems.isEmpty ? "Verified" : "Problems", columns: [.init("position"), .init("problem")],
        rows: problems.map { [.integer($0.position.map(Int.init)), .text($0.problem)] })
      let json = JSON.compact(
        ("events", .integer(report.events)), ("root", .string(report.root)), ("ok", .bool(problems.isEmpty)),
        (
          "problems",
          .array(
            problems.map {
              .compact(("position", $0.position.map { .integer($0) } ?? .null), ("problem", .string($0.problem)))
            })
        ), ("covered", .integer(findings.coveredSize)), ("checkpoints", findings.checkpointsJSON),
        ("anchors", findings.anchorsJSON), ("keys", findings.keysJSON),
        ("restored", .array(restorations.map(\.json))))
      var notes = ["\(report.events) events, root \(report.root)."]
      notes.append(
        problems.isEmpty
          ? "Every leaf, version and time is sound, the root is the log's, and every table and snapshot says what the events say."
          : "The log, its tables, snapshots or checkpoints do not hold; the first bad place is named above.")
      notes += findings.notes + restorations.map(\.note)
      return Answer(json: json, table: table, notes: notes, isYes: problems.isEmpty)
    }
  }

  /// The tables and snapshots that do not say what the events say.
  private func tableProblems() throws -> [(position: Int64?, problem: String)] {
    let check = try SnapshotCheck(log)
    var wrong = check.damages
    let state = try BookReader(log: log).stateFromTheFirstEvent(stopsAt: check.stops) { folded in
      if let problem = check.problem(folded) { wrong.append((folded.position, problem)) }
    }
    var problems = wrong.sorted { $0.position < $1.position }.map {
      (position: $0.position as Int64?, problem: $0.problem)
    }
    problems += state.poisoned.sorted { $0.value.position < $1.value.position }.map { family, poison in
      (
        position: poison.position as Int64?,
        problem: "the event cannot be read, and the \(family.rawValue) events after it are not taken up: \(poison.why)"
      )
    }
    guard let stood = try log.readDatabase({ try Projector.position($0) }) else {
      return problems + [(nil, "the tables were never written; any writing command makes them")]
    }
    guard stood <= state.position else {
      return problems + [(nil, "the tables stand at position \(stood), beyond the log's last, \(state.position)")]
    }
    // A command that was killed leaves the tables behind the log: they must say what the events up to there say.
    let then = stood == state.position ? state : try BookReader(log: log).stateFromTheFirstEvent(through: stood)
    let source = ProjectionSource(state: then, now: then.bookTime, environment: nil)
    let expected = try SQLRoom(book: log.readingPath, tablesOf: source).digests()
    let actual = try digests()
    for table in ProjectionTable.all where expected[table.name] != actual[table.name] {
      problems.append(
        (nil, "the table \(table.name) does not say what the events say; `faultbook rebuild` makes it again"))
    }
    return problems
  }

  /// What a careful person checks before trusting a book: versions, sizes, what is behind, what waits, what cannot be read.
  public func doctor() throws -> Answer {
    try translating {
      let state = headState()
      let facts = try log.readDatabase { db in
        (
          sqlite: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "",
          pages: try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0,
          size: try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0,
          check: try String.fetchAll(db, sql: "PRAGMA quick_check(5)"), stood: try Projector.position(db)
        )
      }
      var rows: [[AnswerTable.Cell]] = []
      var isWell = true
      func add(_ what: String, _ found: String, well: Bool? = nil) {
        rows.append([.text(what), .text(well.map { $0 ? "ok" : "look" } ?? ""), .text(found)])
        if well == false { isWell = false }
      }
      add("book", path)
      if let mark = log.followed { add("follows", "\(mark.address) since \(mark.since)") }
      add("events", "\(state.position)")
      add("book time", state.bookTime.microseconds == 0 ? "none yet" : state.bookTime.description)
      add("size", "\(rounded(Double(facts.pages * facts.size) / 1_048_576, 1)) MiB")
      add("SQLite", facts.sqlite, well: true)
      add("pages", facts.check == ["ok"] ? "sound" : facts.check.joined(separator: "; "), well: facts.check == ["ok"])
      add("tables", facts.stood.map { "at position \($0)" } ?? "never written", well: facts.stood == state.position)
      let snapshots = try SnapshotCheck(log)
      add("snapshots", snapshots.summary, well: snapshots.damaged.isEmpty)
      let signed = try log.latestCheckpoint()?.size ?? 0
      let unsigned = signed == 0 ? "none signed" : "of \(signed) events, \(state.position - signed) since"
      add("checkpoint", unsigned, well: signed > state.position ? false : nil)
      for standing in try log.anchorStandings(furtherAnchors()) {
        let found =
          switch standing.state {
          case .missing: "none"
          case .holds(let signed):
            try log.holdsCheckpoint(of: signed)
              ? "of \(signed.checkpoint.size) events"
              : "of \(signed.checkpoint.size) events, and the book lacks that checkpoint"
          case .rolledBack(let signed, _):
            "of \(signed.checkpoint.size) events that this book does not have: an older copy, or another book"
          case .damaged: "no checkpoint"
          }
        add(
          "anchor", "\(found), \(standing.anchor.path)",
          well: found == "none" ? nil : standing.problem == nil && !found.hasSuffix("checkpoint"))
      }
      for (family, poison) in state.poisoned.sorted(by: { $0.value.position < $1.value.position }) {
        add("\(family.rawValue) events", "stand still at position \(poison.position): \(poison.why)", well: false)
      }
      let waiting = state.runs.values.filter(\.awaitsJudgement).count
      add("runs to judge", "\(waiting)", well: waiting == 0)
      let open = state.runs.values.filter { !$0.isOver }.map(\.id).sorted()
      add("runs not over", open.isEmpty ? "none" : open.joined(separator: ", "))
      let bare = state.system.journeys.isEmpty
      add(
        "journeys", bare ? "none declared: nothing is weighed by what users meet" : "\(state.system.journeys.count)",
        well: !bare)
      let columns = [AnswerTable.Column("what"), .init("state"), .init("found")]
      return .listing(
        "checks", AnswerTable(title: "Doctor", columns: columns, rows: rows), position: state.position, isYes: isWell)
    }
  }
}

extension SQLRoom {
  /// The digests of the tables in this room.
  func digests() throws -> [String: KnowledgeBase.TableDigest] {
    try read { db in
      try Dictionary(uniqueKeysWithValues: ProjectionTable.all.map { ($0.name, try KnowledgeBase.digest(db, $0)) })
    }
  }
}
