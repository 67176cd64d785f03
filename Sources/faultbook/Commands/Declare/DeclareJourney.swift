import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A behaviour that users meet.
struct DeclareJourney: Recording {
  static let configuration = CommandConfiguration(
    commandName: "journey",
    abstract: "Declare a journey: where it enters the system, how much it matters, what it should reach.",
    discussion: """
      EXAMPLES
        faultbook declare journey checkout --entry gateway --criticality 1
        faultbook declare journey browse --entry web --entry mobile-api \\
          --criticality 0.4 --error-rate 0.01 --latency-p99-ms 500 --window 30d
      """)

  @Argument(help: "Its name.")
  var name: String

  @Option(help: ArgumentHelp("A component where it enters; may be repeated.", valueName: "component"))
  var entry: [String]

  @Option(help: ArgumentHelp("How much it matters, 0 to 1.", valueName: "fraction"), transform: Parse.number)
  var criticality: Double

  @Option(help: ArgumentHelp("99th percentile of the latency.", valueName: "ms"), transform: Parse.number)
  var latencyP99Ms: Double?

  @Option(
    help: ArgumentHelp("Share of requests that may fail, 0 to 1.", valueName: "fraction"), transform: Parse.number)
  var errorRate: Double?

  @Option(
    help: ArgumentHelp("Share of requests that must succeed, 0 to 1.", valueName: "fraction"), transform: Parse.number)
  var availability: Double?

  @Option(help: ArgumentHelp("Over which time, such as 30d.", valueName: "time"))
  var window: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.system.stream() }

  func payload() -> any EventPayload {
    let hasObjective = latencyP99Ms != nil || errorRate != nil || availability != nil || window != nil
    let objective = Objective(
      latencyP99Ms: latencyP99Ms, errorRate: errorRate, availability: availability, window: window)
    return JourneyDeclared(
      journey: name, entry: entry, criticality: criticality, objective: hasObjective ? objective : nil)
  }
}
