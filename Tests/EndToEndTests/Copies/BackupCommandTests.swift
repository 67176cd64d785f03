import Foundation
import Testing
import Vocabulary

/// `backup` and `restore`, as an operator uses them.
@Suite struct BackupCommandTests {
  private let workspace: Workspace
  private let book: String

  init() throws {
    workspace = try Workspace()
    book = try SharedBooks.small.get().copied(to: workspace)
    try workspace.answer(["audit", "key", "new", "--key", "log.key", "--name", "example.com/shop"])
  }

  private func path(_ name: String) -> String { workspace.path(name) }
  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Appends one event, so that the book differs from its copies.
  private func grow(_ component: String, _ book: String? = nil) throws {
    try workspace.answer(["declare", "component", component, "--book", book ?? self.book])
  }

  private func sign(exitCode: Int32 = 0) throws {
    try workspace.answer(["audit", "checkpoint", "--key", "log.key", "--book", book], exitCode: exitCode)
  }

  @discardableResult
  private func restore(_ more: [String], exitCode: Int32 = 0) throws -> JSON {
    try workspace.answer(["restore"] + more + ["--book", book, "--actor", "ada"], exitCode: exitCode)
  }

  private func events(_ book: String) throws -> Int64? { try workspace.state(of: book)["events"]?.integerValue }

  @Test func `a backup is a whole book that answers as the book does`() throws {
    let answer = try workspace.answer(["backup", "copy.sqlite", "--book", book])
    #expect(answer["position"] == answer["position"] && answer["backup"]?.stringValue == path("copy.sqlite"))
    #expect(try workspace.state(of: path("copy.sqlite")) == workspace.state(of: book))
    for question in [["beliefs"], ["scores"], ["run", "list"]] {
      let answers = try [book, path("copy.sqlite")].map { try workspace.run(question + ["--book", $0]).output }
      #expect(answers[0] == answers[1])
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workspace.folder).allSatisfy { !$0.hasSuffix(".partial") })
  }

  @Test func `a backup replaces nothing unless that is said, and then only an earlier one of the book`() throws {
    try workspace.answer(["backup", "copy.sqlite", "--book", book])
    expectFailure(
      try workspace.run(["backup", "copy.sqlite", "--book", book]), exitCode: 2,
      says: "copy.sqlite is there already; give another path, or replace it with --overwrite")
    try grow("a1")
    try workspace.answer(["backup", "copy.sqlite", "--overwrite", "--book", book])
    #expect(try workspace.state(of: path("copy.sqlite")) == workspace.state(of: book))
    try workspace.write("notes.txt", "mine")
    expectFailure(try workspace.run(["backup", "notes.txt", "--overwrite", "--book", book]), exitCode: 2)
    #expect(workspace.bytes("notes.txt") == Array("mine".utf8))
    for name in ["book.sqlite", "book.sqlite-wal", "book.sqlite.lock", "book.sqlite.anchor", ".", "none/copy", "-"] {
      expectFailure(try workspace.run(["backup", name, "--overwrite", "--book", book]), exitCode: 2)
    }
    #expect(try workspace.state(of: book)["ok"] == true)
  }

  @Test func `an older copy in the book's place is known for one, and gives way to a newer`() throws {
    try workspace.answer(["backup", "old.sqlite", "--book", book])
    try grow("a1")
    try sign()
    try workspace.answer(["backup", "new.sqlite", "--book", book])
    let state = try workspace.state(of: book)
    // Somebody copies by hand.
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: book + suffix) }
    try workspace.write("book.sqlite", workspace.bytes("old.sqlite"))
    for call in Commands.recordings {
      let outcome = try workspace.run(call.arguments + ["--book", book], input: call.input)
      expectFailure(outcome, exitCode: 3)
      #expect(outcome.error.contains("book.sqlite.anchor"), "\(outcome.error)")
      #expect(outcome.error.contains("faultbook restore"), "\(outcome.error)")
    }
    // Reading is allowed, and verifying tells.
    let verified = try workspace.answer(["audit", "verify", "--book", book], exitCode: 1)
    #expect(verified["problems"]?.arrayValue?[0]["problem"]?.stringValue?.contains("older copy") == true)
    // Nor does it replace the good backup that holds more than it.
    expectFailure(try workspace.run(["backup", "new.sqlite", "--overwrite", "--book", book]), exitCode: 3)
    // The way back.
    let answer = try restore(["new.sqlite"])
    #expect(answer["recorded"] == false && answer["abandoned"] == .array([]))
    #expect(try workspace.state(of: book) == state)
    try grow("a2")
    #expect(exists("book.sqlite.replaced"))
  }

  @Test func `what a copy lacks is given up only by a decision that the log records`() throws {
    try workspace.answer(["backup", "old.sqlite", "--book", book])
    let old = try #require(try events(path("old.sqlite")))
    try grow("a1")
    try sign()
    try grow("a2")
    let lost = try workspace.state(of: book)
    let refused = try workspace.run(["restore", "old.sqlite", "--book", book])
    expectFailure(refused, exitCode: 3)
    #expect(refused.error.contains("the last 2 would be lost"), "\(refused.error)")
    #expect(try workspace.state(of: book) == lost)
    expectFailure(try workspace.run(["restore", "old.sqlite", "--accept-loss", "--book", book]), exitCode: 2)
    let answer = try restore(["old.sqlite", "--accept-loss", "--why", "the disk was lost"])
    #expect(answer["restored"]?.integerValue == old && answer["position"]?.integerValue == old + 1)
    #expect(answer["abandoned"]?.arrayValue?.map { $0["size"]?.integerValue } == [old + 1, old + 2])
    // Nothing is gone: the book, its last events and its anchor lie beside it.
    #expect(exists("book.sqlite.replaced") && exists("book.sqlite.replaced.anchor") && !exists("book.sqlite.anchor"))
    #expect(try workspace.state(of: path("book.sqlite.replaced")) == lost)
    // The log says so itself.
    let row = try workspace.answer(
      ["sql", "SELECT type, actor, payload FROM log ORDER BY position DESC LIMIT 1", "--book", book])["rows"]?
      .arrayValue?[0]
    #expect(row?["type"] == "faultbook.book.restored" && row?["actor"] == "ada")
    let payload = try JSON.parse(try #require(row?["payload"]?.stringValue))
    #expect(payload["why"] == "the disk was lost" && payload["copy"] == "old.sqlite")
    #expect(payload["abandoned"]?.arrayValue?[1]["root"] == lost["root"])
    #expect(payload["abandoned"]?.arrayValue?[0]["origin"]?.stringValue?.hasPrefix("example.com/shop/") == true)
    // It goes on: written to, signed, sound.
    try grow("a3")
    try sign()
    #expect(try workspace.state(of: book)["ok"] == true)
    #expect(try workspace.answer(["rebuild", "--book", book])["changed"] == .array([]))
  }

  @Test func `what is given up is given up once: the copy's own checkpoint anchors it, and verifying tells of it`()
    throws
  {
    try workspace.answer(["backup", "oldest.sqlite", "--book", book])
    try grow("a1")
    try sign()
    try workspace.answer(["backup", "old.sqlite", "--book", book])
    let old = try #require(try events(path("old.sqlite")))
    let anchor = workspace.bytes("book.sqlite.anchor")
    try grow("a2")
    try sign()
    #expect(workspace.bytes("book.sqlite.anchor") != anchor)
    try restore(["old.sqlite", "--accept-loss", "--why", "the disk was lost"])
    #expect(workspace.bytes("book.sqlite.anchor") == anchor && exists("book.sqlite.replaced.anchor"))
    let verified = try workspace.answer(["audit", "verify", "--trust", "log.key.pub", "--book", book])
    #expect(verified["covered"]?.integerValue == old)
    let restored = verified["restored"]?.arrayValue ?? []
    #expect(restored.count == 1 && restored[0]["position"]?.integerValue == old + 1)
    #expect(restored[0]["copy"] == "old.sqlite" && restored[0]["why"] == "the disk was lost")
    #expect(restored[0]["abandoned"]?.arrayValue?.map { $0["size"]?.integerValue } == [old + 1])
    let table = try workspace.run(["audit", "verify", "--format", "table", "--book", book]).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      table.contains(
        "At position \(old + 1) the book was restored by ada from old.sqlite, and gave up event \(old + 1)"),
      "\(table)")
    // A still older copy is known for one.
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: book + suffix) }
    try workspace.write("book.sqlite", workspace.bytes("oldest.sqlite"))
    let refused = try workspace.run(["declare", "component", "a3", "--book", book])
    expectFailure(refused, exitCode: 3)
    #expect(refused.error.contains("this is an older copy"), "\(refused.error)")
  }

  @Test func `an anchor elsewhere that is given up still keeps the book from being written`() throws {
    try workspace.answer(["backup", "old.sqlite", "--book", book])
    try grow("a1")
    try workspace.answer(["audit", "checkpoint", "--key", "log.key", "--book", book, "--anchor", "safe.anchor"])
    let answer = try workspace.run(
      [
        "restore", "old.sqlite", "--accept-loss", "--why", "w", "--book", book, "--anchor", "safe.anchor", "--format",
        "table",
      ])
    #expect(answer.exitCode == 0)
    #expect(
      answer.output.contains("It is not written to while safe.anchor speaks of what was given up"), "\(answer.output)")
    expectFailure(
      try workspace.run(["declare", "component", "a2", "--book", book, "--anchor", "safe.anchor"]), exitCode: 3)
    try grow("a2")
  }

  @Test func `another book's anchor is named for one, and nothing is given up for it`() throws {
    try sign()
    try workspace.answer(["backup", "copy.sqlite", "--book", book])
    try workspace.answer(["init", "--book", "other.sqlite"])
    for name in ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"] {
      try workspace.answer(["declare", "component", name, "--book", "other.sqlite"])
    }
    try workspace.answer(["audit", "key", "new", "--key", "other.key", "--name", "ex/other"])
    try workspace.answer(
      ["audit", "checkpoint", "--key", "other.key", "--book", "other.sqlite", "--anchor", "foreign.anchor"])
    for decision in [[], ["--accept-loss", "--why", "w"]] {
      let refused = try workspace.run(
        ["restore", "copy.sqlite", "--book", book, "--anchor", "foreign.anchor"] + decision)
      expectFailure(refused, exitCode: 2)
      #expect(refused.error.contains("foreign.anchor is an anchor of ex/other"), "\(refused.error)")
    }
    #expect(workspace.bytes("\(book).replaced").isEmpty)
  }

  @Test func `where the book is gone a backup takes its place, and where it is damaged too`() throws {
    try sign()
    try workspace.answer(["backup", "copy.sqlite", "--book", book])
    let state = try workspace.state(of: book)
    try FileManager.default.removeItem(atPath: book)
    try? FileManager.default.removeItem(atPath: book + "-wal")
    #expect(try restore(["copy.sqlite"])["replaced"] == .null)
    #expect(try workspace.state(of: book) == state)
    // Half of it is gone: the anchor says how far it went, and the copy goes as far.
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: book + suffix) }
    let bytes = workspace.bytes("book.sqlite")
    try workspace.write("book.sqlite", Array(bytes.prefix(bytes.count / 2)))
    #expect(try restore(["copy.sqlite"])["replaced"]?.stringValue == book + ".replaced")
    #expect(try workspace.state(of: book) == state)
    #expect(workspace.bytes("book.sqlite.replaced") == Array(bytes.prefix(bytes.count / 2)))
  }

  @Test func `nobody restores over a book that is written to, over another file, or from what is no book`() throws {
    try workspace.answer(["backup", "copy.sqlite", "--book", book])
    let state = try workspace.state(of: book)
    try workspace.write("notes.txt", "mine")
    expectFailure(try workspace.run(["restore", "copy.sqlite", "--book", "notes.txt"]), exitCode: 2)
    #expect(workspace.bytes("notes.txt") == Array("mine".utf8))
    expectFailure(try workspace.run(["restore", "notes.txt", "--book", book]), exitCode: 3)
    expectFailure(try workspace.run(["restore", "none.sqlite", "--book", book]), exitCode: 2)
    expectFailure(try workspace.run(["restore", book, "--book", book]), exitCode: 2)
    let lock = open(book + ".lock", O_CREAT | O_RDWR, 0o644)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    expectFailure(try workspace.run(["restore", "copy.sqlite", "--book", book, "--wait", "0"]), exitCode: 3)
    #expect(try workspace.state(of: book) == state)
  }

  @Test func `a copy that was changed is not restored`() throws {
    try workspace.answer(["backup", "copy.sqlite", "--book", book])
    let state = try workspace.state(of: book)
    var bytes = workspace.bytes("copy.sqlite")
    let text = Array("faultbook.run.started".utf8)
    let at = try #require((0..<(bytes.count - text.count)).first { Array(bytes[$0..<($0 + text.count)]) == text })
    bytes[at + text.count - 1] ^= 1
    try workspace.write("copy.sqlite", bytes)
    expectFailure(try workspace.run(["restore", "copy.sqlite", "--book", book]), exitCode: 3)
    #expect(try workspace.state(of: book) == state)
    #expect(!exists("book.sqlite.replaced") && !exists("book.sqlite.partial"))
  }
}
