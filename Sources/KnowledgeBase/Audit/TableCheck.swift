import EventLog
import Foundation
import GRDB
import Vocabulary

/// Holds tables and snapshots to the events, and to the hashes that stand beside them.
///
/// Each must be what a fold from the first event leaves. Events that are themselves not sound are not folded: then what
/// was stored is held to its own hashes alone. Nothing here throws for damage: it is what is looked for.
struct TableCheck {
  /// What is wrong, and the position that it is about, where it is about one.
  private(set) var problems: [(position: Int64?, problem: String)] = []
  private(set) var notes: [String] = []
  /// What all events leave; nil where they could not be folded.
  private(set) var state: BookState?
  /// Where the tables stand; nil where that cannot be told.
  private(set) var position: Int64?
  /// The hash of what they hold, where it is stored and right; nil where it is not.
  private(set) var stateHash: Data?
  /// Whether something in the file could not be read.
  private(set) var isUnreadable = false

  private let log: EventLog

  /// Checks all tables and snapshots of a book. Cost: one fold of the log, and all rows twice.
  init(_ log: EventLog, hasSoundEvents: Bool) {
    self.log = log
    let snapshots = SnapshotCheck(log)
    if let failure = snapshots.failure { addUnreadable("the snapshots cannot be read: \(failure)") }
    var wrong = snapshots.damages
    if hasSoundEvents {
      state = attempt("tables and snapshots could not be compared with the events") {
        try BookReader(log: log).stateFromTheFirstEvent(stopsAt: snapshots.stops) { folded in
          if let problem = snapshots.problem(folded) { wrong.append((folded.position, problem)) }
        }
      }
    } else {
      notes.append("Tables and snapshots were not compared with the events, as these do not hold.")
    }
    problems += wrong.sorted { $0.position < $1.position }.map { ($0.position as Int64?, $0.problem) }
    if snapshots.otherVersions > 0 {
      notes.append("Snapshots of another version of the program are passed over: \(snapshots.otherVersions).")
    }
    addPoisoned()
    checkTables()
  }

  private mutating func addUnreadable(_ what: String) {
    isUnreadable = true
    problems.append((nil, what))
  }

  /// Does something, or tells why it could not be done.
  private mutating func attempt<Result>(_ what: String, _ body: () throws -> Result) -> Result? {
    do {
      return try body()
    } catch let error as FaultbookError {
      problems.append((nil, error.message))
    } catch {
      addUnreadable("\(what): \((error as? EventLogError).map { $0.cause ?? $0.message } ?? "\(error)")")
    }
    return nil
  }

  private mutating func addPoisoned() {
    for (family, poison) in (state?.poisoned ?? [:]).sorted(by: { $0.value.position < $1.value.position }) {
      problems.append(
        (
          poison.position,
          "the event cannot be read, and the \(family.rawValue) events after it are not taken up: \(poison.why)"
        ))
    }
  }

  private mutating func checkTables() {
    let log = self.log
    let standing = attempt("the table projections cannot be read") {
      try log.readDatabase { try Projector.standing($0) }
    }
    let digests = self.digests()
    guard let standing else { return }
    guard let standing else {
      return problems.append((nil, "the tables were never written; any writing command makes them"))
    }
    position = standing.position
    guard standing.codeHash == Projector.codeHash else {
      return problems.append(
        (
          nil,
          "the tables were made by another version of the program, or what says so was changed; any writing command makes "
            + "them again"
        ))
    }
    checkPlace(standing)
    if let stored = standing.stateHash, digests.count == ProjectionTable.all.count {
      if stored == Projector.stateHash(position: standing.position, digests) {
        stateHash = stored
      } else {
        problems.append((nil, "the tables are not those that were hashed when they were last written"))
      }
    }
    compare(digests, at: standing.position)
  }

  /// That the tables are of this log.
  private mutating func checkPlace(_ standing: Projector.Standing) {
    let log = self.log
    let place = standing.position
    if let head = state?.position, place > head {
      return problems.append((nil, "the tables stand at position \(place), beyond the log's last, \(head)"))
    }
    let leaf = attempt("the event at which the tables stand cannot be read") {
      try log.readDatabase {
        try Data.fetchOne($0, sql: "SELECT leaf_hash FROM events WHERE position = ?", arguments: [place])
      }
    }
    if let leaf, leaf != standing.leafHash {
      problems.append(
        (nil, "the tables are said to stand at position \(place), and were made of a log that has another event there"))
    }
  }

  /// The digests of all tables that can be read.
  private mutating func digests() -> [String: KnowledgeBase.TableDigest] {
    let log = self.log
    var digests: [String: KnowledgeBase.TableDigest] = [:]
    for table in ProjectionTable.all {
      digests[table.name] = attempt("the table \(table.name) cannot be read") {
        try log.readDatabase { try KnowledgeBase.digest($0, table) }
      }
    }
    return digests
  }

  private mutating func compare(_ digests: [String: KnowledgeBase.TableDigest], at place: Int64) {
    let log = self.log
    guard let state, place <= state.position else { return }
    // A command that was killed leaves the tables behind the log: they must say what the events up to there say.
    let learned = LearnedBefore(kept: KeptTeachings())
    let expected = attempt("the tables could not be compared with the events") {
      let then = place == state.position ? state : try BookReader(log: log).stateFromTheFirstEvent(through: place)
      let source = ProjectionSource(state: then, now: then.bookTime, environment: nil, learned: learned)
      return try SQLRoom(tablesOf: source).digests()
    }
    guard let expected else { return }
    compareKept(with: learned.kept?.rows ?? [:])
    for table in ProjectionTable.all {
      guard let digest = digests[table.name], digest != expected[table.name] else { continue }
      problems.append(
        (nil, "the table \(table.name) does not say what the events say; `faultbook rebuild` makes it again"))
    }
  }
}

extension TableCheck {
  /// That what is kept of fits and lessons is what the events say. What else is kept is held to its hashes alone.
  fileprivate mutating func compareKept(with made: [KeptTeachings.Key: KeptTeachings.Row]) {
    let log = self.log
    let stored = attempt("what is kept could not be compared with the events") {
      try log.readDatabase { try KeptTable.rows($0) }
    }
    for row in stored ?? [] {
      guard let right = made[row.key], right.bytes != row.bytes || right.position != row.position else { continue }
      problems.append(
        (
          row.position,
          "the \(row.key.part.rawValue) that is kept of position \(row.position) is not what the events say; `faultbook rebuild` makes it again"
        ))
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
