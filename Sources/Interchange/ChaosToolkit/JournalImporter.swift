import Crypto
import Vocabulary

/// Turns one journal into the events of one run.
struct JournalImporter {
  private let context: ImportContext
  private let journal: JSON
  private let experiment: Experiment
  private let started: Timestamp
  private let life: JournalLife
  private let probes: [ProbeReading]
  private let gateUnmet: String?

  init(_ context: ImportContext, journal: JSON, experiment: Experiment, path: String) throws {
    self.context = context
    self.journal = journal
    self.experiment = experiment
    let times = JournalTime(context: context)
    guard let started = try times.optional(journal["start"], path: path + ".start") else {
      throw context.error("expected the time of the run's start, found nothing", .init(path: path + ".start"))
    }
    self.started = started
    func executions(_ value: JSON?, _ place: String) throws -> [Execution] {
      guard let value, !value.isNull else { return [] }
      guard let entries = value.arrayValue else {
        throw context.error("expected an array, found \(value.kind)", .init(path: place))
      }
      return try entries.enumerated().map { index, entry in
        try Execution(
          entry, configuration: experiment.configuration, redactor: experiment.redactor, path: "\(place)[\(index)]",
          times: times)
      }
    }
    let run = try executions(journal["run"], path + ".run")
    let rollbacks = try executions(journal["rollbacks"], path + ".rollbacks")
    life = JournalLife(
      experiment, run: run, rollbacks: rollbacks, started: started,
      ended: try times.optional(journal["end"], path: path + ".end"))
    let states = journal["steady_states"] ?? .null
    func hypothesis(_ state: JSON?, _ place: String) throws -> [Execution] {
      try executions(state?["probes"], place + ".probes")
    }
    let before = try hypothesis(states["before"], path + ".steady_states.before")
    var during: [Execution] = []
    let samples = states["during"]?.arrayValue ?? (states["during"]?.members == nil ? [] : [states["during"] ?? .null])
    for (index, sample) in samples.enumerated() {
      during += try hypothesis(sample, "\(path).steady_states.during[\(index)]")
    }
    let after = try hypothesis(states["after"], path + ".steady_states.after")
    probes = ProbeReading.all(
      experiment, life: life, before: before, during: during, after: after,
      method: run.filter { !$0.activity.isAction }, rollbacks: rollbacks.filter { !$0.activity.isAction })
    for part in ["before", "after"] {
      _ = try context.flag(
        states[part]?["steady_state_met"], path: "\(path).steady_states.\(part).steady_state_met")
    }
    for (index, sample) in samples.enumerated() {
      _ = try context.flag(
        sample["steady_state_met"], path: "\(path).steady_states.during[\(index)].steady_state_met")
    }
    _ = try context.flag(journal["deviated"], path: path + ".deviated")
    _ = try context.word(journal["status"], path: path + ".status")
    let isUnmet = states["before"]?["steady_state_met"]?.boolValue == false
    let failing = before.filter { $0.toleranceMet == false || $0.failed }.map { "\"\($0.activity.name)\"" }
    gateUnmet =
      isUnmet && run.isEmpty
      ? "steady state before the fault" + (failing.isEmpty ? "" : ": \(failing.joined(separator: ", "))") : nil
  }

  /// The run's id: what was asked for, what the experiment says of itself, else one that follows from what was run, when,
  /// where, and what came of it: two runs of one experiment may begin at what their journals call the same time.
  private var runID: String {
    if let stated = context.options.run ?? experiment.extensions.run { return RunID.normal(stated) }
    let outcome = ["end", "status", "deviated", "steady_states", "run", "rollbacks"].map { name in
      Experiment.sorted(journal[name] ?? .null).text
    }
    let place = "\(experiment.intentID)|\(started)|\(journal["node"]?.stringValue ?? "")|\(outcome)"
    return "ctk-" + Hexadecimal.text(SHA256.hash(data: Array(place.utf8)).prefix(8))
  }

  private var environment: String {
    context.options.environment ?? experiment.extensions.environment ?? "unknown"
  }

  /// Emits the intent by `declare` and then the run, in the order of its times.
  func emit(declare: (Experiment) throws -> Void) throws {
    try declare(experiment)
    try add(runStarted(), at: started)
    var seen: [Middle] = []
    for event in middle() {
      // A loop of probes may give the same answer at what the journal calls the same time.
      let occurrence = seen.count { $0.time == event.time && $0.fact == event.fact }
      try add(event.fact, at: event.time, occurrence: occurrence)
      seen = seen.last?.time == event.time ? seen + [event] : [event]
    }
    if let abort { try add(.runAborted(abort), at: finished) }
    let native = NativeClaim(
      tool: "chaostoolkit", status: journal["status"]?.stringValue,
      verdict: journal["deviated"]?.boolValue.map { $0 ? "deviated" : "not deviated" })
    try add(.runFinished(RunFinished(native: native)), at: finished)
    note()
  }

  private func add(_ fact: Fact, at time: Timestamp, occurrence: Int = 0) throws {
    let payload = experiment.redactor.redact(payload: fact.payload.json)
    try context.add(
      type(of: fact.payload).type, stream: StreamFamily.run.stream(runID), at: time, payload, occurrence: occurrence)
  }

  private func runStarted() throws -> Fact {
    var journeys: [String] = []
    for journey in [experiment.extensions.journey] + probes.map(\.journey) {
      if let journey, !journeys.contains(journey) { journeys.append(journey) }
    }
    let target =
      experiment.fault.kind == .none
      ? (found: nil, why: nil)
      : context.runTarget(
        experiment.target, of: "run of \"\(experiment.title)\"", orElse: "nothing in its method says whom it disturbs")
    let version = journal["chaoslib-version"]?.stringValue
    return .runStarted(
      RunStarted(
        intent: experiment.intentID, proposal: experiment.extensions.proposal, environment: environment,
        target: target.found, targetUnnamed: target.why, fault: experiment.fault,
        runner: Runner(tool: "chaostoolkit", version: version),
        baseline: life.baseline, journeys: journeys))
  }

  private struct Middle {
    let time: Timestamp
    let rank: Int
    let fact: Fact
  }

  /// Injections, probes and clearings by time; at one time in this order.
  private func middle() -> [Middle] {
    var events = life.injections.map { Middle(time: $0.at, rank: 0, fact: .faultInjected($0.fact)) }
    events += probes.map { Middle(time: $0.time ?? started, rank: 1, fact: .probeObserved($0.fact)) }
    events += life.clearings.map { Middle(time: $0.at, rank: 2, fact: .faultCleared($0.fact)) }
    return events.enumerated().sorted { one, other in
      (one.element.time, one.element.rank, one.offset) < (other.element.time, other.element.rank, other.offset)
    }.map(\.element)
  }

  /// When all of it was over.
  private var finished: Timestamp {
    let times = probes.map(\.time) + life.clearings.map { $0.at } + life.injections.map { $0.at }
    return times.compactMap(\.self).reduce(life.lastTime) { max($0, $1) }
  }

  /// Why the run ended early, if it did.
  private var abort: RunAborted? {
    if let gateUnmet { return RunAborted(reason: .guardrail, criterion: gateUnmet) }
    switch journal["status"]?.stringValue {
    case "interrupted": return RunAborted(reason: .operator, criterion: nil)
    case "aborted": return RunAborted(reason: .error, criterion: nil)
    default: return nil
    }
  }

  private func note() {
    let title = "\"\(experiment.title)\""
    if let gateUnmet { context.note("run of \(title): the \(gateUnmet) was not met, so nothing was injected") }
    if let dry = experiment.dry { context.note("run of \(title): a dry run without \(dry)") }
    if experiment.injecting.isEmpty {
      context.note("run of \(title): its method has no action, so nothing was disturbed")
    }
    if !experiment.injecting.isEmpty, life.injections.isEmpty, life.failures.isEmpty, gateUnmet == nil,
      experiment.dry == nil
    {
      context.note("run of \(title): no action of its method was carried out, so nothing was injected")
    }
    if experiment.fault.kind == .unknown {
      context.note("run of \(title): its action is no fault that is known; the fault is kept as unknown")
    }
    if !experiment.rollbacks.isEmpty, !life.hasRolledBack, !life.injections.isEmpty {
      context.note("run of \(title): rollbacks were declared and none was executed")
    }
    for failure in life.failures { context.note("run of \(title): \(experiment.redactor.redact(failure))") }
    if probes.contains(where: \.isJudgedByBorrowedTolerance) {
      context.note(
        "run of \(title): a probe without a tolerance that asks what the hypothesis asks was judged by its tolerance")
    }
    if probes.isEmpty { context.note("run of \(title): nothing was observed: no probe ran") }
  }
}
