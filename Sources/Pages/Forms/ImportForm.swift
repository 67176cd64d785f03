import Interchange
public import KnowledgeBase
import Reports
import Vocabulary

/// The form that takes over files of other tools.
enum ImportForm {
  static func values(_ refused: RefusedForm?) -> [String: Any] {
    let typed = refused?.values ?? [:]
    return [
      "refused": refused.map { $0.told(among: fields) } ?? false as Any, "isOpen": refused != nil,
      "fields": FormField.values(of: fields, in: "import", typed: typed, refused: refused),
    ]
  }

  private static let fields: [FormField] = [
    .text("environment", "Environment", hint: "of runs whose files do not say"),
    .choice(
      "as", "Format",
      [.init(value: "", words: "known by its content")] + Format.names.map { .init(value: $0, words: $0) }),
    .text("run", "Run", hint: "that bare samples belong to"),
    .text("component", "Component", hint: "that bare samples are of"),
    .text("metric", "Metric", hint: "that bare samples are of"),
    .text("unit", "Unit", hint: "that bare samples are in"),
  ]
}

extension Pages {
  /// So many runs are told of at once.
  private static let mostImported = 200

  /// The page that tells what an import brought: how much was new, which runs came in and their verdicts, and what is in doubt.
  public func imported(_ answer: Answer, _ request: PageRequest) throws -> Page {
    var page = PageContent(title: "Imported")
    let files = answer.json["files"]?.arrayValue ?? []
    let fresh = files.compactMap { $0["appended"]?.integerValue }.reduce(0, +)
    let named = Set((answer.json["runs"]?.arrayValue ?? []).compactMap(\.stringValue))
    let runs = try book.runs().table
    let rows = runs.rows.filter { named.contains(runs.cell("run", of: $0).text) }
    let verdicts = rows.prefix(3).map { row in
      let outcome = runs.cell("outcome", of: row)
      return "\(runs.cell("run", of: row).text) \(outcome == .none ? "none yet" : outcome.text)"
    }
    let what =
      fresh == 0
      ? "Known already, nothing was recorded"
      : "Recorded: \(counted(Int(fresh), "new event")) of \(counted(files.count, "file"))"
    page.parts = [
      try .template(
        "done",
        Done(
          words:
            "\(what), up to event \(book.position).\(verdicts.isEmpty ? "" : " Verdicts: \(verdicts.joined(separator: "; "))\(rows.count > 3 ? " and \(rows.count - 3) more" : "").")",
          next: "Next:",
          links: rows.prefix(3).map { row in
            let id = runs.cell("run", of: row).text
            return (request.link(.run, [("id", id)]), "run \(plainLine(id))")
          } + [(request.link(.next), "what to run next")], doubts: []
        ).values)
    ]
    if !rows.isEmpty {
      page.parts.append(
        try .table(
          runs.showing(rows.suffix(Pages.mostImported).reversed(), as: "The runs that these files are about"),
          links: runLinks(runs, request)))
    }
    page.parts += try answer.notes.map { try .text($0) }
    page.parts.append(try .table(answer.table))
    page.parts += try answer.further.filter { !$0.rows.isEmpty }.map { try .table($0, links: runLinks($0, request)) }
    page.parts.append(try .template("lead", ["link": request.link(.runs), "words": "All runs"]))
    return Page(status: 200, html: try Frame(request: request, place: .runs, book: book).html(page))
  }
}
