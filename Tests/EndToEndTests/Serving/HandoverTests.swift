import Foundation
import Glibc
import Testing
import Vocabulary

/// Commands beside a server that holds the book.
@Suite struct HandoverTests {
  @Test(.timeLimit(.minutes(2)))
  func `commands that write hand their writes to the server, and are answered as ever`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let elsewhere = try Workspace()
    let alone = try SharedBooks.small.get().copied(to: elsewhere)
    let before = try workspace.state(of: book)["events"]?.integerValue ?? 0
    let server = try RunningServer(book: book, in: workspace)
    let time = ["--time", "2026-11-20T21:00:00Z"]
    let event =
      #"{"specversion":"1.0","id":"h1","source":"urn:t","type":"faultbook.component.declared","#
      + #""time":"2026-11-20T21:00:00Z","data":{"component":"h1","kind":"service"}}"# + "\n"
    let file = try workspace.write("events.jsonl", event)
    // Each as the server answers it, and as a book without a server does.
    let commands: [[String]] = [
      ["declare", "component", "handed", "--kind", "service", "--event-id", "e1"] + time,
      ["append", file], ["append", file],
      ["run", "start", "h-run", "--environment", "lab", "--fault", "none", "--event-id", "e2"] + time,
      ["run", "finish", "h-run", "--event-id", "e3"] + time,
      ["judge", "h-run"], ["judge", "--all"],
      ["policy", "set", "safety.spacingSeconds", "1", "--why", "quick & sure: 100 %", "--event-id", "e4"] + time,
    ]
    for command in commands {
      let handed = try workspace.run(command + ["--book", book, "--actor", "Ada Lovelace & co"])
      let plain = try workspace.run(command + ["--book", alone, "--actor", "Ada Lovelace & co"])
      #expect(handed.exitCode == plain.exitCode && handed.exitCode == 0, "\(command): \(handed.error)\(plain.error)")
      #expect(Self.timeless(handed.output) == Self.timeless(plain.output), "\(command)")
      let table = try workspace.run(command + ["--book", book, "--format", "table"])
      #expect(table.exitCode == 0 && !table.output.isEmpty, "\(command): \(table.error)")
    }
    let actors = try workspace.answer([
      "sql", "select distinct actor from log where position > \(before) and type = 'faultbook.policy.set'", "--book",
      book,
    ])
    #expect(actors["rows"]?.arrayValue?.compactMap { $0["actor"]?.stringValue } == ["Ada Lovelace & co"])

    // What is wrong is told in the same words, and changes nothing.
    for command in [
      ["run", "finish", "nobody"], ["judge", "nobody"], ["retract", "999999", "--why", "x"],
      ["append", try workspace.write("bad.jsonl", "{}\n")],
    ] {
      let handed = try workspace.run(command + ["--book", book])
      let plain = try workspace.run(command + ["--book", alone])
      #expect(handed.exitCode == 2 && handed.exitCode == plain.exitCode, "\(command): \(handed.error)")
      #expect(handed.error == plain.error, "\(command)")
    }

    // The server tells what came: what was handed to it is in its answers at once.
    let seen = try HTTPCall("GET", server.address + "/api/v1/runs/h-run").reply(in: workspace)
    #expect(seen.status == 200, "\(seen.text)")

    // What is not handed over waits for the book, and says who holds it.
    let other = try workspace.run(["rebuild", "--book", book, "--wait", "0"])
    #expect(other.exitCode == 3 && other.error.contains(server.address), "\(other.error)")

    #expect(try server.end() == 0)
    #expect(try workspace.state(of: book)["ok"] == true)
    let own = try workspace.run(["declare", "component", "after", "--book", book, "--wait", "0"])
    #expect(own.exitCode == 0, "\(own.error)")
  }

  @Test func `a server that ended suddenly is not waited for`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().copied(to: workspace)
    let server = try RunningServer(book: book, in: workspace)
    server.crash()
    #expect(try String(contentsOfFile: book + ".lock", encoding: .utf8).contains("server "))
    let outcome = try workspace.run(["declare", "component", "later", "--book", book, "--wait", "0"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try workspace.state(of: book)["ok"] == true)
  }

  /// An answer without what differs from book to book: when it was recorded.
  private static func timeless(_ text: String) -> String {
    text.replacing(/"(recorded|recordedtime)":"[^"]*"/, with: "")
  }
}
