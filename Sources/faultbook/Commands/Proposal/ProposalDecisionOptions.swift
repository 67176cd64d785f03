import ArgumentParser
import KnowledgeBase
import Server
import Vocabulary

/// A command that records a decision about one proposal.
protocol ProposalDecisionCommand: ParsableCommand {
  var decision: ProposalDecision { get }
  var options: ProposalDecisionOptions { get }
  var recording: RecordingOptions { get }
  var common: CommonOptions { get }
}

extension ProposalDecisionCommand {
  func run() throws {
    if recording.dryRun {
      let fact = decision.fact(proposal: options.id, why: options.why)
      return try Recorder(common: common, options: recording).record(fact.payload, stream: "plan")
    }
    let handover = Handover.decide(
      decision, proposal: options.id, why: options.why, time: recording.time, id: recording.eventID)
    let answer = try common.writing(handover) { book in
      try book.decide(
        decision, proposal: options.id, why: options.why, time: recording.time, eventID: recording.eventID,
        view: common.view, actor: common.actorName)
    }
    try Presenter.print(answer, as: common.format)
  }
}

/// Which proposal, and why.
struct ProposalDecisionOptions: ParsableArguments {
  @Argument(help: "The proposal's id, as 'faultbook next --record' shows it.")
  var id: String

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String?

  func validate() throws {
    if id.isEmpty { throw ValidationError("the proposal's id must not be empty; give one") }
    if why?.isEmpty == true { throw ValidationError("--why must not be empty; say why or leave it out") }
  }
}
