import Foundation
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
      throw FaultbookError(
        .unknown,
        "there is no component \"\(name)\" in this book: traces, files of tools and declarations name components, and the page System lists them; a run that named one in passing made none"
      )
    }
    // One that calls nothing has no score of its own.
    let score = try? book.explain(score: "component \(name)", view: view)
    var page = PageContent(title: name)
    page.marks = marks(score?.json["score"])
    let around = system.around(name, hops: 1, most: GraphLayout.mostNodes)
    let callers = Set(system.dependencies.filter { $0.callee == name }.map(\.caller))
    let journeys = Set(system.journeys.filter { $0.entries.contains(name) }.map(\.name))
    // Whom it was seen to reach, whether it calls or not; and the untested beliefs of whoever calls it.
    let reached = try book.beliefs(BeliefFilter(cause: name, isTested: true), view: view).table
    let untested = try book.beliefs(
      BeliefFilter(cause: name, effects: callers.union(journeys)), view: view
    ).table.rows.count { row in
      if case .number(let value, _) = reached.cell("evidence", of: row) { value == 0 } else { true }
    }
    page.parts = [
      try graph(around, try edges(of: around, view), request),
      try .template(
        "lead", ["link": request.link(.system, [("around", name)]), "words": "Its neighbourhood in the system"]),
      try .heading("What reaches it", id: "reached-by"),
      try beliefTable(
        try book.beliefs(BeliefFilter(effect: name), view: view).table, "What makes \(name) degrade", request),
      try .heading("Whom it reaches", id: "reaches"),
      try beliefTable(reached, "What degrades when \(name) does", request, untested: untested),
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

  /// So many beliefs are shown at once.
  private static let mostBeliefs = 24

  /// The beliefs with evidence, the likeliest first; the untested ones are counted.
  func beliefTable(
    _ table: AnswerTable, _ title: String, _ request: PageRequest, untested: Int = 0
  ) throws -> PageContent.Part {
    let tested = table.rows.filter { row in
      if case .number(let value, _) = table.cell("evidence", of: row) { value > 0 } else { false }
    }
    let rest = table.rows.count - tested.count + untested
    guard !tested.isEmpty else {
      return try .text(
        "\(counted(rest, "belief")), and no run bears on \(rest == 1 ? "it" : "any of them"): what is thought is the prior's. Untested is not steady."
      )
    }
    let words = "\(title): \(counted(tested.count, "belief")) with evidence\(rest > 0 ? ", \(rest) more untested" : "")"
    let links = linksByName(table, request)
    guard tested.count > Pages.mostBeliefs * 3 / 2 else {
      return try .table(table.showing(tested, as: words), links: links)
    }
    // Of many the likeliest say most.
    let shown = try PageContent.Part.table(table.showing(tested.prefix(Pages.mostBeliefs), as: words), links: links)
    let others = tested.dropFirst(Pages.mostBeliefs).prefix(200)
    let folded = try PageContent.Part.folded(
      "\(others.count) more, less likely",
      [.table(table.showing(others, as: "\(title), the less likely"), links: links)])
    return PageContent.Part(html: shown.html + folded.html)
  }

  /// A table, folded where it is long.
  func folded(_ table: AnswerTable, _ request: PageRequest) throws -> PageContent.Part {
    let links: TableValues.Links = linksByName(table, request)
    guard table.rows.count > 12 else { return try .table(table, links: links) }
    return try .folded(
      "\(plainLine(table.title)): \(counted(table.rows.count, "row"))",
      [
        .table(
          AnswerTable(title: table.title, columns: table.columns, rows: Array(table.rows.prefix(1000))), links: links)
      ])
  }

  /// Where a component or a journey leads, as tables name it; nil for what names several.
  private func nodeLink(_ text: String, _ request: PageRequest) -> String? {
    if text.hasPrefix("journey ") { return journeyLink(String(text.dropFirst(8)), request) }
    return componentLink(text.hasSuffix(" (target)") ? String(text.dropLast(9)) : text, request)
  }

  /// Where a component is told of; nil where the book knows none of that name: runs may name whom nobody declared.
  func componentLink(_ name: String, _ request: PageRequest) -> String? {
    book.holds(.component(name)) ? request.link(.component, [("name", name)]) : nil
  }

  /// Where a journey is told of; nil where the book knows none of that name.
  func journeyLink(_ name: String, _ request: PageRequest) -> String? {
    book.holds(.journey(name)) ? request.link(.journey, [("name", name)]) : nil
  }

  /// Where a call leads, `checkout → payments` or `checkout>payments` as tables write it.
  private func dependencyLink(_ text: String, _ request: PageRequest) -> String? {
    for arrow in [" → ", "->", ">"] {
      let ends = text.components(separatedBy: arrow)
      guard ends.count == 2, !ends.contains(where: { $0.isEmpty || $0.contains(" ") }) else { continue }
      return request.link(.dependency, [("caller", ends[0]), ("callee", ends[1])])
    }
    return nil
  }

  /// Links by what columns are called throughout the answers.
  func linksByName(_ table: AnswerTable, _ request: PageRequest) -> TableValues.Links {
    var links: TableValues.Links = [:]
    for (index, column) in table.columns.enumerated() {
      switch column.name {
      case "belief": links[column.name] = beliefLink(request, index)
      case "run": links[column.name] = runLink(request, index)
      case "proposal": links[column.name] = { request.link(.proposal, [("id", $0[index].text)]) }
      case "journey": links[column.name] = { journeyLink($0[index].text, request) }
      // A row that stands for many names none of them.
      case "dependency": links[column.name] = { dependencyLink($0[index].text, request) }
      case "component", "node", "caller", "callee", "cause", "target":
        links[column.name] = { nodeLink($0[index].text, request) }
      case "id" where table.rows.first.map({ $0[index].text.contains(">") }) ?? false:
        links[column.name] = beliefLink(request, index)
      default: break
      }
    }
    return links
  }
}
