import ArgumentParser
import KnowledgeBase

/// A proposal that is to be run.
struct ProposalAccept: ProposalDecisionCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Accept a recorded proposal: it is to be run. Saying it again adds nothing.",
    discussion: """
      EXAMPLES
        faultbook next --record
        faultbook proposal accept p-edd80fbf9a306e81 --why "fits Thursday's game day"
        faultbook run start r1 --proposal p-edd80fbf9a306e81 --environment lab \\
          --component cache --fault data.stale
      """)

  @OptionGroup var options: ProposalDecisionOptions
  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var decision: ProposalDecision { .accepted }
}
