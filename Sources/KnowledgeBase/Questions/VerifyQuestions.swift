import EventLog
import Vocabulary

extension BookAudit {
  /// Proves that nothing was changed: every leaf, every version, both times, the root of the tree, and that every table
  /// and snapshot says what the events say; that the checkpoints in the book and the anchors outside it are of these
  /// events, and whose word they are. Names the first bad position. `progress` hears how many of how many events are done.
  ///
  /// Whatever is damaged is told, and all else looked at; only what is no book at all is an error.
  ///
  /// - `trust`: verifier keys, or files of them. A signature of any other key is told of as not checked. Where checkpoints
  ///   are there and none is signed by one of these, the answer is no.
  /// - `ownKey`: the file of the user's own key, whose public half counts where `trust` is empty; the secret is not read.
  ///
  /// Shape: `{"events", "root", "ok", "problems": [{"position", "problem"}], "problemCount", "covered", "checkpoints":
  /// [{"size", "origin", "root", "recordedAt", "ok", "signatures": [{"signer", "state", "witness", "cosignedAt"}]}],
  /// "anchors": [{"path", "state", "size", "signatures"}], "keys", "tables": {"position", "stateHash"}, "restored":
  /// [{"position", "copy", "why", "actor", "abandoned": [{"size", "root", "origin"}]}]}`, positions null where a problem
  /// is not about one event. The first problem is at the first bad event, where one is bad; `problemCount` counts those as
  /// well that are not listed. Cost: one pass over the log and one fold.
  public func verify(
    trust: [String] = [], ownKey: String? = nil, progress: (@Sendable (Int64, Int64) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let keys = try TrustedKeys(named: trust, own: ownKey)
      let report = try log.verify(progress: progress)
      let tables = TableCheck(log, hasSoundEvents: report.hasSoundEvents)
      let findings = TrustFindings(of: log, report, anchors: furtherAnchors(tables.state), trusting: keys)
      let restorations = Restoration.all(in: log)
      var problems = ProblemTable(report)
      problems.add(findings.problems)
      problems.add(tables.problems)
      if tables.isUnreadable, !report.isUnreadable { problems.add(try log.pageDamage().map { (nil, $0) }) }
      let json = JSON.compact(
        ("events", .integer(report.events)), ("root", .string(report.root)), ("ok", .bool(problems.isEmpty)),
        ("problems", problems.json), ("problemCount", .integer(Int64(problems.count))),
        ("covered", .integer(findings.coveredSize)), ("checkpoints", findings.checkpointsJSON),
        ("anchors", findings.anchorsJSON), ("keys", findings.keysJSON),
        (
          "tables",
          .compact(
            ("position", tables.position.map { .integer($0) } ?? .null),
            ("stateHash", tables.stateHash.map { .string($0.hexadecimal) } ?? .null))
        ),
        ("restored", .array(restorations.map(\.json))))
      var notes = problems.notes + ["\(report.events) events, root \(report.root)."]
      notes.append(
        problems.isEmpty
          ? "Every leaf, version and time is sound, the root is the log's, and every table and snapshot says what the events say."
          : "The log, its tables, snapshots or checkpoints do not hold; the first bad place is named above.")
      notes += tables.notes + findings.notes + restorations.map(\.note)
      return Answer(json: json, table: problems.table, notes: notes, isYes: problems.isEmpty)
    }
  }
}

/// What a verification lists: the first problems in their order, and how many there are.
struct ProblemTable {
  private var listed: [(position: Int64?, problem: String)] = []
  /// How many there are, of which not all need be listed.
  private(set) var count = 0

  /// None yet.
  init() {}

  /// Those of a log.
  init(_ report: VerificationReport) {
    add(report.problems.map { (position: $0.position > 0 ? $0.position : nil, problem: $0.what) })
    count = report.problemCount
  }

  var isEmpty: Bool { count == 0 }

  /// Lists more.
  mutating func add(_ problems: [(position: Int64?, problem: String)]) {
    listed += problems
    count += problems.count
  }

  /// Lists the first of many.
  mutating func add(firstOf problems: [(position: Int64?, problem: String)]) {
    listed += problems.prefix(VerificationReport.maximumProblems)
    count += problems.count
  }

  /// For programs.
  var json: JSON {
    .array(
      listed.map {
        .compact(("position", $0.position.map { .integer($0) } ?? .null), ("problem", .string($0.problem)))
      })
  }

  /// For people.
  var table: AnswerTable {
    AnswerTable(
      title: isEmpty ? "Verified" : "Problems", columns: [.init("position"), .init("problem")],
      rows: listed.map { [.integer($0.position.map(Int.init)), .text($0.problem)] })
  }

  /// How many are not listed, where some are not.
  var notes: [String] {
    count > listed.count ? ["And \(count - listed.count) more problems, which are not listed."] : []
  }
}
