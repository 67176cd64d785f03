import ArgumentParser
import KnowledgeBase

/// Where a proposal comes from.
struct ExplainProposal: Question {
  static let configuration = CommandConfiguration(
    commandName: "proposal",
    abstract: "What a proposal's bits, cost and safety are made of.",
    discussion: """
      EXAMPLES
        faultbook next --record
        faultbook explain proposal ID
      """)

  @Argument(help: "The proposal's id, as 'faultbook next --record' shows it.")
  var id: String

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.explain(proposal: id, view: common.view) }
}
