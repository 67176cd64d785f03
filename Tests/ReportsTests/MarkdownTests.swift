import KnowledgeBase
import Testing
import Vocabulary

@testable import Reports

@Suite struct MarkdownTests {
  @Test(
    arguments: [
      ("a|b", "a\\|b"), ("# x", "\\# x"), ("- x", "\\- x"), ("1. x", "1\\. x"), ("1.5 ms", "1.5 ms"),
      ("<script>", "&lt;script>"), ("> x", "\\> x"), ("a>b", "a>b"), ("[x](y)", "\\[x\\](y)"),
      ("latency_p99", "latency_p99"), ("_x_", "\\_x_"), ("a & b", "a &amp; b"), ("", ""), ("**b**", "\\*\\*b\\*\\*"),
      ("~~s~~", "\\~\\~s\\~\\~"), ("`c`", "\\`c\\`"), ("2) x", "2\\) x"), ("2)", "2)"),
    ])
  func `text stays text`(_ text: String, _ escaped: String) {
    #expect(MarkdownContent().escapeText(text) == escaped)
  }

  @Test func `tables have as many cells as columns, whatever stands in them`() throws {
    let table = AnswerTable(
      title: "a | b", columns: [.init("x"), .init("y", "|y|")],
      rows: [[.text("| |"), .number(1, decimals: 2)], [.none, .integer(3)], [.text("line\nbreak"), .none]])
    let report = Report(
      kind: "run", title: "# not a heading", subtitle: "s", sections: [.init("t", "T", [.table(table)])], json: .null)
    let text = try ReportPage.markdown(report)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 5)
    for row in rows { #expect(row.replacing("\\|", with: "").count { $0 == "|" } == 3, "\(row)") }
    #expect(text.hasPrefix("# \\# not a heading\n"))
    #expect(!text.contains("\n\n\n"))
  }

  @Test func `what stands between backticks is code, and a lone backtick is itself`() throws {
    func body(_ text: String) throws -> String {
      try ReportPage.markdown(
        Report(kind: "run", title: "t", subtitle: "s", sections: [.init("x", "X", [.text(text)])], json: .null))
    }
    #expect(try body("ask `faultbook next | head`, then").contains("ask `faultbook next | head`, then"))
    #expect(try body("it's 5` wide").contains("it's 5\\` wide"))
  }
}
