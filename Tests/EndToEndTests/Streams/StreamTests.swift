import Foundation
import Glibc
import Testing
import Vocabulary

/// What happens where standard output is full, closed, a pipe that nobody reads to its end, or no terminal.
@Suite struct StreamTests {
  static let printing = [
    ["beliefs"], ["--help"], ["system", "--format", "csv"], ["--generate-completion-script", "bash"],
  ]

  @Test(arguments: printing)
  func `a full device is said, exit code 2`(_ arguments: [String]) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().path
    let outcome = try workspace.run(
      arguments, environment: ["FAULTBOOK_BOOK": book], output: .file("/dev/full"))
    expectFailure(
      outcome, exitCode: 2,
      says: "the answer cannot be written to standard output (No space left on device); print it elsewhere")
  }

  @Test(arguments: printing)
  func `a closed standard output is said, exit code 2`(_ arguments: [String]) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().path
    let outcome = try workspace.run(arguments, environment: ["FAULTBOOK_BOOK": book], output: .closed)
    expectFailure(
      outcome, exitCode: 2,
      says: "standard output is closed, so the answer cannot be printed; redirect it to a file or to /dev/null")
  }

  @Test func `what is printed never lands in a book that is opened as descriptor 1`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    _ = try workspace.run(
      ["policy", "set", "belief.halfLifeDays", "90", "--why", "w", "--book", book], output: .closed)
    #expect(try workspace.state(of: book)["ok"] == true)
  }

  @Test func `a reader that goes away is no error`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().path
    let pipe =
      "'\(Binary.path)' sql --format csv --book '\(book)' "
      + "'with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000) select i from n'"
    let script = try workspace.write("pipe.sh", "(\(pipe); echo \"left $?\" >&2) | head -1\n")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [script]
    let output = Pipe()
    let error = Pipe()
    process.standardOutput = output
    process.standardError = error
    try process.run()
    process.waitUntilExit()
    #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "i\r\n")
    #expect(String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "left 0\n")
  }

  @Test func `without a terminal the answer is JSON on one line, without colour and progress`() throws {
    let workspace = try Workspace()
    let outcome = try workspace.run(["beliefs", "--book", try SharedBooks.small.get().path])
    #expect(outcome.error.isEmpty)
    #expect(outcome.output.hasPrefix("{") && outcome.output.hasSuffix("}\n"))
    #expect(outcome.output.split(separator: "\n").count == 1)
    let table = try workspace.run(["beliefs", "--format", "table", "--book", try SharedBooks.small.get().path])
    #expect(!table.output.contains("\u{1B}"))
  }

  @Test func `a pipe given by its path is read like a file`() throws {
    let workspace = try Workspace()
    #expect(mkfifo(workspace.path("events"), 0o600) == 0)
    let path = workspace.path("events")
    let writer = Thread { try? Data(SampleEvents.lines.utf8).write(to: URL(filePath: path), options: []) }
    writer.start()
    let answer = try workspace.answer(["append", "--create", "events", "--book", "book.sqlite"])
    #expect(answer["appended"]?.integerValue ?? 0 > 80)
  }
}
