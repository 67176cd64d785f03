import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// Scores with intervals and coverage, what the last runs showed, and what should be mended.
  func overview(_ request: PageRequest) throws -> PageContent {
    let view = try request.view()
    let scores = try book.scores(view: view)
    let runs = try book.runs(view: view)
    let findings = try book.findings(view: view)
    var page = PageContent(title: "What is known about this system")
    guard scores.json["position"]?.integerValue ?? 0 > 0 else { return try beginning(page, request) }
    page.subtitle =
      "As of event \(scores.json["position"]?.integerValue ?? 0); evidence aged to \(scores.json["now"]?.stringValue ?? "")."
    page.marks = marks(scores.json, runs: runs, findings: findings)
    page.parts = try vetoes(scores.json, request)
    page.parts += [
      try .heading("Resilience", id: "resilience"),
      try .template("scores", ScoreBars(scores.json, request: request).values),
      try .text(
        "Resilience is 1 less the share of plausible faults expected to degrade it; the bar is the 90 % interval, the dot the mean. Coverage is the share of what could be known that runs have tested; what was not tested is not counted as good."
      ),
    ]
    page.parts += try scores.notes.filter { $0.hasPrefix("No ") }.map { try .note($0, .doubt) }
    page.parts += try changes(runs, view, request)
    page.parts += [try .heading("The last runs", id: "runs")]
    page.parts.append(try latestRuns(runs, request))
    page.parts += [try .heading("Findings", id: "findings")]
    let open = findings.table.rows.filter { findings.table.cell("state", of: $0).text == "open" }
    if open.isEmpty {
      page.parts.append(
        try .text(
          findings.further.isEmpty
            ? "No finding is open. Runs, people and imports record them; a finding stays until it is resolved."
            : "Nobody has written down a finding that is open. What runs refuted, and nothing has answered since, stands below all the same."
        ))
    } else {
      page.parts.append(
        try .table(
          AnswerTable(title: "Open findings, the worst first", columns: findings.table.columns, rows: open),
          links: linksByName(findings.table, request)))
    }
    page.parts += try findings.further.map { try .table($0) }
    return page
  }

  /// What takes the system's number away, above the number.
  private func vetoes(_ scores: JSON, _ request: PageRequest) throws -> [PageContent.Part] {
    let list = scores["refutedBy"]?.arrayValue ?? []
    guard !list.isEmpty else { return [] }
    let table = AnswerTable(
      title: "REFUTED: intents and proposals on critical journeys that a run refuted, and nothing has answered since",
      columns: [
        .init("intent", "intent or proposal"), .init("journey"), .init("run", "refuted by"),
        .init("clauses", "refuted claims"),
      ],
      rows: list.map { one in
        [
          .text((one["intent"] ?? one["proposal"])?.stringValue), .text(one["journey"]?.stringValue),
          .text(one["run"]?.stringValue),
          .text((one["clauses"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")),
        ]
      })
    var links = linksByName(table, request)
    // The run's page tells the intent: what was expected, claim by claim, and what came.
    links["intent"] = { request.link(.run, [("id", $0[2].text)]) + "#outcome" }
    return [try .table(table, links: links)]
  }

  /// What the last week taught; where nothing was recorded before it, what the last run did.
  private func changes(_ runs: Answer, _ view: View, _ request: PageRequest) throws -> [PageContent.Part] {
    let judged = (runs.json["runs"]?.arrayValue ?? []).compactMap { $0["verdictPosition"]?.integerValue }
    guard let last = judged.max(), request.occurred == nil else { return [] }
    let head = request.position.map { min($0, book.position) } ?? book.position
    let week = try book.positionBefore(days: 7, endingAt: head)
    let isWeek = week > 0 && judged.contains { $0 > week }
    let from = isWeek ? week : last - 1
    guard from < head else { return [] }
    let moved = try book.movedMost(from: .position(from), to: .position(head), view: view, top: 6)
    let since = isWeek ? "in the week up to event \(head)" : "with the last verdict, from event \(from + 1) to \(head)"
    let table = moved.showing(moved.rows, as: "The beliefs that moved most \(since)")
    var parts = [try PageContent.Part.heading("What changed", id: "changed")]
    if table.rows.isEmpty {
      parts.append(try .text("No belief moved \(since)."))
    } else {
      parts.append(try .table(table, links: linksByName(table, request)))
    }
    let link = request.link(.history, [("from", "\(from)")], at: head)
    parts.append(try .template("lead", ["link": link, "words": "All that was learned then, and by which runs"]))
    return parts
  }

  private func marks(_ scores: JSON, runs: Answer, findings: Answer) -> [Report.Mark] {
    let system = scores["system"]
    var marks: [Report.Mark] = []
    let isRefuted = system?["refuted"]?.boolValue ?? false
    if let mean = system?["resilience"]?.doubleValue, let low = system?["low"]?.doubleValue,
      let high = system?["high"]?.doubleValue
    {
      marks.append(
        Report.Mark(
          "resilience",
          "\(Written.share(mean)) (90 % \(Written.share(low)) to \(Written.share(high)))\(isRefuted ? ", refuted" : "")",
          isRefuted ? .bad : .plain))
    } else {
      marks.append(Report.Mark("resilience", "unknown: no journey is declared", .doubt))
    }
    if let coverage = scores["coverage"]?.doubleValue {
      marks.append(Report.Mark("coverage", Written.share(coverage), coverage < 0.5 ? .doubt : .plain))
    }
    if let fresh = system?["freshness"]?.doubleValue { marks.append(Report.Mark("freshness", Written.share(fresh))) }
    marks.append(Report.Mark("runs", "\(runs.table.rows.count)"))
    let open = findings.table.rows.filter { findings.table.cell("state", of: $0).text == "open" }.count
    marks.append(Report.Mark("open findings", "\(open)", open > 0 ? .bad : .plain))
    return marks
  }

  private func latestRuns(_ runs: Answer, _ request: PageRequest) throws -> PageContent.Part {
    guard !runs.table.rows.isEmpty else {
      return try .empty(
        "No run yet",
        "Import what a tool recorded, or record a run as it goes. Each run moves beliefs, and says by how many bits.",
        ways: Array(beginnings(request).filter { !$0.link.hasPrefix(Place.system.path) }),
        ["faultbook import journal.json", "faultbook run start RUN --component C --fault net.latency"])
    }
    let latest = runs.table.showing(
      runs.table.rows.suffix(8).reversed(),
      as: "The newest \(min(8, runs.table.rows.count)) of \(runs.table.rows.count)"
    ).without(["environment", "status"])
    return PageContent.Part(
      html: try PageContent.Part.table(latest, links: runLinks(latest, request)).html
        + PageContent.Part.template(
          "lead",
          ["link": request.link(.trends), "words": "What the runs taught, and how well they were foretold"]
        ).html)
  }

  private func beginning(_ page: PageContent, _ request: PageRequest) throws -> PageContent {
    var page = page
    page.parts = [
      try .empty(
        "This book is empty",
        "Bring in traces first: they say which components there are and who calls whom. OpenTelemetry's exporters and collectors send their spans (OTLP over HTTP) to \(request.tracesAddress). Then declare the journeys that matter, and take over the runs that were, or record one as it goes.",
        ways: beginnings(request),
        [
          "export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=\(request.tracesAddress)", "faultbook import traces.jsonl",
          "faultbook declare journey checkout --entry gateway --criticality 1", "faultbook import journal.json",
        ])
    ]
    return page
  }

  /// What can be done in the browser where nothing is known yet, by whoever asks.
  func beginnings(_ request: PageRequest) -> [(words: String, link: String)] {
    guard request.mayRecord else { return [] }
    return [
      ("Upload files of traces, or of what a tool recorded", Place.runs.path + "#take-over"),
      ("Declare a journey", Place.system.path + "#declare-journey"), ("Record a run as it goes", Place.record.path),
    ]
  }
}

/// Links that several pages make of the cells of their tables.
extension Pages {
  func runLink(_ request: PageRequest, _ column: Int) -> (_ row: [AnswerTable.Cell]) -> String? {
    { request.link(.run, [("id", $0[column].text)]) }
  }

  func beliefLink(_ request: PageRequest, _ column: Int) -> (_ row: [AnswerTable.Cell]) -> String? {
    { request.link(.belief, [("id", $0[column].text)]) }
  }
}
