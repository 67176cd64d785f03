import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// One dependency: what is believed of it, class by class and dose by dose.
  func dependency(_ request: PageRequest) throws -> PageContent {
    let (caller, callee) = (try request.required("caller"), try request.required("callee"))
    let view = try request.view()
    let beliefs = try book.beliefs(BeliefFilter(cause: callee, effect: caller), view: view)
    let system = SystemFigures(try book.system(view: view).json)
    var page = PageContent(title: "\(caller) → \(callee)")
    if let call = system.dependencies.first(where: { $0.caller == caller && $0.callee == callee }) {
      page.subtitle = "Does trouble at \(callee) reach \(caller)?"
      page.marks = [
        Report.Mark("calls seen", "\(call.calls)"),
        Report.Mark("error rate", call.errorRate.map { Written.share($0) } ?? "unknown"),
        Report.Mark("p99", call.p99.map { "\(Written.fixed($0, 0)) ms" } ?? "unknown"),
      ]
      if !call.mode.isEmpty { page.marks.append(Report.Mark("mode", call.mode)) }
    }
    // A journey may bear the caller's name.
    let all = (beliefs.json["beliefs"]?.arrayValue ?? []).filter { $0["effectKind"]?.stringValue == "component" }
    let rows = beliefs.table.rows.filter { beliefs.table.cell("effect", of: $0).text == caller }
    guard !all.isEmpty else {
      page.parts = [
        try .text("Nothing is believed of this pair: no call was declared, seen or suspected between them.")
      ]
      return page
    }
    page.parts.append(try .template("ladders", DoseLadders(all, request: request).values))
    page.parts.append(
      try .table(
        beliefs.table.showing(rows, as: "The same in numbers").without(["effect", "cause"]),
        links: linksByName(beliefs.table, request)))
    return page
  }

  /// One belief: its curves, the evidence behind it with shares in bits, its prior and its files.
  func belief(_ request: PageRequest) throws -> PageContent {
    let id = try request.required("id")
    let view = try request.view()
    let story = try book.explain(belief: id, view: view)
    let json = story.json["belief"]
    var page = PageContent(title: story.table.title, subtitle: id)
    page.marks = [
      Report.Mark(
        "mean",
        "\(Written.fixed(json?["mean"]?.doubleValue)) (90 % \(Written.fixed(json?["low"]?.doubleValue)) to \(Written.fixed(json?["high"]?.doubleValue)))"
      ), Report.Mark("prior", Written.fixed(json?["priorMean"]?.doubleValue)),
      Report.Mark(
        "observations", Written.fixed(json?["evidence"]?.doubleValue, 1),
        json?["evidence"]?.doubleValue ?? 0 > 0 ? .plain : .doubt),
      Report.Mark("learned", "\(Written.fixed(story.json["bits"]?.doubleValue, 3)) bits"),
    ]
    if json?["kind"]?.stringValue == "propagation", json?["effectKind"]?.stringValue == "component",
      let cause = json?["cause"]?.stringValue, let effect = json?["effect"]?.stringValue
    {
      page.parts.append(
        try .template(
          "lead",
          [
            "link": request.link(.dependency, [("caller", effect), ("callee", cause)]),
            "words": "Every class and dose of \(plainLine(effect)) → \(plainLine(cause))",
          ]))
    }
    let curves = try book.curves(belief: id, view: view)
    if !curves.isEmpty {
      page.parts += [
        try .heading("The belief at each dose", id: "curves"),
        try .text(
          "How probable each value is: the prior dashed, what is believed now solid; below, the means in their 90 % intervals. Heights are square roots, so that a narrow peak leaves the rest to be seen."
        ), try .blocks([.curves(curves)]),
      ]
    }
    page.parts.append(try .heading("The evidence behind it", id: "evidence"))
    var links = linksByName(story.table, request)
    if story.table.columns.first?.name == "stream" || story.table.columns.first?.name == "source" {
      links[story.table.columns[0].name] = { row in
        row[0].text.hasPrefix("run/") ? request.link(.run, [("id", String(row[0].text.dropFirst(4)))]) : nil
      }
    }
    page.parts.append(try .table(story.table, links: links))
    page.parts += try story.further.map { try folded($0, request) }
    page.parts += try story.notes.map { try .text($0) }
    return page
  }
}
