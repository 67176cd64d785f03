import ArgumentParser
import KnowledgeBase
import Vocabulary

/// May it run now.
struct Check: Question {
  static let configuration = CommandConfiguration(
    abstract: "Say whether one experiment may run now: every safety gate, with its figures.",
    discussion: """
      Ask with a target and a fault, with an intent that names both, or with a recorded \
      proposal. Exit code 1 where it may not run. What is in doubt blocks only in an \
      environment that policy calls production.

      EXAMPLES
        faultbook check --component payments --fault net.latency --magnitude 300 \\
          --unit ms --environment staging --now wall
        faultbook check --intent checkout-survives-payments --now wall || exit 1
        faultbook check --proposal p-edd80fbf9a306e81 --environment production
        faultbook check --dependency checkout:payments --fault app.error --dose low
      """)

  @OptionGroup var target: TargetOptions

  @OptionGroup var fault: FaultOptions

  @Option(help: ArgumentHelp("An intent that names target and fault.", valueName: "id"))
  var intent: String?

  @Option(help: ArgumentHelp("A recorded proposal.", valueName: "id"))
  var proposal: String?

  @Option(
    help: ArgumentHelp("How long it would run. (default: the intent's longest, else plan.cost)", valueName: "minutes"),
    transform: Parse.number)
  var minutes: Double?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if intent != nil, proposal != nil {
      throw ValidationError("--intent and --proposal stand together; give one of them")
    }
    if intent == nil, proposal == nil {
      _ = try target.requireTarget()
      _ = try fault.requireFault()
    }
    try fault.requireOneSize()
    if let minutes, !(0...525_600).contains(minutes) {
      throw ValidationError("--minutes takes 0 to 525600, not \(minutes)")
    }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.check(
      CheckRequest(
        target: target.target, fault: fault.fault(), intent: intent,
        proposal: proposal, minutes: minutes), view: common.view)
  }
}
