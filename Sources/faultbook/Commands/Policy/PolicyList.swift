import ArgumentParser
import KnowledgeBase

/// Every setting.
struct PolicyList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The settings that differ from their defaults: since when, by whom, and why.",
    discussion: """
      EXAMPLES
        faultbook policy list
        faultbook policy list --as-of 1200
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.policies(view: common.view) }
}
