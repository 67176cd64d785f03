import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// Whole pages of the file that were overwritten: verifying tells what it could not read, and goes on.
@Suite struct PageDamageTests {
  /// A closed book of three tiles, with checkpoints.
  private static func book() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<800), actor: "ada", now: noon)
    for size: Int64 in [300, 800] {
      let root = try book.log.root(at: size)
      let note = "o\n\(size)\n\(Data(root.bytes).base64EncodedString())\n\n— o AAAAAAAA\n"
      try book.log.storeCheckpoint(StoredCheckpoint(size: size, origin: "o", root: root, note: note, recordedAt: noon))
    }
    book.log.close()
    return book
  }

  /// The pages of each table and index.
  private static func pages(_ path: String) throws -> [(number: Int, name: String)] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { database in
      try Row.fetchAll(database, sql: "SELECT pageno, name FROM dbstat ORDER BY pageno").map { ($0[0], $0[1]) }
    }
  }

  @Test func `a page of garbage or of nothing is told, wherever it is, and the rest is looked at`() throws {
    let seed: UInt64 = 20_261_121
    var random = Xoshiro256(seed: seed)
    let book = try Self.book()
    let original = try Data(contentsOf: URL(filePath: book.path))
    let copy = book.folder.path("damaged.sqlite")
    let pages = try Self.pages(book.path)
    var tally = (told: 0, refused: 0, unchanged: 0)
    for (number, name) in pages {
      for isGarbage in [true, false] {
        var damaged = original
        let place = (number - 1) * 4096
        // The header of the file stays: without it it is no book.
        let kept = number == 1 ? 100 : 0
        let bytes = (kept..<4096).map { _ in isGarbage ? UInt8(truncatingIfNeeded: random.next()) : 0 }
        damaged.replaceSubrange((place + kept)..<(place + 4096), with: bytes)
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
        try damaged.write(to: URL(filePath: copy))
        let log: EventLog
        do {
          log = try EventLog.openForVerifying(at: copy)
        } catch let error as EventLogError {
          // A page of the schema: there may be nothing to begin with.
          #expect(name == "sqlite_schema" && error.isDamageOrLock, "page \(number) of \(name)")
          tally.refused += 1
          continue
        }
        defer { log.close() }
        let report = try log.verify()
        // Tables that no event fills yet are one page that says so: what it holds is the same without.
        let isEmpty = !isGarbage && FlipBook.content(copy) == FlipBook.content(book.path)
        #expect(!report.ok || isEmpty || Self.isOfProjection(name), "page \(number) of \(name)")
        if report.ok { tally.unchanged += 1 } else { tally.told += 1 }
        guard name == "events", !report.ok else { continue }
        let first = try #require(report.firstBadPosition)
        #expect(report.problems.first?.position == first)
        // All other events are hashed; only the pages above them take many with them.
        if report.events > 0 { #expect(report.events > 700, "page \(number)") }
      }
    }
    print(
      "page damage, seed \(seed): \(pages.count) pages, \(tally.told) told, \(tally.refused) did not open, "
        + "\(tally.unchanged) changed nothing of the log")
    #expect(tally.told > pages.count)
  }

  /// Whether the log itself does not read the table or index: the tables that follow from it are the knowledge base's.
  private static func isOfProjection(_ name: String) -> Bool {
    !FlipBook.tables.contains { name == $0.name || name.hasPrefix("sqlite_autoindex_\($0.name)_") }
      && !["events_facts", "sqlite_schema", "projections"].contains(name)
  }

  @Test func `of a page of events that cannot be read the positions are told, and its place in the file`() throws {
    let book = try Self.book()
    let leaf = try #require(try Self.pages(book.path).filter { $0.name == "events" }.dropFirst(10).first).number
    let file = try FileHandle(forUpdating: URL(filePath: book.path))
    try file.seek(toOffset: UInt64((leaf - 1) * 4096))
    try file.write(contentsOf: Data(repeating: 0xAA, count: 4096))
    try file.close()
    let log = try EventLog.openForVerifying(at: book.path)
    defer { log.close() }
    let report = try log.verify()
    let first = try #require(report.problems.first)
    #expect(first.position > 1 && first.what.hasPrefix("is unreadable, as are all up to "), "\(first)")
    #expect(report.isUnreadable && !report.hasSoundEvents)
    #expect(report.problems.contains { $0.what.hasPrefix("page \(leaf) of events") }, "\(report.problems)")
    // The checkpoint of fewer events holds, where the page is behind it.
    #expect(report.soundCheckpoints == (first.position > 300 ? [300] : []))
  }

  @Test(arguments: ["beliefs", "events_facts", "checkpoints", "log"])
  func `a line of the schema that makes no sense takes away what it is about, and not the book`(name: String) throws {
    let book = try Self.book()
    try edit(book.path) { database in
      try database.execute(sql: "PRAGMA writable_schema = ON")
      try database.execute(
        sql: "UPDATE sqlite_schema SET sql = 'CRAATE' || substr(sql, 7) WHERE name = ?", arguments: [name])
    }
    let log = try EventLog.openForVerifying(at: book.path)
    defer { log.close() }
    let report = try log.verify()
    #expect(report.events == 800 && report.hasSoundEvents)
    #expect(
      report.problems.contains { $0.what.contains("\(name) is not as this program makes it") }, "\(report.problems)")
    #expect(throws: EventLogError.self) { try EventLog.openForReading(at: book.path).close() }
  }
}
