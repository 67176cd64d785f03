import ArgumentParser
import KnowledgeBase

/// Where a score comes from.
struct ExplainScore: Question {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "What a score is made of.",
    discussion: """
      EXAMPLES
        faultbook explain score system
        faultbook explain score checkout
      """)

  @Argument(help: "'system', or the name of a journey or component.")
  var id: String

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.explain(score: id, view: common.view) }
}
