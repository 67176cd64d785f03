import ArgumentParser
import Vocabulary

/// What an incident was, option by option.
struct IncidentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("What it was, in a line.", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("When it began.", valueName: "time"), transform: Parse.time)
  var started: Timestamp?

  @Option(help: ArgumentHelp("When it ended; left out while it has not.", valueName: "time"), transform: Parse.time)
  var ended: Timestamp?

  @Option(help: ArgumentHelp("The component where it is thought to have begun.", valueName: "component"))
  var suspected: String?

  @OptionGroup var fault: FaultOptions

  @Option(help: ArgumentHelp("What was found to have caused it.", valueName: "text"))
  var cause: String?

  @Option(
    help: ArgumentHelp("How sure component and fault are, 0 to 1.", valueName: "fraction"), transform: Parse.number)
  var attribution: Double?

  @Option(help: ArgumentHelp("Who degraded; may be repeated.", valueName: "node"), transform: IncidentOptions.degraded)
  var degraded: [Observation] = []

  @Option(
    help: ArgumentHelp("Who stayed steady; may be repeated.", valueName: "node"), transform: IncidentOptions.steady)
  var steady: [Observation] = []

  func validate() throws {
    if let attribution, !(0...1).contains(attribution) {
      throw ValidationError("--attribution takes 0 to 1, not \(JSON.number(attribution).text)")
    }
    if let started, let ended, ended < started { throw ValidationError("--ended lies before --started; swap them") }
  }

  /// Whether any of them is given.
  var isStated: Bool {
    title != nil || started != nil || ended != nil || suspected != nil || fault.kind != nil || cause != nil
      || attribution != nil || !degraded.isEmpty || !steady.isEmpty
  }

  /// The incident. Throws where something is missing that it needs.
  func requireIncident() throws -> IncidentRecorded {
    func need<Value>(_ value: Value?, _ option: String) throws -> Value {
      guard let value else {
        throw ValidationError(
          "\(option) is missing; an incident needs --started, --suspected, --attribution and --degraded, or a file")
      }
      return value
    }
    let (began, root) = try (need(started, "--started"), need(suspected, "--suspected"))
    let sureness = try need(attribution, "--attribution")
    guard !degraded.isEmpty || !steady.isEmpty else { return try need(nil, "--degraded") }
    return IncidentRecorded(
      title: title, started: began, ended: ended, suspected: root,
      fault: fault.fault() ?? Fault(kind: .unknown), cause: cause,
      attribution: sureness, observations: degraded + steady)
  }

  private static func degraded(_ text: String) throws -> Observation { try observation(text, .degraded) }
  private static func steady(_ text: String) throws -> Observation { try observation(text, .steady) }

  private static func observation(_ text: String, _ state: ObservedState) throws -> Observation {
    guard let read = Observation(words: text, state: state) else {
      throw ValidationError("give NAME, NAME:SYMPTOM or NAME:SYMPTOM@SECONDS, such as 'journey checkout:latency@30'")
    }
    return read
  }
}
