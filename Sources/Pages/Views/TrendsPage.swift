import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// Was it worth it: said against seen, coverage and resilience over the runs, and what each run taught.
  func trends(_ request: PageRequest) throws -> PageContent {
    let answer = try book.trends(last: 100, points: 12, view: try request.view())
    var page = PageContent(title: "Trends")
    page.subtitle = "Every run, held against what the beliefs right before it expected."
    let runs = answer.json["runs"]?.arrayValue ?? []
    guard !runs.isEmpty else {
      page.parts = [
        try .empty(
          "No run has taught anything yet",
          "Each run that is judged moves beliefs. This page then says whether they foretell better, and how much of the system is covered.",
          ["faultbook import journal.json samples.jsonl", "faultbook judge --all"])
      ]
      return page
    }
    let forecasts = answer.json["forecasts"]
    if let brier = forecasts?["brier"]?.doubleValue {
      page.marks.append(Report.Mark("Brier score", Written.fixed(brier, 3), brier < 0.25 ? .plain : .doubt))
    }
    if let states = forecasts?["states"]?.integerValue {
      page.marks.append(Report.Mark("states foretold", "\(states)"))
    }
    if let balance = answer.json["balance"] {
      page.marks.append(
        Report.Mark(
          "delivered about calls",
          "\(Written.number(balance["deliveredBits"]?.doubleValue ?? 0)) of \(Written.number(balance["expectedBits"]?.doubleValue ?? 0)) bits expected"
        ))
    }
    page.parts = [
      try .template(
        "trends",
        [
          "calibration": CalibrationPlot(forecasts?["calibration"]?.arrayValue ?? []).values,
          "coverage": CoveragePlot(answer.json["scores"]?.arrayValue ?? [], request: request).values,
        ])
    ]
    page.parts.append(
      try .text(
        "The curve is a sketch: its scores are drawn from fewer simulated worlds than those of the overview, each as of the time of its run, so that they can differ a little. The overview's are the ones to quote."
      ))
    let table = answer.table.showing(answer.table.rows.reversed(), as: "What each run taught, the newest first")
    page.parts += try [table].map { try .table($0, links: linksByName($0, request)) }
    page.parts += try answer.further.map { try .table($0, links: linksByName($0, request)) }
    page.parts += try answer.notes.map { try .text($0) }
    return page
  }
}
