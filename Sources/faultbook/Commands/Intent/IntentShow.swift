import ArgumentParser
import KnowledgeBase

/// One hypothesis.
struct IntentShow: Question {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One intent with its clauses, its revisions and its runs.",
    discussion: """
      EXAMPLES
        faultbook intent show INT-7
        faultbook intent show INT-7 --format json
        faultbook intent show INT-7 --reveal
      """)

  @Argument(help: "The intent's id.")
  var id: String

  @OptionGroup var reveal: RevealOption
  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.intent(id, view: common.view, reveal: reveal.reveal) }
}
