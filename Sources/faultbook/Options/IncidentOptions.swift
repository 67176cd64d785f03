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

  @Option(
    help: ArgumentHelp("What was wrong there, as a kind of fault. (default: unknown)", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var fault: FaultKind?

  @Option(help: "How large it was, as a band. (default: that of the magnitude, else high)")
  var dose: Dose?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How large it was, in --unit.", valueName: "number"),
    transform: Parse.number)
  var magnitude: Double?

  @Option(help: ArgumentHelp("The unit of --magnitude, such as ms, s or ratio.", valueName: "unit"))
  var unit: String?

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
    if magnitude != nil, unit == nil {
      throw ValidationError("--magnitude stands without its unit; add --unit, such as --unit ms")
    }
    if magnitude == nil, unit != nil {
      throw ValidationError("--unit stands without --magnitude; give both or neither")
    }
    if fault == nil, magnitude != nil || dose != nil {
      throw ValidationError("--\(magnitude != nil ? "magnitude" : "dose") stands without --fault; say of which fault")
    }
    if let attribution, !(0...1).contains(attribution) {
      throw ValidationError("--attribution takes 0 to 1, not \(JSON.number(attribution).text)")
    }
    if let started, let ended, ended < started { throw ValidationError("--ended lies before --started; swap them") }
  }

  /// Whether any of them is given.
  var isStated: Bool {
    title != nil || started != nil || ended != nil || suspected != nil || fault != nil || cause != nil
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
    let size = magnitude.flatMap { value in unit.map { Magnitude(value: value, unit: $0) } }
    let (began, root) = try (need(started, "--started"), need(suspected, "--suspected"))
    let sureness = try need(attribution, "--attribution")
    guard !degraded.isEmpty || !steady.isEmpty else { return try need(nil, "--degraded") }
    return IncidentRecorded(
      title: title, started: began, ended: ended, suspected: root,
      fault: Fault(kind: fault ?? .unknown, magnitude: size, dose: dose), cause: cause,
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
