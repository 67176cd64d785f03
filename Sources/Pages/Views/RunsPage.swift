import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// Every run, on a line of time and as a table.
  func runs(_ request: PageRequest) throws -> PageContent {
    let answer = try book.runs(view: try request.view())
    var page = PageContent(title: "Runs")
    let forms = try recording(request)
    if !forms.isEmpty {
      page.parts.append(
        try .template("lead", ["link": request.link(.record), "words": "Record a run as it goes"]))
    }
    // What was typed and not taken is shown first.
    if request.refused != nil { page.parts += forms }
    guard !answer.table.rows.isEmpty else {
      page.parts += [
        try .empty(
          "No run yet", "Import what a tool recorded, or record a run as it goes.",
          ways: beginnings(request).filter { !$0.link.hasPrefix(Place.system.path) },
          ["faultbook import journal.json samples.jsonl", "faultbook run start RUN --component C --fault net.latency"])
      ]
      if request.refused == nil { page.parts += forms }
      return page
    }
    let outcomes = answer.table.rows.map { answer.table.cell("outcome", of: $0).text }
    let words = ["supported", "refuted", "inconclusive"]
    page.marks = [Report.Mark("runs", "\(outcomes.count)")]
    for (word, tone) in zip(words, [Report.Tone.good, .bad, .doubt]) {
      let count = outcomes.filter { $0 == word }.count
      if count > 0 { page.marks.append(Report.Mark(word, "\(count)", tone)) }
    }
    let other = outcomes.filter { !words.contains($0) }.count
    if other > 0 { page.marks.append(Report.Mark("other or no verdict", "\(other)", .doubt)) }
    page.parts.append(
      try .template("timeline", Timeline(answer.json["runs"]?.arrayValue ?? [], request: request).values))
    page.parts.append(
      try .table(
        AnswerTable(
          title: outcomes.count > 1000 ? "The newest 1000 of \(outcomes.count)" : "All runs, the newest first",
          columns: answer.table.columns, rows: Array(answer.table.rows.suffix(1000).reversed())
        ).without(["recoverySeconds"]),
        links: runLinks(answer.table, request)))
    page.parts += try answer.notes.map { try .text($0) }
    if request.refused == nil { page.parts += forms }
    return page
  }

  /// The ways to bring a run in, for those who may.
  private func recording(_ request: PageRequest) throws -> [PageContent.Part] {
    guard request.mayRecord, request.position == nil, request.occurred == nil else { return [] }
    return try [
      .template("import", ImportForm.values(request.refused))
    ] + intents(request)
  }

  /// The intents that a run can be of; nothing where there is none.
  func intents(_ request: PageRequest) throws -> [PageContent.Part] {
    guard request.mayRecord, request.position == nil, request.occurred == nil else { return [] }
    let table = try book.intents(view: View()).table
    let isOpen = { (row: [AnswerTable.Cell]) in table.cell("state", of: row).text != "retired" }
    let open = table.showing(table.rows.filter(isOpen), as: table.title).without(["clauses", "revisions", "state"])
    guard !open.rows.isEmpty else { return [] }
    return [
      try .table(
        open.showing(open.rows.prefix(200), as: "Declared intents; the first column leads to a run of it"),
        links: ["intent": { request.link(.record, [("intent", $0[0].text)]) }])
    ]
  }

  /// Links of a list of runs.
  func runLinks(_ table: AnswerTable, _ request: PageRequest) -> TableValues.Links {
    var links = linksByName(table, request)
    if let target = table.columns.firstIndex(where: { $0.name == "target" }) {
      links["target"] = targetLink(request, target)
    }
    return links
  }

  private func targetLink(_ request: PageRequest, _ column: Int) -> (_ row: [AnswerTable.Cell]) -> String? {
    { row in
      let names = row[column].text.split(separator: " → ", maxSplits: 1).map(String.init)
      return names.count == 2
        ? request.link(.dependency, [("caller", names[0]), ("callee", names[1])])
        : componentLink(row[column].text, request)
    }
  }

  /// One run, as its report tells it.
  func run(_ request: PageRequest) throws -> PageContent {
    let id = try request.required("id")
    let report = try book.report(run: id, view: try request.view(), plans: false, doubts: false)
    var page = PageContent(title: report.title, subtitle: report.subtitle, marks: report.marks)
    let done = try done(id, request)
    if let done { page.parts.append(try .template("done", done.values)) }
    // What is in doubt is told once, above all else.
    page.parts += try book.doubts(run: id, view: try request.view()).filter { done?.doubts.contains($0) != true }
      .map { try .note($0, .doubt) }
    page.parts += try recording(of: id, request) + sections(report, request)
    page.parts.append(try .template("lead", ["link": request.link(.next), "words": "What to run next"]))
    return page
  }

  /// The sections of a report, with links in their tables.
  func sections(_ report: Report, _ request: PageRequest) throws -> [PageContent.Part] {
    var parts: [PageContent.Part] = []
    for section in report.sections {
      parts.append(try .heading(section.title, id: section.id))
      for block in section.blocks {
        guard case .table(let table) = block else {
          parts.append(try .blocks([block]))
          continue
        }
        let isList = table.columns.contains { $0.name == "runs" && $0.heading == "which" }
        let lists: TableValues.Lists = isList ? ["runs": { request.link(.run, [("id", $0)]) }] : [:]
        parts.append(try .table(table, links: linksByName(table, request), lists: lists))
      }
    }
    return parts
  }
}
