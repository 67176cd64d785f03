public import KnowledgeBase
import Vocabulary

/// Reports as pages.
///
///     let report = try book.report(run: "r05-inventory-latency")
///     try ReportPage.html(report)          // one file: no script, no font, no picture from elsewhere
///     try ReportPage.markdown(report)
///
/// Both are functions of the report alone: the same report gives the same bytes. All text is escaped. Cost: linear in the report.
public enum ReportPage {
  /// The report as one HTML page that needs nothing beside it, readable in light and dark, on paper, and without a picture: every
  /// figure says its numbers in words.
  public static func html(_ report: Report) throws -> String { try templates.render("page", values(report)) }

  /// The report as Markdown; figures are told in words.
  public static func markdown(_ report: Report) throws -> String {
    let text = try templates.render("markdown", values(report))
    // Blocks that are left out leave their lines: of several empty ones one stands.
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty, lines.last?.isEmpty ?? true { continue }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  private static func values(_ report: Report) -> [String: Any] {
    let kinds = ["run": "Report on a run", "period": "Report on a period", "evidence": "Audit of the evidence"]
    return [
      "title": plainLine(report.title), "subtitle": plainLine(report.subtitle),
      "kind": "Faultbook \u{B7} \(kinds[report.kind] ?? report.kind)", "hasMarks": !report.marks.isEmpty,
      "marks": report.marks.map { mark -> [String: Any] in
        ["name": plainLine(mark.name), "value": plainLine(mark.value), "tone": mark.tone.rawValue]
      },
      "sections": report.sections.map { section -> [String: Any] in
        [
          "id": section.id, "heading": plainLine(section.title), "blocks": section.blocks.map(BlockValues.values),
        ]
      }, "footer": footer(report),
    ]
  }

  private static func footer(_ report: Report) -> String {
    let events = report.json["position"]?.integerValue.map { "the first \($0) events of the book" } ?? "the book"
    return
      "Made of \(events) by faultbook \(KnowledgeBase.programVersion). The same position gives the same report, byte by byte; "
      + "intervals hold 90 % of the belief, and what is not known is said to be unknown."
  }
}
