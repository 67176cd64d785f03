import ArgumentParser
import KnowledgeBase

/// Where a proposal comes from.
struct ExplainProposal: Question {
  static let configuration = CommandConfiguration(
    commandName: "proposal",
    abstract: "What a proposal's bits, cost and safety are made of, and what became of it.",
    discussion: """
      A recorded proposal is told as it was recorded. One that was not is looked for among those that 'next' \
      proposes now: give the options that 'next' was given.

      EXAMPLES
        faultbook next --record
        faultbook explain proposal p-edd80fbf9a306e81
        faultbook explain proposal p-edd80fbf9a306e81 --journey checkout --environment staging
      """)

  @Argument(help: "The proposal's id, as 'faultbook next' shows it.")
  var id: String

  @OptionGroup var plan: PlanOptions

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.explain(proposal: id, request: plan.request, view: common.view)
  }
}
