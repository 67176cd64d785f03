import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// One component: its score taken apart, what reaches it, and whom it reaches.
  func component(_ request: PageRequest) throws -> PageContent {
    let name = try request.required("name")
    let view = try request.view()
    let system = SystemFigures(try book.system(view: view).json)
    guard system.components.contains(name) else {
      throw FaultbookError(.unknown, "there is no component \"\(name)\" in this book; the page System lists them")
    }
    // One that calls nothing has no score of its own.
    let score = try? book.explain(score: "component \(name)", view: view)
    var page = PageContent(title: name)
    if let json = score?.json["score"] {
      page.marks = [
        Report.Mark(
          "resilience",
          "\(Written.fixed(json["resilience"]?.doubleValue)) (90 % \(Written.fixed(json["low"]?.doubleValue)) to \(Written.fixed(json["high"]?.doubleValue)))"
        ), Report.Mark("coverage", Written.fixed(json["coverage"]?.doubleValue)),
        Report.Mark("freshness", Written.fixed(json["freshness"]?.doubleValue)),
      ]
    }
    let around = system.around(name, hops: 1, most: GraphLayout.mostNodes)
    let beliefs = try book.beliefs(BeliefFilter(), view: view).json["beliefs"]?.arrayValue ?? []
    page.parts = [
      try graph(around, EdgeBeliefs(beliefs), request),
      try .template(
        "lead", ["link": request.link(.system, [("around", name)]), "words": "Its neighbourhood in the system"]),
      try .heading("What reaches it", id: "reached-by"),
      try beliefTable(try book.beliefs(BeliefFilter(effect: name), view: view), "What makes \(name) degrade", request),
      try .heading("Whom it reaches", id: "reaches"),
      try beliefTable(
        try book.beliefs(BeliefFilter(cause: name), view: view), "What degrades when \(name) does", request),
    ]
    guard let score else {
      page.parts.append(try .text("It calls nothing that the book knows of, so it has no score of its own."))
      return page
    }
    page.parts.append(try .heading("Its score, taken apart", id: "score"))
    page.parts += try ([score.table] + score.further).map { try folded($0, request) }
    page.parts += try score.notes.map { try .text($0) }
    return page
  }

  /// The beliefs with evidence first; the untested ones folded away.
  private func beliefTable(_ answer: Answer, _ title: String, _ request: PageRequest) throws -> PageContent.Part {
    let tested = answer.table.rows.filter { row in
      if case .number(let value, _) = answer.table.cell("evidence", of: row) { value > 0 } else { false }
    }
    let rest = answer.table.rows.count - tested.count
    guard !tested.isEmpty else {
      return try .text(
        "\(rest) beliefs, and no run bears on any of them: what is thought is the prior's. Untested is not steady.")
    }
    let title = "\(title): \(tested.count) beliefs with evidence\(rest > 0 ? ", \(rest) more untested" : "")"
    return try .table(
      AnswerTable(title: title, columns: answer.table.columns, rows: Array(tested.prefix(200))),
      links: linksByName(answer.table, request))
  }

  /// A table, folded where it is long.
  func folded(_ table: AnswerTable, _ request: PageRequest) throws -> PageContent.Part {
    let links: TableValues.Links = linksByName(table, request)
    guard table.rows.count > 12 else { return try .table(table, links: links) }
    return try .folded(
      "\(plainLine(table.title)): \(table.rows.count) rows",
      [
        .table(
          AnswerTable(title: table.title, columns: table.columns, rows: Array(table.rows.prefix(1000))), links: links)
      ])
  }

  /// Links by what columns are called throughout the answers.
  func linksByName(_ table: AnswerTable, _ request: PageRequest) -> TableValues.Links {
    var links: TableValues.Links = [:]
    for (index, column) in table.columns.enumerated() {
      switch column.name {
      case "belief": links[column.name] = beliefLink(request, index)
      case "run": links[column.name] = runLink(request, index)
      // A row that stands for many names none of them.
      case "component":
        links[column.name] = {
          $0[index].text.contains(" ") ? nil : request.link(.component, [("name", $0[index].text)])
        }
      case "id" where table.rows.first.map({ $0[index].text.contains(">") }) ?? false:
        links[column.name] = beliefLink(request, index)
      default: break
      }
    }
    return links
  }
}
