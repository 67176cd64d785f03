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

  @Option(
    help: ArgumentHelp("The kind of fault, such as net.latency, app.error or compute.kill.", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var fault: FaultKind?

  @Option(help: "How large it is, as a band. (default: that of the magnitude, else high)")
  var dose: Dose?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How large it is, in --unit.", valueName: "number"),
    transform: Parse.number)
  var magnitude: Double?

  @Option(help: ArgumentHelp("The unit of --magnitude, such as ms, s or ratio.", valueName: "unit"))
  var unit: String?

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
      if fault == nil { throw ValidationError("no fault is named; give --fault, such as --fault net.latency") }
    }
    if fault == nil, dose != nil || magnitude != nil {
      throw ValidationError("--dose and --magnitude are of a fault; name it with --fault")
    }
    if (magnitude == nil) != (unit == nil) {
      throw ValidationError("--magnitude and --unit belong together; give both")
    }
    if dose != nil, magnitude != nil {
      throw ValidationError("--dose and --magnitude stand together; give one of them")
    }
    if let size, let fault, let problem = DoseBands.problem(size, of: fault) {
      throw ValidationError("--magnitude \(problem)")
    }
    if let minutes, !(0...525_600).contains(minutes) {
      throw ValidationError("--minutes takes 0 to 525600, not \(minutes)")
    }
  }

  private var size: Magnitude? { magnitude.flatMap { value in unit.map { Magnitude(value: value, unit: $0) } } }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.check(
      CheckRequest(
        target: target.target, fault: fault.map { Fault(kind: $0, magnitude: size, dose: dose) }, intent: intent,
        proposal: proposal, minutes: minutes), view: common.view)
  }
}
