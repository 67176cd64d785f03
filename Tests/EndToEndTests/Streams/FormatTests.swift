import Foundation
import Testing
import Vocabulary

/// The five forms of an answer, on rows that are hard to print.
@Suite struct FormatTests {
  private static let hard = """
    select 'a,b' as text, 1.25 as ratio, 3 as n, null as empty
    union all select 'say "hi"', 0.000012345678901, 20, 'x'
    union all select 'two' || char(10) || 'lines | and a bar', -0.5, 1, 'y'
    union all select 'red' || char(27) || '[31m 漢字', 1e300, 2, 'z'
    """

  private func rows(_ format: String, columns: String? = nil) throws -> String {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().path
    let outcome = try workspace.run(
      ["sql", Self.hard, "--format", format, "--book", book],
      environment: columns.map { ["COLUMNS": $0] } ?? [:])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return outcome.output
  }

  @Test func `CSV quotes what RFC 4180 says, ends lines with CRLF and keeps numbers whole`() throws {
    #expect(
      try rows("csv")
        == "text,ratio,n,empty\r\n\"a,b\",1.25,3,\r\n\"say \"\"hi\"\"\",1.2345678901e-05,20,x\r\n"
        + "\"two\nlines | and a bar\",-0.5,1,y\r\nred\u{1B}[31m 漢字,1e+300,2,z\r\n")
  }

  @Test func `JSON lines are one object a row`() throws {
    let lines = try rows("jsonl").split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(lines.count == 4)
    #expect(lines.dropFirst().first == ["text": "say \"hi\"", "ratio": 1.2345678901e-05, "n": 20, "empty": "x"])
    #expect(lines.first?["empty"] == .some(.null))
  }

  @Test func `Markdown escapes bars and breaks no row`() throws {
    let text = try rows("markdown")
    #expect(text.contains("| two lines \\| and a bar |"))
    let table = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(table.count == 6)
    #expect(table.dropFirst().first == "| --- | ---: | ---: | --- |")
  }

  @Test func `a table aligns numbers to the right, counts wide characters and passes no escape on`() throws {
    let text = try rows("table")
    #expect(!text.contains("\u{1B}"))
    let lines = text.split(separator: "\n").map(String.init)
    let heading = try #require(lines.first { $0.hasPrefix("text") })
    #expect(heading.hasSuffix("n  empty"), "\(heading)")
    #expect(lines.contains { $0.hasPrefix("two lines | and a bar") })
  }

  @Test(arguments: [30, 40, 60, 80, 120])
  func `no line of a table is longer than the terminal is wide`(_ columns: Int) throws {
    for line in try rows("table", columns: String(columns)).split(separator: "\n") {
      #expect(width(line) <= columns, "\(line)")
    }
    let workspace = try Workspace()
    for command in ["beliefs", "system", "run list", "scores", "findings", "doctor", "ask", "policy list"] {
      let outcome = try workspace.run(
        command.split(separator: " ").map(String.init) + [
          "--format", "table", "--book", try SharedBooks.small.get().path,
        ], environment: ["COLUMNS": String(columns)])
      for line in outcome.output.split(separator: "\n") { #expect(width(line) <= columns, "\(command): \(line)") }
    }
  }

  @Test(arguments: [80, 120])
  func `names and ids are whole in every table, at the cost of columns at the right`(_ columns: Int) throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().path
    func told(_ command: String, _ format: String) throws -> String {
      try workspace.run(
        command.split(separator: " ").map(String.init) + ["--book", book, "--format", format],
        environment: ["COLUMNS": String(columns)]
      ).output
    }
    // The list and the member of its ids; nil where there are none.
    let commands: [(command: String, ids: (list: String, name: String)?)] = [
      ("scenarios", ("scenarios", "id")), ("run list", ("runs", "run")), ("next", ("proposals", "id")),
      ("beliefs", ("beliefs", "id")), ("audit evidence", nil), ("policy list", nil),
    ]
    for (command, ids) in commands {
      let lines = try told(command, "table").split(separator: "\n")
      #expect(lines.filter { $0.contains("…") }.isEmpty, "\(command)")
      #expect(lines.filter { width($0) > columns }.isEmpty, "\(command)")
      guard let ids else { continue }
      // Whoever reads an id can copy it; only one that is half a line long, or has a blank, may go on in the next.
      let words = Set(lines.flatMap { $0.split(separator: " ").prefix(3) })
      let known = (try JSON.parse(told(command, "json"))[ids.list]?.arrayValue ?? []).compactMap {
        $0[ids.name]?.stringValue
      }
      let missing = known.filter { $0.count <= columns / 2 && !$0.contains(" ") && !words.contains($0[...]) }
      #expect(!known.isEmpty && missing.isEmpty, "\(command) at \(columns): \(missing.prefix(3))")
    }
  }

  private func width(_ line: some StringProtocol) -> Int {
    line.reduce(0) { $0 + (("一"..."鿿").contains($1) ? 2 : 1) }
  }
}
