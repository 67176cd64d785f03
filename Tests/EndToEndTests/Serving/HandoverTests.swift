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
      ["failure-modes", "adopt", "TF-001", "TF-002"] + time, ["failure-modes", "adopt", "--applicable"] + time,
      ["next", "--record", "--top", "2", "--seed", "7", "--now", "2026-11-20T22:00:00Z"],
      ["export", "--as", "markdown", "--record", "--set", "kubernetes.namespace=shop", "--unobserved"],
    ]
    for command in commands {
      let handed = try workspace.run(command + ["--book", book, "--actor", "Ada Lovelace & co"])
      let plain = try workspace.run(command + ["--book", alone, "--actor", "Ada Lovelace & co"])
      #expect(handed.exitCode == plain.exitCode && handed.exitCode == 0, "\(command): \(handed.error)\(plain.error)")
      #expect(Self.timeless(handed.output) == Self.timeless(plain.output), "\(command)")
      // A plan is another one when something was recorded.
      guard !command.contains("--record") else { continue }
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
      ["append", try workspace.write("bad.jsonl", "{}\n")], ["failure-modes", "adopt", "TF-999"],
      ["next", "--record", "--journey", "nobody"], ["subject", "erase", "nobody", "--why", "x"],
      ["export", "--as", "krkn", "--record", "--with", try workspace.write("bad.yaml", "kubernetes: 5\n")],
      ["audit", "cosign", try workspace.write("none.cosigned", "no note\n")],
    ] {
      let handed = try workspace.run(command + ["--book", book])
      let plain = try workspace.run(command + ["--book", alone])
      #expect(handed.exitCode == 2 && handed.exitCode == plain.exitCode, "\(command): \(handed.error)")
      #expect(Self.placeless(handed.error) == Self.placeless(plain.error), "\(command)")
    }

    // The server tells what came: what was handed to it is in its answers at once.
    let seen = try HTTPCall("GET", server.address + "/api/v1/runs/h-run").reply(in: workspace)
    #expect(seen.status == 200, "\(seen.text)")

    // What is not handed over says who holds the book, and waits for nobody who will not go.
    let start = ContinuousClock.now
    let other = try workspace.run(["next", "--sequence", "2", "--record", "--book", book])
    #expect(other.exitCode == 3 && other.error.contains(server.address), "\(other.error)")
    #expect(other.error.contains("(process "), "\(other.error)")
    #expect(ContinuousClock.now - start < .seconds(9))

    try workspace.answer(["audit", "key", "new", "--name", "example.com/shop", "--key", workspace.path("signing.key")])
    let signed = try workspace.answer(["audit", "checkpoint", "--key", "signing.key", "--book", book])
    #expect(signed["size"] == (try workspace.state(of: book)["events"]), "\(signed.text)")
    #expect(try workspace.answer(["rebuild", "--book", book])["position"] == signed["size"])

    #expect(try server.end() == 0)
    #expect(try workspace.state(of: book)["ok"] == true)
    let own = try workspace.run(["declare", "component", "after", "--book", book, "--wait", "0"])
    #expect(own.exitCode == 0, "\(own.error)")
  }

  @Test(.timeLimit(.minutes(2)), arguments: ["json", "csv"])
  func `samples from standard input go to the server batch by batch, and are the ones that a file would bring`(
    form: String
  ) throws {
    let book = try RunBook()
    try book.start("r1")
    let server = try RunningServer(book: book.workspace.path("faultbook.sqlite"), in: book.workspace)
    let lines = (0..<1500).map { index -> String in
      let time = "2026-11-20T18:\(10 + index / 600):\(index / 10 % 60 < 10 ? "0" : "")\(index / 10 % 60).\(index % 10)Z"
      return form == "json"
        ? RunBook.sample("latency_p99", Double(index % 300), "ms", at: time)
        : "\(time),buy,latency_p99,ms,\(index % 300)"
    }
    let text = ((form == "csv" ? ["at,journey,metric,unit,value"] : []) + lines).joined(separator: "\n") + "\n"
    for appended: Int64 in [1500, 0] {
      let outcome = try book.run("run sample r1 --stdin", input: text)
      #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
      let last = try JSON.parse(String(outcome.output.split(separator: "\n").last ?? ""))
      #expect(last["appended"]?.integerValue == appended && last["duplicates"]?.integerValue == 1500 - appended)
    }
    let unknown = try book.run("run sample nobody --stdin", input: text)
    #expect(unknown.exitCode == 2 && unknown.error.contains("nobody"), "\(unknown.error)")
    #expect(try server.end() == 0)
    try book.workspace.write("samples.\(form)", text)
    try book.answer("import samples.\(form) --run r1 --as \(form == "csv" ? "csv" : "samples")")
    #expect(try book.answer("run show r1")["samples"] == 1500)
  }

  @Test(.timeLimit(.minutes(2)))
  func `a watch beside a server keeps its samples and the abort there`() throws {
    let book = try RunBook()
    try book.start("r1")
    let server = try RunningServer(book: book.workspace.path("faultbook.sqlite"), in: book.workspace)
    let outcome = try book.run(
      "run watch r1 --keep",
      input: [0.01, 0.3].map { RunBook.sample("error_rate", $0, "ratio") + "\n" }.joined())
    #expect(outcome.exitCode == 1)
    #expect(outcome.error.hasPrefix("faultbook: note: run r1 is recorded as aborted, at position "), "\(outcome.error)")
    let shown = try book.answer("run show r1")
    #expect(shown["status"] == "aborted" && shown["samples"] == 2 && shown["aborted"]?["reason"] == "guardrail")
    #expect(try server.end() == 0)
    #expect(try book.workspace.state(of: "faultbook.sqlite")["ok"] == true)
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

  /// A message without the folder of its book.
  private static func placeless(_ text: String) -> String { text.replacing(/[^ ]*faultbook-test-[^\/ ]*\//, with: "") }

  /// An answer without what differs from book to book: when it was recorded.
  private static func timeless(_ text: String) -> String {
    text.replacing(/"(recorded|recordedtime)":"[^"]*"/, with: "")
  }
}
