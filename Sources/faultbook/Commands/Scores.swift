import ArgumentParser
import KnowledgeBase

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
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.scores(view: common.view) }
}
