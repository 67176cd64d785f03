import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

/// Opening: what is a book, what is not, and what is said.
@Suite struct BookTests {
  private func refusal(_ path: String, writing: Bool) -> EventLogError? {
    #expect(throws: EventLogError.self) {
      _ = writing ? try EventLog.openForWriting(at: path, wait: 0) : try EventLog.openForReading(at: path)
    }
  }

  @Test func `creating refuses a file that is there, whatever it is`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("book.sqlite")
    try Data("keep me".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: EventLogError.self) { try EventLog.create(at: path) }
    #expect(error?.code == .exists)
    #expect(error?.isDamageOrLock == false)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "keep me")
  }

  @Test func `creating in a folder that is not there names the path`() throws {
    let error = #expect(throws: EventLogError.self) { try EventLog.create(at: "/nowhere/at/all/book.sqlite") }
    #expect(error?.code == .inputOutput)
    #expect(error?.message.contains("/nowhere/at/all/book.sqlite") == true)
  }

  @Test(arguments: [true, false])
  func `a path without a file is the caller's mistake`(writing: Bool) throws {
    let folder = try TemporaryFolder()
    let error = refusal(folder.path("none.sqlite"), writing: writing)
    #expect(error?.code == .missing)
    #expect(error?.isDamageOrLock == false)
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.sqlite")))
  }

  @Test(arguments: [true, false])
  func `what is no SQLite database is no book`(writing: Bool) throws {
    let folder = try TemporaryFolder()
    let contents: [(String, Data)] = [
      ("empty", Data()), ("short", Data("SQLite".utf8)), ("text", Data(String(repeating: "a", count: 8192).utf8)),
    ]
    for (name, content) in contents {
      let path = folder.path(name)
      try content.write(to: URL(fileURLWithPath: path))
      let error = refusal(path, writing: writing)
      #expect(error?.code == .notABook)
      #expect(error?.isDamageOrLock == true)
      #expect(error?.message.contains("is not a book") == true)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == content, "\(name) is left as it was")
    }
    #expect(refusal(folder.url.path, writing: writing)?.code == .notABook)
  }

  @Test(arguments: [true, false])
  func `a database of another program is refused and left as it was`(writing: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("other.sqlite")
    let other = try DatabaseQueue(path: path)
    try other.write { try $0.execute(sql: "CREATE TABLE t(a); PRAGMA application_id = 1196444487") }
    try other.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let error = refusal(path, writing: writing)
    #expect(error?.code == .foreign)
    #expect(error?.isDamageOrLock == true)
    #expect(error?.message.contains("application id 1196444487") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test(arguments: [true, false])
  func `a book of a newer program is refused with both versions`(writing: Bool) throws {
    let book = try TemporaryBook()
    try book.log.writeDatabase { try $0.execute(sql: "PRAGMA user_version = 9999") }
    book.log.close()
    let error = refusal(book.path, writing: writing)
    #expect(error?.code == .newer)
    #expect(error?.message.contains("schema 9999") == true)
  }

  @Test func `a book cut short is damaged`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<500), actor: "ada", now: noon)
    book.log.close()
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: book.path))
    try file.truncate(atOffset: 8 * 4096)
    try file.close()
    #expect(refusal(book.path, writing: true)?.code == .damaged)
  }

  @Test func `a book whose last row was removed is not written to, and verify names the position`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<5), actor: "ada", now: noon)
    try book.log.writeDatabase { try $0.execute(sql: "DROP TRIGGER events_no_delete") }
    try book.log.writeDatabase { try $0.execute(sql: "DELETE FROM events WHERE position = 5") }
    book.log.close()
    let error = refusal(book.path, writing: true)
    #expect(error?.code == .damaged)
    #expect(error?.message.contains("holds 4 events, but its Merkle edge is of 5") == true)
    let reading = try EventLog.openForReading(at: book.path)
    defer { reading.close() }
    let report = try reading.verify()
    #expect(!report.ok)
    #expect(report.firstBadPosition == 5)
  }

  @Test func `a book that was closed answers so`() throws {
    let book = try TemporaryBook()
    book.log.close()
    book.log.close()
    let error = #expect(throws: EventLogError.self) { try book.log.append(samples(0..<1), actor: "ada", now: noon) }
    #expect(error?.code == .closed)
    #expect(throws: EventLogError.self) { try book.log.head }
  }

  @Test func `a book opened for reading reads what is there and does not append`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let reading = try EventLog.openForReading(at: book.path)
    defer { reading.close() }
    #expect(try reading.head == 3)
    #expect(!reading.isWritable)
    try book.log.append(samples(3..<5), actor: "ada", now: noon)
    #expect(try reading.all().count == 5)
    let error = #expect(throws: EventLogError.self) { try reading.append(samples(5..<6), actor: "ada", now: noon) }
    #expect(error?.code == .readOnly)
  }

  @Test func `closing leaves the book as one file`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<100), actor: "ada", now: noon)
    book.log.close()
    let files = try FileManager.default.contentsOfDirectory(atPath: book.folder.url.path).sorted()
    #expect(files == ["book.sqlite", "book.sqlite.lock"])
    let copy = book.folder.path("copy.sqlite")
    try FileManager.default.copyItem(atPath: book.path, toPath: copy)
    let reading = try EventLog.openForReading(at: copy)
    defer { reading.close() }
    #expect(try reading.verify().events == 100)
  }
}
