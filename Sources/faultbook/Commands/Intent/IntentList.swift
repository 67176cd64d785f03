import ArgumentParser
import KnowledgeBase

/// Every hypothesis.
struct IntentList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The intents, and how they fare.",
    discussion: """
      EXAMPLES
        faultbook intent list
        faultbook intent list --format markdown
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.intents(view: common.view) }
}
