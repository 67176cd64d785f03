import EventLog
import Foundation
import GRDB
import Testing

/// A copy of a book that is written to.
@Suite struct BackupTests {
  private func contents(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  @Test func `a backup is the book of the moment it was begun, whatever is appended meanwhile`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3000), actor: "ada", now: noon)
    let before = try book.log.verify()
    let outside = try EventLog.openForReading(at: book.path)
    defer { outside.close() }
    let folder = try TemporaryFolder()
    var appended = 3000
    // In the middle of the copying, and of the verifying, somebody appends and is not held up.
    let report = try outside.backup(to: folder.path("copy.sqlite")) { _, _, _ in
      #expect(throws: Never.self) {
        try book.log.append(samples(appended..<(appended + 100)), actor: "ada", now: noon)
      }
      appended += 100
    }
    #expect(appended > 3000)
    #expect(try book.log.head == Int64(appended))
    #expect(report.position == 3000)
    #expect(report.root == before.root)
    #expect(try contents(folder) == ["copy.sqlite"])
    let copy = try EventLog.openForReading(at: report.path)
    defer { copy.close() }
    #expect(try copy.verify() == before)
    #expect(try copy.all() == Array(book.log.all().prefix(3000)))
    #expect(try contents(folder) == ["copy.sqlite"], "reading a backup leaves nothing beside it")
  }

  @Test func `a backup can be written to as a book, and goes on where it ends`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<20), actor: "ada", now: noon)
    let folder = try TemporaryFolder()
    try book.log.backup(to: folder.path("copy.sqlite"))
    let copy = try EventLog.openForWriting(at: folder.path("copy.sqlite"))
    defer { copy.close() }
    #expect(try copy.append(samples(10..<30), actor: "ada", now: noon).appended == 10)
    #expect(try copy.verify().ok)
  }

  @Test func `an earlier backup is replaced when that is said, and has what was appended since`() throws {
    let book = try TemporaryBook()
    let folder = try TemporaryFolder()
    let path = folder.path("copy.sqlite")
    try book.log.append(samples(0..<20), actor: "ada", now: noon)
    try book.log.backup(to: path)
    try book.log.append(samples(20..<30), actor: "ada", now: noon)
    #expect(throws: EventLogError.self) { try book.log.backup(to: path) }
    let untouched = try EventLog.openForReading(at: path)
    #expect(try untouched.head == 20)
    untouched.close()
    #expect(try book.log.backup(to: path, overwriting: true).position == 30)
    #expect(try contents(folder) == ["copy.sqlite"])
  }

  @Test func `a backup that holds more than the book, or another history, is never replaced`() throws {
    let book = try TemporaryBook()
    let other = try TemporaryBook()
    let folder = try TemporaryFolder()
    try book.log.append(samples(0..<20), actor: "ada", now: noon)
    try other.log.append(samples(0..<10), actor: "grace", now: noon)
    try book.log.backup(to: folder.path("mine"))
    try other.log.backup(to: folder.path("other"))
    let before = try [folder.path("mine"), folder.path("other")].map { try Data(contentsOf: URL(filePath: $0)) }
    let ahead = #expect(throws: EventLogError.self) {
      try other.log.backup(to: folder.path("mine"), overwriting: true)
    }
    #expect(ahead?.code == .rolledBack)
    #expect(ahead?.message.contains("the book lost the last 10") == true)
    let forked = #expect(throws: EventLogError.self) {
      try book.log.backup(to: folder.path("other"), overwriting: true)
    }
    #expect(forked?.code == .forked)
    #expect(try [folder.path("mine"), folder.path("other")].map { try Data(contentsOf: URL(filePath: $0)) } == before)
    #expect(try contents(folder) == ["mine", "other"])
  }

  @Test(arguments: ["", "-wal", "-shm", "-journal", ".lock", ".anchor", ".keys", ".partial"])
  func `the book's own files take no backup`(_ suffix: String) throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    for overwriting in [false, true] {
      let error = #expect(throws: EventLogError.self) {
        try book.log.backup(to: book.path + suffix, overwriting: overwriting)
      }
      #expect(error?.code == .invalid)
    }
    // By a link, or by a second name.
    let link = book.folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: book.path + suffix)
    #expect(throws: EventLogError.self) { try book.log.backup(to: link, overwriting: true) }
    if FileManager.default.fileExists(atPath: book.path + suffix) {
      let name = book.folder.path("name")
      try FileManager.default.linkItem(atPath: book.path + suffix, toPath: name)
      #expect(throws: EventLogError.self) { try book.log.backup(to: name, overwriting: true) }
    }
    #expect(try book.log.verify().ok)
  }

  @Test func `what is no unused book is not replaced by a backup`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let used = try TemporaryBook()
    let notes = book.folder.path("notes.txt")
    try Data("notes".utf8).write(to: URL(filePath: notes))
    for path in [notes, used.path, book.folder.url.path, book.folder.path("none/copy"), ""] {
      let error = #expect(throws: EventLogError.self) { try book.log.backup(to: path, overwriting: true) }
      #expect(error?.code == .invalid, "\(path)")
    }
    #expect(try Data(contentsOf: URL(filePath: notes)) == Data("notes".utf8))
  }

  @Test func `a damaged book is not copied, and the earlier backup stays`() throws {
    let book = try TemporaryBook()
    let folder = try TemporaryFolder()
    try book.log.append(samples(0..<20), actor: "ada", now: noon)
    try book.log.backup(to: folder.path("copy"))
    try book.log.writeDatabase { database in
      try database.execute(sql: "DROP TRIGGER events_no_update")
      try database.execute(sql: "UPDATE events SET actor = 'eve' WHERE position = 7")
    }
    let before = try Data(contentsOf: URL(filePath: folder.path("copy")))
    for path in [folder.path("copy"), folder.path("new")] {
      let error = #expect(throws: EventLogError.self) { try book.log.backup(to: path, overwriting: true) }
      #expect(error?.code == .damaged)
      #expect(error?.position == 7)
    }
    #expect(try Data(contentsOf: URL(filePath: folder.path("copy"))) == before)
    #expect(try contents(folder) == ["copy"])
  }

  @Test func `two backups to one file at a time are one too many, and what a killed one left is removed`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3000), actor: "ada", now: noon)
    let folder = try TemporaryFolder()
    try Data("left by a killed backup".utf8).write(to: URL(filePath: folder.path("copy.partial")))
    var refused = 0
    try book.log.backup(to: folder.path("copy")) { _, _, _ in
      let error = #expect(throws: EventLogError.self) { try book.log.backup(to: folder.path("copy")) }
      #expect(error?.message.contains("another backup to it is being made") == true)
      refused += 1
    }
    #expect(refused > 0)
    #expect(try contents(folder) == ["copy"])
  }

  @Test func `the rights of a backup are those of the book`() throws {
    let book = try TemporaryBook()
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: book.path)
    let copy = book.folder.path("copy")
    try book.log.backup(to: copy)
    #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
  }
}
