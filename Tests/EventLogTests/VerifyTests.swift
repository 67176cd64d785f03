import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

/// That nothing stored can change unseen.
@Suite struct VerifyTests {
  /// A book with every kind of field filled, closed, its guards dropped.
  private func unguardedBook() throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    let path = folder.path("book.sqlite")
    let log = try EventLog.create(at: path)
    let whole = NewEvent(
      id: "plain id", source: "urn:tool", stream: "run/r2", time: noon, actor: "grace",
      correlation: "0195500c-7b00-7000-8000-00000000000a", causation: "cause",
      fact: .runAborted(RunAborted(reason: .guardrail, criterion: "too slow")))
    try log.append(samples(0..<2) + [whole] + samples(2..<3), actor: "ada", now: noon)
    log.close()
    try dropGuards(path)
    return (folder, path)
  }

  private func verify(_ path: String) throws -> VerificationReport {
    let log = try EventLog.openForReading(at: path)
    defer { log.close() }
    return try log.verify()
  }

  @Test func `a sound book verifies, with the root of its leaves`() throws {
    let book = try TemporaryBook()
    let empty = try book.log.verify()
    #expect(empty.ok && empty.events == 0)
    #expect(empty.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    try book.log.append(samples(0..<300), actor: "ada", now: noon)
    var calls: [Int64] = []
    let report = try book.log.verify { done, all in
      #expect(all == 300)
      calls.append(done)
    }
    #expect(report.ok && report.events == 300 && report.problems.isEmpty && report.firstBadPosition == nil)
    #expect(calls.last == 300)
    let edge = try book.log.readDatabase { try Data.fetchOne($0, sql: "SELECT root FROM merkle_edge") ?? Data() }
    #expect(report.root == edge.map { String(format: "%02x", $0) }.joined())
  }

  @Test func `dropped guards are named`() throws {
    let (folder, path) = try unguardedBook()
    defer { withExtendedLifetime(folder) {} }
    let report = try verify(path)
    #expect(!report.ok)
    #expect(report.problems.contains { $0.what == "the trigger events_no_update is missing" })
  }

  @Test func `a flip of any byte of any stored field is found, at its event`() throws {
    let (folder, path) = try unguardedBook()
    defer { withExtendedLifetime(folder) {} }
    let log = try EventLog.openForReading(at: path)
    defer { log.close() }
    let columns = try log.readDatabase { try $0.columns(in: "events").map(\.name) }
    let position: Int64 = 3
    var flips = 0
    var unseen: [String] = []
    // Lets one value be changed and put back without opening the book anew each time.
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
      for column in columns where column != "position" {
        let sql = "SELECT \(column) FROM events WHERE position = \(position)"
        let value = try DatabaseValue.fetchOne(database, sql: sql) ?? .null
        let changes = value.isNull && column == "key_id" ? [1.databaseValue] : flipped(value)
        for changed in changes {
          try database.execute(
            sql: "UPDATE events SET \(column) = ? WHERE position = ?", arguments: [changed, position])
          flips += 1
          let found = try log.verify().problems.contains { $0.position == position }
          if !found { unseen.append("\(column) = \(changed)") }
          try database.execute(sql: "UPDATE events SET \(column) = ? WHERE position = ?", arguments: [value, position])
        }
      }
    }
    try queue.close()
    #expect(unseen == [])
    #expect(flips > 150)
    #expect(try findings(path) == [], "everything was put back")
  }

  /// The value with each of its bytes changed in one bit; integers in each of their bytes, NULL as a value.
  private func flipped(_ value: DatabaseValue) -> [DatabaseValue] {
    switch value.storage {
    case .null: return [Data([1, 65]).databaseValue]
    case .int64(let number): return (0..<8).map { (number ^ (1 << ($0 * 8))).databaseValue }
    case .double(let number): return [(-number).databaseValue]
    case .blob(let data):
      return data.indices.map { index in
        var copy = data
        copy[index] ^= 1
        return copy.databaseValue
      }
    case .string(let text):
      let bytes = Array(text.utf8)
      return bytes.indices.map { index in
        var copy = bytes
        copy[index] ^= 1
        return String(decoding: copy, as: UTF8.self).databaseValue
      }
    }
  }

  /// Changes to a book of four events, and what is found at which position.
  static let tampering: [(sql: String, position: Int64, says: String)] = [
    ("DELETE FROM events WHERE position = 4", 4, "is missing: the Merkle edge is of 4 events, the last 1 were removed"),
    ("DELETE FROM events WHERE position = 2", 2, "is missing"),
    ("DELETE FROM events WHERE position = 1", 1, "is missing"),
    ("DELETE FROM events WHERE position IN (2, 3)", 2, "is missing, as are all up to 3"),
    ("UPDATE events SET position = 9 WHERE position = 4", 4, "is missing, as are all up to 8"),
    ("UPDATE streams SET stream = 'run/r9' WHERE stream = 'run/r2'", 3, "it does not have the hash"),
    ("UPDATE sources SET source = 'other' WHERE source = 'test'", 1, "it does not have the hash"),
    ("DELETE FROM streams WHERE stream = 'run/r2'", 3, "its stream is missing"),
    ("DELETE FROM sources WHERE source = 'urn:tool'", 3, "its source is missing"),
    ("INSERT INTO streams VALUES(99, 'run/ghost')", 0, "the stream run/ghost has no event"),
    ("UPDATE events SET payload = CAST(payload AS BLOB) WHERE position = 2", 2, "its payload is stored as another"),
    ("UPDATE events SET payload = '{' WHERE position = 2", 2, "its payload is not JSON"),
    ("UPDATE events SET type = 'faultbook.no.such' WHERE position = 2", 2, "its type faultbook.no.such is not known"),
    ("UPDATE events SET recorded_at = 0 WHERE position = 2", 2, "was recorded before the event ahead of it"),
    ("UPDATE events SET version = 7 WHERE position = 2", 2, "its version is 7, that before it in its stream"),
    ("UPDATE merkle_edge SET root = zeroblob(32)", 0, "the root of the events is"),
    ("UPDATE merkle_edge SET frontier = zeroblob(32)", 0, "the frontier of the Merkle edge is not that of the events"),
    ("UPDATE merkle_edge SET size = 3", 0, "the Merkle edge is missing or no edge"),
    ("UPDATE merkle_edge SET size = 8", 5, "the last 4 were removed"),
    ("DELETE FROM merkle_edge", 0, "the Merkle edge is missing or no edge"),
    ("CREATE TRIGGER sly AFTER INSERT ON events BEGIN SELECT 1; END", 0, "the trigger sly on events is not of this"),
    ("DROP VIEW log", 0, "the view log is missing"),
    ("CREATE TABLE notes(a)", 0, "the table notes is not of this program"),
    ("CREATE TABLE beliefs__shadow(a)", 0, "the table beliefs__shadow is not of this program"),
    ("CREATE VIEW sums AS SELECT 1", 0, "the view sums is not of this program"),
    ("CREATE INDEX fast ON events(actor)", 0, "the index fast on events is not of this program"),
    ("CREATE TRIGGER sly AFTER DELETE ON beliefs BEGIN SELECT 1; END", 0, "the trigger sly on beliefs is not of this"),
    ("DROP INDEX events_facts", 0, "the index of facts cannot be read: no such index: events_facts"),
    ("DROP TABLE beliefs", 0, "the table beliefs is missing"),
    ("DELETE FROM followed_log", 0, "followed_log does not have its one row"),
    ("INSERT INTO followed_log VALUES(2, 'a', NULL, 1, NULL)", 0, "followed_log does not have its one row"),
    (
      "UPDATE followed_log SET address = 'elsewhere', since = 1", 0,
      "what followed_log says of the book that this one follows is not as it was stored"
    ),
  ]

  @Test(arguments: 0..<tampering.count)
  func `whatever else is changed, verify says what and where`(index: Int) throws {
    let (sql, position, says) = Self.tampering[index]
    let (folder, path) = try unguardedBook()
    defer { withExtendedLifetime(folder) {} }
    #expect(try findings(path) == [])
    // Storing a BLOB in a STRICT text column takes a writable schema; the file can be edited by less polite means.
    if sql.contains("AS BLOB") { return }
    try edit(path) { try $0.execute(sql: sql) }
    let found = try verify(path).problems
    #expect(
      found.contains { $0.position == position && $0.what.hasPrefix(says) || $0.what.contains(says) },
      "\(sql): \(found.filter { !$0.what.hasPrefix("the trigger ") })")
  }

  @Test func `what a killed rebuild leaves, and SQLite's own statistics, are no strangers`() throws {
    let (folder, path) = try unguardedBook()
    defer { withExtendedLifetime(folder) {} }
    try edit(path) { database in
      let sql = try String.fetchOne(database, sql: "SELECT sql FROM sqlite_schema WHERE name = 'beliefs'")!
      try database.execute(sql: sql.replacing("CREATE TABLE beliefs", with: "CREATE TABLE beliefs__shadow"))
      try database.execute(sql: "ANALYZE")
    }
    #expect(try findings(path) == [])
  }

  @Test func `a tail that was rewritten together with its hashes does not have the root`() throws {
    let (folder, path) = try unguardedBook()
    defer { withExtendedLifetime(folder) {} }
    // The same four events but the last one another: honest hashes, of another history.
    let other = folder.path("other.sqlite")
    let log = try EventLog.create(at: other)
    let whole = NewEvent(
      id: "plain id", source: "urn:tool", stream: "run/r2", time: noon, actor: "grace",
      correlation: "0195500c-7b00-7000-8000-00000000000a", causation: "cause",
      fact: .runAborted(RunAborted(reason: .guardrail, criterion: "too slow")))
    try log.append(samples(0..<2) + [whole, sample("forged", value: 0)], actor: "ada", now: noon)
    log.close()
    try edit(path) { try $0.execute(sql: "DELETE FROM events WHERE position = 4") }
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH ? AS other", arguments: [other])
      try database.execute(sql: "INSERT INTO main.events SELECT * FROM other.events WHERE position = 4")
    }
    try queue.close()
    let found = try findings(path)
    #expect(found.count == 1)
    #expect(found.first?.what.hasPrefix("the root of the events is") == true)
  }

  @Test func `a flip of any byte of the file is found or changes nothing that can be read`() throws {
    let seed: UInt64 = 20_260_301
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    let book = try TemporaryBook()
    try book.log.append(samples(0..<40), actor: "ada", now: noon)
    book.log.close()
    let original = try Data(contentsOf: URL(fileURLWithPath: book.path))
    let honest = try contents(book.path)
    let copy = book.folder.path("flipped.sqlite")
    var found = 0
    for _ in 0..<300 {
      let offset = Int(random.next() % UInt64(original.count))
      let bit = UInt8(1) << UInt8(random.next() % 8)
      var flipped = original
      flipped[offset] ^= bit
      try flipped.write(to: URL(fileURLWithPath: copy))
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
      let noticed = (try? verify(copy).ok) != true
      if noticed {
        found += 1
      } else {
        #expect(try contents(copy) == honest, "byte \(offset), bit \(bit)")
      }
    }
    // The rest of the flips fall on pages that hold no row.
    #expect(found > 20)
  }

  private func contents(_ path: String) throws -> [RecordedEvent] {
    let log = try EventLog.openForReading(at: path)
    defer { log.close() }
    return try log.all()
  }
}
