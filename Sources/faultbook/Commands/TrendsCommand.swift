import ArgumentParser
import KnowledgeBase

/// What the experiments were worth over time.
struct TrendsCommand: Question {
  static let configuration = CommandConfiguration(
    commandName: "trends",
    abstract: "What each run promised and what it taught, how good the forecasts were, and how the scores moved.",
    discussion: """
      Each run is judged by the beliefs right before it. What was promised stands in its proposal; what was
      expected is computed for every run, proposed or not. CSV and JSON lines hold the runs, JSON holds all.

      EXAMPLES
        faultbook trends
        faultbook trends --last 20 --points 6
        faultbook trends --as-of 1200
        faultbook trends --format csv
      """)

  @Option(help: ArgumentHelp("How many of the last runs are told.", valueName: "n"))
  var last = 200

  @Option(help: ArgumentHelp("After how many of the runs scores are told.", valueName: "n"))
  var points = 12

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.trends(last: last, points: points, view: common.view)
  }
}
