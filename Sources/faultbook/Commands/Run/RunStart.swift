import ArgumentParser
import KnowledgeBase
import Vocabulary

/// An experiment begins.
struct RunStart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Record that an experiment, or a placebo, began.",
    discussion: """
      What it disturbs is named by --component or --dependency and --fault, or by the intent \
      or the proposal that it is of; a proposal goes before an intent, and what is given here \
      before both. So does the environment.

      EXAMPLES
        faultbook run start r1 --environment staging --component payments \\
          --fault net.latency --magnitude 300 --unit ms --journey checkout
        faultbook run start r2 --proposal p-edd80fbf9a306e81
        faultbook run start r3 --intent INT-7 --environment staging
        faultbook run start --environment staging --fault app.error \\
          --dependency checkout:payments --intent INT-7
        faultbook run start p1 --environment staging --fault none
      """)

  @Argument(help: ArgumentHelp("The run's id. (default: a new one, which is printed)", valueName: "run"))
  var id: String?

  @OptionGroup var target: TargetOptions
  @OptionGroup var fault: FaultOptions

  @Option(help: ArgumentHelp("The tool's own name of the fault.", valueName: "name"))
  var native: String?

  @Option(
    help: ArgumentHelp("The fraction of instances or traffic that it meets.", valueName: "fraction"),
    transform: Parse.number)
  var scope: Double?

  @Option(help: ArgumentHelp("The intent that it tests.", valueName: "id"))
  var intent: String?

  @Option(help: ArgumentHelp("The proposal that it follows.", valueName: "id"))
  var proposal: String?

  @Option(name: .customLong("journey"), help: ArgumentHelp("A journey under load; may be repeated.", valueName: "name"))
  var journeys: [String] = []

  @Option(help: ArgumentHelp("Who or what runs it.", valueName: "name"))
  var tool = "by-hand"

  @Option(help: ArgumentHelp("The tool's version.", valueName: "version"))
  var toolVersion: String?

  @Option(help: ArgumentHelp("Begin of the time to compare with.", valueName: "time"), transform: Parse.time)
  var baselineFrom: Timestamp?

  @Option(help: ArgumentHelp("End of the time to compare with.", valueName: "time"), transform: Parse.time)
  var baselineTo: Timestamp?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let isPlanned = intent != nil || proposal != nil
    if !isPlanned { _ = try fault.requireFault() }
    if fault.kind == nil, native != nil || scope != nil {
      throw ValidationError("--\(native != nil ? "native" : "scope") stands without --fault; say of which fault")
    }
    if common.environment == nil, !isPlanned {
      throw ValidationError("no environment is named; give --environment, such as staging")
    }
    if (baselineFrom == nil) != (baselineTo == nil) {
      throw ValidationError("--baseline-from and --baseline-to belong together; give both or neither")
    }
  }

  func run() throws {
    let run = id ?? RunStart.newID
    let stated = PlannedStart(
      run: run, intent: intent, proposal: proposal, environment: common.environment, target: target.target,
      fault: fault.fault(native: native, scope: scope))
    try Recorder(common: common, options: recording).record(stream: StreamFamily.run.stream(run)) { book in
      try payload(isWhole(stated) ? stated : book().completed(stated))
    }
  }

  /// Whether nothing is left for the intent or the proposal to say.
  private func isWhole(_ start: PlannedStart) -> Bool {
    guard let fault = start.fault, start.environment != nil else { return false }
    return start.target != nil || fault.kind == FaultKind.none || (intent == nil && proposal == nil)
  }

  private func payload(_ start: PlannedStart) throws -> any EventPayload {
    guard let environment = start.environment else {
      throw ValidationError(
        "no environment is named, neither here nor by the \(proposal != nil ? "proposal" : "intent"); give --environment, such as staging"
      )
    }
    return RunStarted(
      intent: intent, proposal: proposal, environment: environment, target: start.target,
      fault: start.fault ?? Fault(kind: .none), runner: Runner(tool: tool, version: toolVersion),
      baseline: baselineFrom.flatMap { from in baselineTo.map { TimeWindow(from: from, to: $0) } }, journeys: journeys)
  }

  /// An id that sorts by time and can be typed: `run-20261120T181123Z-4f2a`.
  private static let newID: String = {
    let second = Timestamp(microseconds: WallClock.now.microseconds / 1_000_000 * 1_000_000)
    let time = second.description.filter { $0 != "-" && $0 != ":" }
    let suffix = String(UInt16.random(in: 0x1000...UInt16.max), radix: 16)
    return "run-\(time)-\(suffix)"
  }()
}
