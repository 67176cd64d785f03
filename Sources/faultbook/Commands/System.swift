import ArgumentParser
import KnowledgeBase
import Reports

/// What exists.
struct System: Question {
  static let configuration = CommandConfiguration(
    abstract: "Components, dependencies and journeys: declared, observed in traffic, or suspected.",
    discussion: """
      EXAMPLES
        faultbook system
        faultbook system --format json | jq '.dependencies[] | select(.observed)'
        faultbook system --as-of 1200
        faultbook system --as dot | dot -Tsvg > system.svg
        faultbook system --as graphml > system.graphml
      """)

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("With what is believed of it, as a graph for other tools.", valueName: "graph"))
  var form: SystemGraph.Form?

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.system(view: common.view) }

  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    let system = try answer(book)
    guard let form else { return try Presenter.print(system, as: common.format) }
    let beliefs = try book.beliefs(view: common.view)
    try Presenter.printPlain(SystemGraph(system: system.json, beliefs: beliefs.json).text(as: form))
  }
}
