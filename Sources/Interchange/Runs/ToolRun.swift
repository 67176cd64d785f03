import Crypto
import Vocabulary

/// A run as a tool's file tells it, gathered before it is emitted in the order of its times.
struct ToolRun {
  let id: String
  /// What it is called in notes.
  let title: String
  /// How it began.
  let start: RunStarted
  /// When it began; nil where the file has no times, and then none of the run's events has one.
  let startedAt: Timestamp?
  private var events: [(time: Timestamp?, rank: Int, fact: Fact)] = []

  init(id: String, title: String, start: RunStarted, at startedAt: Timestamp?) {
    self.id = RunID.normal(id)
    self.title = title
    self.start = start
    self.startedAt = startedAt
  }

  /// Takes up an event of the run. At one time the order is: baseline probes, injection, probes of the fault, clearing,
  /// probes of the recovery, abort, end.
  mutating func add(_ fact: Fact, at time: Timestamp? = nil) {
    let rank: Int
    switch fact {
    case .probeObserved(let probe): rank = probe.phase == .baseline ? 0 : probe.phase == .fault ? 2 : 4
    case .faultInjected: rank = 1
    case .metricSampled: rank = 3
    case .faultCleared: rank = 3
    case .runAborted: rank = 5
    default: rank = 6
    }
    events.append((time, rank, fact))
  }

  /// The latest of the run's times.
  var lastTime: Timestamp? { (events.map(\.time) + [startedAt]).compactMap(\.self).max() }

  /// The part of the run that a time lies in, by the injection and the clearing that were taken up.
  func phase(at time: Timestamp) -> Phase {
    func first(_ isOne: (Fact) -> Bool) -> Timestamp? {
      events.filter { isOne($0.fact) }.compactMap(\.time).min()
    }
    guard let injected = first({ if case .faultInjected = $0 { true } else { false } }), time > injected else {
      return .baseline
    }
    guard let cleared = first({ if case .faultCleared = $0 { true } else { false } }) else { return .fault }
    return time <= cleared ? .fault : .recovery
  }

  /// Whether anything looked at the system under the fault or after it.
  var isObserved: Bool {
    events.contains { event in
      switch event.fact {
      case .probeObserved(let probe): probe.met != nil && probe.phase != .baseline
      case .metricSampled: true
      default: false
      }
    }
  }

  /// Emits the start and then the rest.
  func emit(in context: ImportContext, redactor: Redactor) throws {
    let stream = StreamFamily.run.stream(id)
    try context.add(.runStarted(start), stream: stream, at: startedAt, redactor: redactor)
    let sorted = events.enumerated().sorted { one, other in
      let times = (one.element.time ?? startedAt, other.element.time ?? startedAt)
      if let mine = times.0, let theirs = times.1, mine != theirs { return mine < theirs }
      return (one.element.rank, one.offset) < (other.element.rank, other.offset)
    }.map(\.element)
    var seen: [String: Int] = [:]
    for event in sorted {
      let time = event.time ?? startedAt
      let key = "\(time?.description ?? "")|\(event.fact.payload.json.text)"
      // The same said twice at one time are two observations.
      let occurrence = seen[key, default: 0]
      seen[key] = occurrence + 1
      try context.add(event.fact, stream: stream, at: time, occurrence: occurrence, redactor: redactor)
    }
  }
}

extension ImportContext {
  /// Emits runs. Throws where `--run` names one and there are several.
  func emit(_ runs: [ToolRun], redactor: Redactor = Redactor()) throws {
    if let named = options.run, runs.count > 1 {
      throw error(
        "holds \(runs.count) runs, and --run \(named) names one", remedy: "import it without --run, or one run a file")
    }
    for run in runs { try run.emit(in: self, redactor: redactor) }
  }

  /// The id of a run: what was asked for, else one that follows from what makes it this run and no other.
  func runID(_ parts: String?...) -> String {
    options.run ?? "\(format.tool)-" + Self.digest(parts.map { $0 ?? "" }.joined(separator: "|"))
  }

  /// Declares an intent, once in this import, and gives its id, which follows from what it says.
  func declare(_ intent: IntentDeclared, redactor: Redactor = Redactor()) throws -> String {
    let payload = redactor.redact(payload: intent.json)
    let id = "\(format.tool)-" + Self.digest(payload.text)
    if declaredIntents.insert(id).inserted {
      try add(.intentDeclared, stream: StreamFamily.intent.stream(id), at: nil, payload)
    }
    return id
  }

  /// Declares the intent of a document that we wrote, under the id of the proposal that it is of.
  func declare(own intent: IntentDeclared) throws -> String {
    guard let proposal = intent.proposal else { return try declare(intent) }
    let id = RunID.normal(proposal)
    if declaredIntents.insert(id).inserted {
      try add(.intentDeclared, stream: StreamFamily.intent.stream(id), at: nil, Redactor().redact(payload: intent.json))
    }
    return id
  }

  private static func digest(_ text: String) -> String {
    Hexadecimal.text(SHA256.hash(data: Array(text.utf8)).prefix(8))
  }

  /// The target of a run or an intent: what the file says, else what the user says.
  func target(component: String?) -> Target? { (component ?? options.component).map { .component($0) } }

  /// The target of a run; where neither the file nor the user names one, why not, and a note of it.
  ///
  /// - Parameter why: what the file says in the place of a component, as a clause.
  func runTarget(_ found: Target?, of title: String, orElse why: String) -> (found: Target?, why: String?) {
    if let target = found ?? options.component.map({ .component($0) }) { return (target, nil) }
    note(
      "\(title): its target is not named, for \(why); it teaches nothing unless it is imported with --component NAME")
    return (nil, why)
  }
}

/// Faults as importers make them of a tool's words.
enum ToolFault {
  /// The canonical kind of that name.
  static func kind(_ name: String) -> FaultKind { FaultKind(named: name) ?? .unknown }

  /// A fault; a size that its kind cannot have is left out, so that it counts as high.
  static func make(
    _ kind: FaultKind, native: String, value: Double? = nil, unit: String = "ratio", scope: Double? = nil
  ) -> Fault {
    var magnitude = value.flatMap { FaultWords.magnitude($0, unit: unit) }
    if let found = magnitude, DoseBands.problem(found, of: kind) != nil { magnitude = nil }
    let share = scope.flatMap { (0...1).contains($0) ? $0 : nil }
    return Fault(kind: kind, native: native, magnitude: magnitude, scope: share)
  }

  /// The fault in words, for titles and hypotheses: `net.latency of 90 ms`.
  static func words(_ fault: Fault) -> String {
    guard let size = fault.magnitude else { return fault.kind.name }
    return "\(fault.kind.name) of \(JSON.number(size.value).text) \(size.unit)"
  }
}
