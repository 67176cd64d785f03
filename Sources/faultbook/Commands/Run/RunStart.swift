import ArgumentParser
import KnowledgeBase
import Vocabulary

/// An experiment begins.
struct RunStart: Recording {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Record that an experiment, or a placebo, began.",
    discussion: """
      EXAMPLES
        faultbook run start r1 --environment staging --component payments \\
          --fault net.latency --magnitude 300 --unit ms --journey checkout
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
    if common.environment == nil {
      throw ValidationError("no environment is named; give --environment, such as staging")
    }
    if (baselineFrom == nil) != (baselineTo == nil) {
      throw ValidationError("--baseline-from and --baseline-to belong together; give both or neither")
    }
  }

  var stream: String { StreamFamily.run.stream(id ?? RunStart.newID) }

  func payload() -> any EventPayload {
    RunStarted(
      intent: intent, proposal: proposal, environment: common.environment ?? "", target: target.target,
      fault: fault.fault(native: native, scope: scope), runner: Runner(tool: tool, version: toolVersion),
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
