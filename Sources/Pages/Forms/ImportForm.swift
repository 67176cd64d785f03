import Interchange
public import KnowledgeBase
import Reports

/// The form that takes over files of other tools.
enum ImportForm {
  static func values(_ refused: RefusedForm?) -> [String: Any] {
    let typed = refused?.values ?? [:]
    return [
      "refused": refused.map { ["sentence": plainLine($0.sentence)] } ?? false as Any, "isOpen": refused != nil,
      "fields": [
        FormField.text("environment", "Environment", hint: "of runs whose files do not say"),
        .choice(
          "as", "Format",
          [.init(value: "", words: "known by its content")] + Format.names.map { .init(value: $0, words: $0) }),
        .text("run", "Run", hint: "that bare samples belong to"),
        .text("component", "Component", hint: "that bare samples are of"),
        .text("metric", "Metric", hint: "that bare samples are of"),
        .text("unit", "Unit", hint: "that bare samples are in"),
      ].map { $0.values(typed) },
    ]
  }
}

extension Pages {
  /// The page that tells what an import brought.
  public func imported(_ answer: Answer, _ request: PageRequest) throws -> Page {
    var page = PageContent(title: "Imported")
    page.parts = try answer.notes.map { try .text($0) }
    page.parts.append(try .table(answer.table))
    page.parts += try answer.further.filter { !$0.rows.isEmpty }.map { try .table($0, links: runLinks($0, request)) }
    page.parts.append(try .template("lead", ["link": request.link(.runs), "words": "All runs"]))
    return Page(status: 200, html: try Frame(request: request, place: .runs, book: book).html(page))
  }
}
