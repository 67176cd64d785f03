import Foundation
import Glibc
import Testing

/// What every command says where the book is not there, is no book, or is not sound.
@Suite struct WrongBookTests {
  @Test(arguments: Commands.all)
  func `no book is one sentence, exit code 2, and no file`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    let outcome = try workspace.run(call.arguments + ["--book", "none.sqlite"], input: call.input)
    expectFailure(outcome, exitCode: 2)
    #expect(outcome.error.contains("none.sqlite"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder) == [])
  }

  @Test(arguments: Commands.all)
  func `a text file is no book, exit code 3, and stays as it is`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    try workspace.write("book.sqlite", "these are notes of mine, and no book\n")
    let outcome = try workspace.run(call.arguments + ["--book", "book.sqlite"], input: call.input)
    expectFailure(outcome, exitCode: 3)
    #expect(workspace.bytes("book.sqlite") == Array("these are notes of mine, and no book\n".utf8))
  }

  @Test(arguments: [Commands.questions[0], Commands.recordings[0]])
  func `an empty file is no book`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    try workspace.write("book.sqlite", "")
    expectFailure(try workspace.run(call.arguments + ["--book", "book.sqlite"], input: call.input), exitCode: 3)
    #expect(workspace.bytes("book.sqlite") == [])
  }

  @Test(arguments: [Commands.questions[0], Commands.recordings[0]])
  func `a folder is no book`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    try FileManager.default.createDirectory(atPath: workspace.path("book.sqlite"), withIntermediateDirectories: true)
    let outcome = try workspace.run(call.arguments + ["--book", "book.sqlite"], input: call.input)
    expectFailure(outcome, exitCode: 3)
  }

  @Test(arguments: Commands.all)
  func `another program's database is refused and stays as it is`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    try ForeignDatabase.make(at: workspace.path("book.sqlite"), applicationID: 0x0F05_5112)
    let before = workspace.bytes("book.sqlite")
    let outcome = try workspace.run(call.arguments + ["--book", "book.sqlite"], input: call.input)
    expectFailure(outcome, exitCode: 3)
    #expect(workspace.bytes("book.sqlite") == before)
  }

  @Test(arguments: [Commands.questions[0], Commands.questions[8], Commands.recordings[0]])
  func `a book cut in half is said to be damaged`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    try? FileManager.default.removeItem(atPath: book + "-wal")
    let whole = workspace.bytes("book.sqlite")
    try workspace.write("book.sqlite", Array(whole[..<(whole.count / 2)]))
    let outcome = try workspace.run(call.arguments + ["--book", book], input: call.input)
    #expect(outcome.exitCode == 3 || outcome.exitCode == 1, "\(outcome.exitCode): \(outcome.error)")
    if outcome.exitCode == 3 { expectFailure(outcome, exitCode: 3) }
  }

  @Test(arguments: Commands.recordings + Commands.signings)
  func `a locked book is exit code 3 and names the writer`(_ call: Commands.Call) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let lock = open(book + ".lock", O_CREAT | O_RDWR, 0o644)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    let holder = Array("pid \(getpid())\nhost test-host\n".utf8)
    #expect(write(lock, holder, holder.count) == holder.count)
    let outcome = try workspace.run(call.arguments + ["--book", book, "--wait", "0"], input: call.input)
    expectFailure(outcome, exitCode: 3)
    #expect(outcome.error.contains("process \(getpid()) on host test-host"), "\(outcome.error)")
    #expect(outcome.error.contains("--wait"), "\(outcome.error)")
  }

  @Test func `a locked book answers questions all the same`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let lock = open(book + ".lock", O_CREAT | O_RDWR, 0o644)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    #expect(try workspace.run(["beliefs", "--book", book]).exitCode == 0)
  }

  @Test func `init does not touch a file that is there`() throws {
    let workspace = try Workspace()
    try workspace.write("book.sqlite", "notes")
    expectFailure(
      try workspace.run(["init", "--book", "book.sqlite"]), exitCode: 2,
      says: "book.sqlite is there already; open it, or give the path of a new file")
    expectFailure(try workspace.run(["demo", "--book", "book.sqlite"]), exitCode: 2)
    #expect(workspace.bytes("book.sqlite") == Array("notes".utf8))
  }

  @Test(arguments: [["init"], ["demo"], ["append", "--create", "-"], ["import", "--create", "-"]])
  func `a book is not made where its folder is a file`(_ arguments: [String]) throws {
    let workspace = try Workspace()
    try workspace.write("notes", "a file")
    let outcome = try workspace.run(arguments + ["--book", "notes/book.sqlite"], input: SampleEvents.lines)
    expectFailure(outcome, exitCode: 2)
    let missing = try workspace.run(arguments + ["--book", "nowhere/book.sqlite"], input: SampleEvents.lines)
    expectFailure(missing, exitCode: 2)
    #expect(!FileManager.default.fileExists(atPath: workspace.path("nowhere")))
  }
}
