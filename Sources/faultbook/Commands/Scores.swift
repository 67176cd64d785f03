import ArgumentParser
import KnowledgeBase
import Reports

/// How resilient the system is, as far as is known.
struct Scores: Question {
  static let configuration = CommandConfiguration(
    abstract: "Resilience of the system, its journeys and its components, with coverage and freshness.",
    discussion: """
      A score never stands without its interval and the share of what was tested behind it.

      EXAMPLES
        faultbook scores
        faultbook scores --environment production
        faultbook scores --as-of 1200 --format json
        faultbook scores --as openmetrics
      """)

  /// Forms for other programs.
  enum Form: String, CaseIterable, ExpressibleByArgument { case openmetrics }

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("As gauges that Prometheus reads: openmetrics.", valueName: "form"))
  var form: Form?

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.scores(view: common.view) }

  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    let scores = try answer(book)
    guard form != nil else { return try Presenter.print(scores, as: common.format) }
    try Presenter.printPlain(ScoreMetrics.text(scores.json))
  }
}
