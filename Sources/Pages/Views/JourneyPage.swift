import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// One journey: its score taken apart, what makes it degrade, and the runs that watched it.
  func journey(_ request: PageRequest) throws -> PageContent {
    let name = try request.required("name")
    let view = try request.view()
    let system = SystemFigures(try book.system(view: view).json)
    guard let journey = system.journeys.first(where: { $0.name == name }) else {
      let known = system.journeys.map(\.name).joined(separator: ", ")
      throw FaultbookError(
        .unknown,
        "there is no journey \"\(plainLine(name))\" in this book\(known.isEmpty ? "; the page System has a form to declare one" : ", which has \(known)")"
      )
    }
    let score = try book.explain(score: "journey \(name)", view: view)
    var page = PageContent(title: "Journey \(name)")
    page.subtitle = "What people do that must work, though something behind it fails."
    page.marks = marks(score.json["score"])
    page.marks += [
      Report.Mark("criticality", "\(Written.number(journey.criticality)) of 1"),
      Report.Mark("begins at", journey.entries.isEmpty ? "nowhere known" : journey.entries.joined(separator: ", ")),
    ]
    page.marks += journey.objectives.map { Report.Mark($0.name, $0.value) }
    let beliefs = try book.beliefs(BeliefFilter(effect: name), view: view)
    let own = beliefs.table.rows.filter { beliefs.table.cell("effect", of: $0).text == "journey \(name)" }
    page.parts =
      try declared(name, request) + [
        try .heading("What makes it degrade", id: "reached-by"),
        try beliefTable(
          beliefs.table.showing(own, as: beliefs.table.title).without(["effect"]), "What makes journey \(name) degrade",
          request),
        try .heading("Its score, taken apart", id: "score"),
      ]
    page.parts += try ([score.table] + score.further).map { try folded($0, request) }
    page.parts += try score.notes.map { try .text($0) }
    page.parts.append(try .heading("The runs that watched it", id: "runs"))
    let runs = try book.ask("runs-of-journey", parameters: ["journey": name], view: view)
    guard !runs.table.rows.isEmpty else {
      page.parts.append(
        try .text("No run has watched this journey yet: nothing is known of it but what its calls say."))
      return page
    }
    page.parts.append(
      try folded(
        runs.table.showing(
          runs.table.rows, as: "What it did in \(counted(runs.table.rows.count, "observation")), the newest first"),
        request))
    return page
  }

  /// The figures of a score.
  func marks(_ score: JSON?) -> [Report.Mark] {
    guard let score else { return [] }
    let isRefuted = score["refuted"]?.boolValue ?? false
    return [
      Report.Mark(
        "resilience",
        "\(Written.fixed(score["resilience"]?.doubleValue)) (90 % \(Written.fixed(score["low"]?.doubleValue)) to \(Written.fixed(score["high"]?.doubleValue)))\(isRefuted ? ", refuted" : "")",
        isRefuted ? .bad : .plain), Report.Mark("coverage", Written.fixed(score["coverage"]?.doubleValue)),
      Report.Mark("freshness", Written.fixed(score["freshness"]?.doubleValue)),
    ]
  }
}
