import EventLog
import GRDB
import SystemModel
import Transparency
import Vocabulary

extension BookAudit {
  /// What a careful person checks before trusting a book: versions, sizes, what is behind, what waits, what cannot be read.
  ///
  /// What is damaged is a finding, and the rest is looked at all the same. Shape: `{"position", "checks": [{"what",
  /// "state", "found"}]}`. Cost: reading every page and hashing every event, about two seconds for a million, and what opening the
  /// book costs.
  public func doctor(progress: ((_ doing: String, _ done: Int64, _ all: Int64) -> Void)? = nil) throws -> Answer {
    try translating {
      var checks = Checks()
      checks.add("book", path)
      if let mark = log.followed { checks.add("follows", "\(mark.address) since \(mark.since)") }
      let state = checks.attempt("log") { _ in try BookReader(log: log).state(through: nil) }
      if let state {
        checks.add("events", "\(state.position)")
        checks.add("book time", state.bookTime.microseconds == 0 ? "none yet" : state.bookTime.description)
      }
      addFile(&checks)
      addHashes(&checks, progress)
      addTables(state, &checks)
      _ = checks.attempt("checkpoint") { try addCheckpoint(state, &$0) }
      _ = checks.attempt("anchor") { try addAnchors(state, &$0) }
      if let state { BookAudit.addState(state, &checks) }
      let columns = [AnswerTable.Column("what"), .init("state"), .init("found")]
      return .listing(
        "checks", AnswerTable(title: "Doctor", columns: columns, rows: checks.rows), position: state?.position ?? 0,
        notes: checks.isUnreadable
          ? ["Something in the file cannot be read; `faultbook audit verify` says all that."] : [],
        isYes: checks.areWell)
    }
  }

  private func addFile(_ checks: inout Checks) {
    _ = checks.attempt("size") { checks in
      let (pages, size) = try log.readDatabase { db in
        (
          try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0,
          try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        )
      }
      checks.add("size", "\(rounded(Double(pages * size) / 1_048_576, 1)) MiB")
    }
    let version = try? log.readDatabase { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
    checks.add("SQLite", (version ?? nil) ?? "", well: true)
    _ = checks.attempt("pages") { checks in
      let damage = try log.pageDamage()
      checks.add("pages", damage.isEmpty ? "sound" : damage.prefix(5).joined(separator: "; "), well: damage.isEmpty)
    }
  }

  /// Every event as it stands against its hash, the tree over them and the checkpoints; signatures and tables are for `audit verify`.
  private func addHashes(_ checks: inout Checks, _ progress: ((String, Int64, Int64) -> Void)?) {
    _ = checks.attempt("hashes") { checks in
      let report = try log.verify { progress?("hashing events", $0, $1) }
      guard let first = report.problems.first else {
        return checks.add("hashes", "every event is as it was hashed; root \(report.root)", well: true)
      }
      let place = first.position > 0 ? "position \(first.position): " : ""
      let more = report.problemCount > 1 ? ", and \(report.problemCount - 1) more" : ""
      checks.add("hashes", "\(place)\(first.what)\(more); `faultbook audit verify` says all that", well: false)
    }
  }

  private func addTables(_ state: BookState?, _ checks: inout Checks) {
    _ = checks.attempt("tables") { checks in
      let stood = try log.readDatabase { try Projector.position($0) }
      for table in ProjectionTable.all { _ = try log.readDatabase { try KnowledgeBase.digest($0, table) } }
      checks.add("tables", stood.map { "at position \($0)" } ?? "never written", well: stood == state?.position)
    }
    let snapshots = SnapshotCheck(log)
    checks.add("snapshots", snapshots.summary, well: snapshots.isWell)
  }

  private func addCheckpoint(_ state: BookState?, _ checks: inout Checks) throws {
    let signed = try log.latestCheckpoint()?.size ?? 0
    guard let head = state?.position else { return checks.add("checkpoint", "of \(signed) events") }
    let unsigned = signed == 0 ? "none signed" : "of \(signed) events, \(head - signed) since"
    checks.add("checkpoint", unsigned, well: signed > head ? false : nil)
  }

  private func addAnchors(_ state: BookState?, _ checks: inout Checks) throws {
    for standing in try log.anchorStandings(furtherAnchors(state)) {
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
      checks.add(
        "anchor", "\(found), \(standing.anchor.path)",
        well: found == "none" ? nil : standing.problem == nil && !found.hasSuffix("checkpoint"))
    }
  }

  private static func addState(_ state: BookState, _ checks: inout Checks) {
    for (family, poison) in state.poisoned.sorted(by: { $0.value.position < $1.value.position }) {
      checks.add("\(family.rawValue) events", "stand still at position \(poison.position): \(poison.why)", well: false)
    }
    let waiting = state.runs.values.filter(\.awaitsJudgement).count
    checks.add("runs to judge", "\(waiting)", well: waiting == 0)
    let open = state.runs.values.filter { !$0.isOver }.map(\.id).sorted()
    checks.add("runs not over", open.isEmpty ? "none" : open.joined(separator: ", "))
    let bare = state.system.journeys.isEmpty
    checks.add(
      "journeys", bare ? "none declared: nothing is weighed by what users meet" : "\(state.system.journeys.count)",
      well: !bare)
  }
}

/// The rows of `doctor`.
private struct Checks {
  private(set) var rows: [[AnswerTable.Cell]] = []
  private(set) var areWell = true
  /// Whether something could not be read.
  private(set) var isUnreadable = false

  mutating func add(_ what: String, _ found: String, well: Bool? = nil) {
    rows.append([.text(what), .text(well.map { $0 ? "ok" : "look" } ?? ""), .text(found)])
    if well == false { areWell = false }
  }

  /// Looks at something that may be damaged.
  mutating func attempt<Result>(_ what: String, _ body: (inout Checks) throws -> Result) -> Result? {
    do {
      return try body(&self)
    } catch {
      isUnreadable = true
      let why = (error as? EventLogError).map { $0.cause ?? $0.message } ?? "\(error)"
      add(what, "cannot be read: \(why)", well: false)
      return nil
    }
  }
}
