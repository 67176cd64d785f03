import Crypto
import EventLog
import Foundation
import GRDB
import Vocabulary

extension KnowledgeBase {
  /// Makes every table again from the log, beside the ones that answer meanwhile, and puts them in their place in one
  /// transaction; the snapshots too, one by one. Killed at any moment it leaves the old tables or the new ones, and fewer snapshots.
  /// Cost: one fold of the log, the snapshots and the rows.
  public func rebuild() throws -> Answer {
    try translating {
      let started = ContinuousClock.now
      var pace = SnapshotPace()
      try log.writeDatabase { try SnapshotTable.clear($0) }
      let state = try BookReader(log: log).state(from: BookState(), pace: &pace, trusting: false) { snapshot in
        try log.writeDatabase { try SnapshotTable.store($0, snapshot) }
      }
      if let poison = state.poisoned.values.min(by: { $0.position < $1.position }) {
        throw FaultbookError(
          .book,
          "the event at position \(poison.position) cannot be read (\(poison.why)), so nothing was rebuilt; see `faultbook audit verify`"
        )
      }
      // Nothing that was kept is taken for known.
      let learned = LearnedBefore(kept: KeptTeachings())
      let source = ProjectionSource(state: state, now: state.bookTime, environment: nil, learned: learned)
      let before = try digests()
      try log.writeDatabase { try Projector.fillShadows($0, from: source) }
      let after = try log.writeDatabase { db in
        try Projector.flip(db, position: state.position)
        return try Projector.hashTables(db)
      }
      adopt(state, pace: pace)
      try log.writeDatabase { try KeptTable.clear($0) }
      self.learned.replace(with: learned)
      storeKept()
      let seconds = ContinuousClock.now - started
      let changed = after.filter { before[$0.key] != $0.value }.map(\.key).sorted()
      let columns = [AnswerTable.Column("table"), .init("rows"), .init("sha256", "SHA-256 of the rows")]
      let rows: [[AnswerTable.Cell]] = ProjectionTable.all.map { table in
        let digest = after[table.name]
        return [.text(table.name), .integer(digest?.rows), .text(digest?.hash)]
      }
      let table = AnswerTable(title: "Rebuilt", columns: columns, rows: rows)
      let json = JSON.compact(
        ("position", .integer(state.position)), ("tables", table.jsonRows),
        ("changed", .array(changed.map { .string($0) })))
      let verdict =
        changed.isEmpty ? "every table is as it was" : "these differ from before: \(changed.joined(separator: ", "))"
      return Answer(
        json: json, table: table,
        notes: [
          "Rebuilt from \(counted(Int(state.position), "event")) in \(rounded(seconds.inSeconds, 2)) s; \(verdict)."
        ])
    }
  }

  /// Removes every snapshot: the next rebuild, and the events to come, make them again. Nothing but time is lost.
  package func removeSnapshots() throws { try translating { try log.writeDatabase { try SnapshotTable.clear($0) } } }

  /// What one table holds: its number of rows, and the SHA-256 of them in the order of their keys.
  struct TableDigest: Equatable {
    let rows: Int
    let hash: String
  }

  /// The digests of all tables as they stand in the book.
  func digests() throws -> [String: TableDigest] {
    try log.readDatabase { db in
      try Dictionary(
        uniqueKeysWithValues: ProjectionTable.all.map { table in
          (table.name, try KnowledgeBase.digest(db, table))
        })
    }
  }

  static func digest(_ db: Database, _ table: ProjectionTable) throws -> TableDigest {
    // Without a rowid a table's own order is that of its key.
    let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \(table.name)")
    var hasher = SHA256()
    var count = 0
    while let row = try cursor.next() {
      count += 1
      hasher.update(rowOf: row.map(\.1))
    }
    return TableDigest(rows: count, hash: Data(hasher.finalize()).hexadecimal)
  }
}

extension Data {
  /// The bytes as hexadecimal digits.
  var hexadecimal: String { map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
