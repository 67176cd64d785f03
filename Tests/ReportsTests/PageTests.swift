import Foundation
import KnowledgeBase
import Testing
import Vocabulary

@testable import Reports

/// Pages of values that are out to break them.
@Suite struct PageTests {
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; drop table events; --", "a & b < c > d",
    "{{title}} {{{title}}} {{>style}}", "\u{1B}[31mred\u{202E}gnorw", "</title></style></svg>", "`code` & `", "",
    "日本語 ünïcödé 🧨",
  ]

  private func report(_ word: String) -> Report {
    let table = AnswerTable(
      title: word, columns: [.init("a", word), .init("b")], rows: [[.text(word), .number(0.5)], [.none, .none]])
    let side = BeliefCurve.Side(mean: 0.5, low: 0.1, high: 0.9, masses: [0.2, 0.3, 0.5])
    let chart = SampleChart(
      title: word, unit: word, points: [(-1, 3), (0, 4), (2, 9)], faults: [(0, 1)], threshold: (5, word), samples: 3)
    return Report(
      kind: "run", title: word, subtitle: word, marks: [.init(word, word, .bad)],
      sections: [
        .init(
          "s", word,
          [
            .text(word), .note(word, .doubt), .facts([(word, word)]), .table(table),
            .curves([BeliefCurve(title: word, id: word, bits: 1, before: side, after: side)]), .charts([chart]),
          ])
      ], json: ["position": 7])
  }

  @Test(arguments: hostile)
  func `no word becomes markup`(_ word: String) throws {
    let plain = Markup(try ReportPage.html(report("word")))
    let page = Markup(try ReportPage.html(report(word)))
    #expect(page.problems == [])
    // The same elements with the same attributes, but for code in backticks.
    #expect(page.tags.filter { $0 != "code" } == plain.tags.filter { $0 != "code" })
    #expect(!page.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    #expect(try !ReportPage.markdown(report(word)).contains("<script"))
  }

  @Test func `a page refers to nothing outside, and forbids it`() throws {
    let page = try ReportPage.html(report("word"))
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link", "<script", "<iframe"] {
      #expect(!page.contains(outside), "\(outside)")
    }
    #expect(page.contains("default-src 'none'"))
    #expect(page.contains("<html lang=\"en\">") && page.contains("name=\"viewport\""))
    // Every figure says its numbers to somebody who does not see it.
    #expect(page.matches(of: /<svg [^>]*role="img" aria-label="[^"]+"/).count == 2)
    #expect(page.contains("<th scope=\"col\"") && page.contains("<th scope=\"row\"") && page.contains("<caption>"))
  }

  @Test func `the same report gives the same bytes`() throws {
    #expect(try ReportPage.html(report("w")) == ReportPage.html(report("w")))
    #expect(try ReportPage.markdown(report("w")) == ReportPage.markdown(report("w")))
  }
}

/// A page taken apart, as far as telling its tags from its text takes.
struct Markup {
  /// The tags that open, with the names of their attributes.
  private(set) var tags: [String] = []
  private(set) var text = ""
  /// What is not well-formed.
  private(set) var problems: [String] = []
  private static let void: Set<String> = ["meta", "link", "img", "br", "path", "circle", "rect"]

  init(_ page: String) {
    var open: [String] = []
    var rest = page[...]
    // The style holds a > or two of its own.
    if let style = rest.firstRange(of: "<style>"), let end = rest.firstRange(of: "</style>") {
      rest = (rest[..<style.upperBound] + rest[end.lowerBound...])[...]
    }
    while let begin = rest.firstIndex(of: "<") {
      text += rest[..<begin]
      guard let end = rest[begin...].firstIndex(of: ">") else {
        problems.append("an open < at \(rest[begin...].prefix(20))")
        return
      }
      take(String(rest[rest.index(after: begin)..<end]), &open)
      rest = rest[rest.index(after: end)...]
    }
    text += rest
    if text.contains("&") {
      let entities = text.matches(of: /&(amp|lt|gt|quot|#39);/).count
      if entities != text.count(where: { $0 == "&" }) { problems.append("a bare &") }
    }
    if !open.isEmpty { problems.append("not closed: \(open)") }
  }

  private mutating func take(_ tag: String, _ open: inout [String]) {
    if tag.hasPrefix("!") { return }
    let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
    if tag.hasPrefix("/") {
      if open.popLast() != name { problems.append("</\(name)> closes another") }
      return
    }
    let attributes = tag.matches(of: #/ ([a-zA-Z-]+)="[^"]*"/#).map { String($0.output.1) }
    tags.append(([name] + attributes).joined(separator: " "))
    let bare = tag.replacing(#/ [a-zA-Z-]+="[^"]*"/#, with: "")
    if bare != name && bare != name + "/" { problems.append("odd tag <\(tag.prefix(60))>") }
    if !Markup.void.contains(name), !tag.hasSuffix("/") { open.append(name) }
  }
}
