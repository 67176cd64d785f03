import ArgumentParser
import KnowledgeBase

/// A proposal that is not to be run.
struct ProposalReject: ProposalDecisionCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Reject a recorded proposal: it is not to be run. Saying it again adds nothing.",
    discussion: """
      EXAMPLES
        faultbook proposal reject p-edd80fbf9a306e81 --why "the vendor has a freeze"
      """)

  @OptionGroup var options: ProposalDecisionOptions
  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var decision: ProposalDecision { .rejected }
}
