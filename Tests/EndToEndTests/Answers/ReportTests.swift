import Foundation
import Testing
import Vocabulary

/// Reports as files and on standard output.
@Suite struct ReportTests {
  @Test func `a report is written once, replaced when asked to, and the same in every process`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().path
    let report = ["report", "run", "r05-inventory-latency", "--book", book]
    let written = try workspace.answer(report + ["--html", "r05.html", "--markdown", "r05.md"])
    #expect(written["files"]?.arrayValue?.map { $0["file"]?.stringValue } == ["r05.html", "r05.md"])
    let page = workspace.bytes("r05.html")
    #expect(written["files"]?.arrayValue?.first?["bytes"] == .integer(Int64(page.count)))
    expectFailure(
      try workspace.run(report + ["--html", "r05.html"]), exitCode: 2,
      says: "r05.html is there already; name another file, or add --overwrite to replace it")
    #expect(try workspace.run(report + ["--html", "r05.html", "--overwrite"]).exitCode == 0)
    #expect(workspace.bytes("r05.html") == page)
    let piped = try workspace.run(report + ["--html", "-"])
    #expect(Array(piped.output.utf8) == page && piped.error.isEmpty)
    let markdown = try workspace.run(report + ["--format", "markdown"])
    #expect(Array(markdown.output.utf8) == workspace.bytes("r05.md"))
    #expect(markdown.output.hasPrefix("# Run r05-inventory-latency: app.latency of 600 ms (high) on inventory\n"))
  }

  @Test func `a report answers in every form, and ties itself to the log`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().path
    let root = try workspace.answer(["audit", "verify", "--book", book])["root"]
    for command in [["report", "run", "r02-payments-error"], ["report", "period", "--from", "0"]] {
      let told = try workspace.answer(command + ["--book", book])
      #expect(told["root"] == root || told["roots"]?["after"] == root)
      for format in ["table", "jsonl", "csv"] {
        let outcome = try workspace.run(command + ["--book", book, "--format", format])
        #expect(
          outcome.exitCode == 0 && !outcome.output.isEmpty && outcome.error.isEmpty, "\(format): \(outcome.error)")
      }
    }
    #expect(try workspace.run(["audit", "evidence", "--book", book, "--html", "e.html"]).exitCode == 0)
    #expect(String(decoding: workspace.bytes("e.html"), as: UTF8.self).contains("masked-failure"))
    #expect(try workspace.run(["audit", "evidence", "--book", book, "--html", "s.html", "--strict"]).exitCode == 1)
  }

  @Test func `a period is given by positions, times or dates, of one kind and the right way round`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().path
    func period(_ from: String, _ to: String) throws -> Binary.Outcome {
      try workspace.run(["report", "period", "--from", from, "--to", to, "--book", book])
    }
    for (from, to) in [
      ("0", "9000"), ("occurred:2026-11-20", "occurred:2026-11-21"), ("recorded:2000-01-01", "2100-01-01"),
      ("occurred:2026-11-20T18:12:00Z", "occurred:2026-11-20T18:14:00Z"),
    ] {
      let outcome = try period(from, to)
      #expect(outcome.exitCode == 0, "\(from): \(outcome.error)")
    }
    #expect(
      try JSON.parse(period("occurred:2026-11-20", "occurred:2026-11-21").output)["taught"]?.arrayValue?.count == 16)
    for (from, to) in [("900", "10"), ("0", "occurred:2026-11-21"), ("0", "99999999"), ("0", "2026-13-01")] {
      expectFailure(try period(from, to), exitCode: 2)
    }
  }

  @Test(
    arguments: [
      ["report", "run", "r99"], ["report", "run"], ["report", "run", "r05-inventory-latency", "--html", ""],
      ["report", "run", "r05-inventory-latency", "--html", "no/such/folder/x.html"],
      ["report", "run", "r05-inventory-latency", "--html", "-", "--markdown", "-"],
      ["report", "run", "r05-inventory-latency", "--overwrite"], ["report", "period", "--to", "5", "--as-of", "6"],
      ["report", "run", "r05-inventory-latency", "--html", "."],
    ])
  func `what cannot be written or found is said in one sentence`(_ arguments: [String]) throws {
    let workspace = try Workspace()
    expectFailure(try workspace.run(arguments + ["--book", SharedBooks.demo.get().path]), exitCode: 2)
    #expect(workspace.isEmpty)
  }
}
