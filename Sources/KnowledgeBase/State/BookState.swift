import SystemModel
import Vocabulary

/// Everything that the events of a book say, folded: a pure function of the events up to `position`.
///
/// Inline, catching up, rebuilding and looking back are this one fold over different stretches of the log. It holds no
/// samples. Cost: constant an event, but for trace windows and verdicts, whose cost is their length.
struct BookState: Sendable {
  /// The last event that was taken up.
  private(set) var position: Int64 = 0
  /// Book time: the greatest time of any system, run or incident event; the default for *now*.
  private(set) var bookTime = Timestamp(microseconds: 0)
  private(set) var system = SystemModel()
  private(set) var policy = Policy()
  private(set) var policyEntries: [String: PolicyEntry] = [:]
  private(set) var intents: [String: IntentState] = [:]
  private(set) var runs: [String: RunState] = [:]
  private(set) var incidents: [String: IncidentState] = [:]
  private(set) var findings: [String: FindingState] = [:]
  private(set) var proposals: [String: ProposalState] = [:]
  private(set) var imports: [String: ImportState] = [:]
  /// The keys of people's data that were destroyed.
  private(set) var erasures: [Int64: ErasureState] = [:]
  /// Intents whose declaration is read as absent: what else is said of them counts for nothing.
  private var withdrawn: Set<String> = []
  /// Events that could not be folded: their family of streams stands still from there on, the others go on.
  private(set) var poisoned: [StreamFamily: PoisonEvent] = [:]
  /// What changed since `tablesWritten`.
  private(set) var changes = Changes()
  /// Whether events were taken up as they happened rather than as they were told.
  private(set) var isInWorldOrder = false
  /// What is supposed in place of what the log says; nothing but where somebody asks what if.
  private(set) var supposition = Supposition()

  /// The position and the day of *now* up to which the tables are known to hold this state; −1 where that is not known.
  private(set) var tablesPosition: Int64 = -1
  private(set) var tablesDay: Int64 = .min

  /// A state of nothing.
  ///
  /// - Parameter worldOrder: whether events will come as they happened; what teaches is then ordered by that, too.
  init(worldOrder: Bool = false) { isInWorldOrder = worldOrder }

  /// The last event that a belief may have changed by: two states of one log in which it is the same hold the same evidence,
  /// system and policy. A state that was unpacked takes its own position for it.
  private(set) var beliefsPosition: Int64 = 0

  /// Remembers that the tables hold this state now.
  mutating func tablesWritten() {
    changes = Changes()
    tablesPosition = position
    tablesDay = bookTime.day
  }

  /// Forgets what the tables hold: they could not be written.
  mutating func tablesForgotten() { tablesPosition = -1 }

  /// Passes over an event that is read as absent.
  mutating func pass(_ event: RecordedEvent) {
    settle(at: event.position)
    if event.type == .intentDeclared, let id = StreamFamily.intent.id(in: event.stream) { withdrawn.insert(id) }
  }

  /// Ends a fold whose last events say nothing by themselves.
  mutating func settle(at position: Int64) { self.position = max(self.position, position) }

  /// Takes up the samples of one run at once, unread.
  mutating func apply(_ samples: RunSamples) {
    advance(to: samples.lastPosition, at: samples.lastAt)
    guard !supposition.omits(StreamFamily.run.stream(samples.run)) else { return }
    runs[samples.run, default: RunState(id: samples.run)].apply(samples)
    changes.runs.insert(samples.run)
  }

  /// Takes up one event that is no sample. An event that cannot be read stops its family of streams, and says so.
  mutating func apply(_ event: RecordedEvent) {
    let family = event.type.streams
    // What a correction changes is for the fold to say; also one that cannot be read must not look like nothing.
    if family == .correction { beliefsPosition = event.position }
    guard poisoned[family] == nil else {
      position = max(position, event.position)
      return
    }
    // What is left out still tells the time: what if is asked at the same now.
    guard !supposition.omits(event.stream) else { return advance(to: event.position, at: event.occurredAt) }
    do {
      try fold(event.fact(), event, family)
    } catch {
      poisoned[family] = PoisonEvent(position: event.position, why: "\(error)")
    }
    if family == .system || family == .run || family == .incident {
      advance(to: event.position, at: event.occurredAt)
    } else {
      position = max(position, event.position)
    }
  }

  /// Takes up that something was said about an earlier event: the run that it is of, or the runs of its intent, are to be
  /// judged again, unless it is the verdict itself that was given other words.
  mutating func apply(_ concern: Corrections.Concern, at position: Int64) {
    func touch(_ id: String) {
      guard runs[id] != nil else { return }
      runs[id]?.apply(concern, at: position)
      changes.runs.insert(id)
    }
    if let id = StreamFamily.run.id(in: concern.stream) { touch(id) }
    guard let intent = StreamFamily.intent.id(in: concern.stream) else { return }
    for run in runs.values where run.started?.intent == intent && run.startedPosition > concern.position {
      touch(run.id)
    }
  }

  /// Notes that the log went on and what time it was in the world.
  mutating func advance(to position: Int64, at time: Timestamp) {
    self.position = max(self.position, position)
    bookTime = max(bookTime, time)
  }

  private mutating func fold(_ fact: Fact, _ event: RecordedEvent, _ family: StreamFamily) throws {
    guard let id = family.id(in: event.stream) else { return }
    switch family {
    case .system:
      system.apply(fact, at: event.occurredAt, position: event.position)
      changes.system = true
      beliefsPosition = event.position
    case .policy:
      guard case .policySet(let setting) = fact, !supposition.sets(setting.key) else { return }
      policy.apply(setting)
      policyEntries[setting.key] = setting.value.isNull ? nil : PolicyEntry(setting: setting, event: event)
      changes.policy = true
      beliefsPosition = event.position
    case .intent: try foldIntent(fact, event, id)
    case .run: foldRun(fact, event, id)
    case .incident:
      guard case .incidentRecorded(let incident) = fact else { return }
      incidents[id] = IncidentState(id: id, incident: incident, event: event)
      changes.incidents = true
      beliefsPosition = event.position
    case .plan: foldPlan(fact, event)
    case .imports:
      guard case .sourceImported(let source) = fact else { return }
      imports[id] = ImportState(source: source, event: event)
      changes.imports = true
    case .subject:
      guard case .subjectErased(let erasure) = fact, erasures[erasure.key] == nil else { return }
      erasures[erasure.key] = ErasureState(erasure: erasure, event: event)
    case .correction, .book: return
    }
  }

  private mutating func foldIntent(_ fact: Fact, _ event: RecordedEvent, _ id: String) throws {
    if case .intentDeclared(let intent) = fact, intents[id] == nil {
      intents[id] = IntentState(id: id, declared: intent, by: event)
    } else if intents[id] != nil {
      try intents[id]?.apply(fact, event)
    } else if !withdrawn.contains(id) {
      throw VocabularyError(field: "subject", problem: "intent \(id) was never declared")
    }
    changes.intents = true
  }

  private mutating func foldRun(_ fact: Fact, _ event: RecordedEvent, _ id: String) {
    runs[id, default: RunState(id: id)].apply(fact, event)
    changes.runs.insert(id)
    switch fact {
    case .findingOpened(let finding):
      findings[finding.id] = FindingState(finding: finding, run: id, openedAt: event.occurredAt)
      changes.findings = true
    case .findingResolved(let resolution):
      findings[resolution.id]?.resolved = (event.occurredAt, resolution.how)
      changes.findings = true
    case .verdictReached, .runDisqualified: evidenceChanged(at: event.position)
    // What comes late about a run that was judged already changes what it taught.
    case .runStarted, .faultInjected: if runs[id]?.verdict != nil { evidenceChanged(at: event.position) }
    default: break
    }
  }

  private mutating func evidenceChanged(at position: Int64) {
    changes.evidence = true
    beliefsPosition = position
  }

  private mutating func foldPlan(_ fact: Fact, _ event: RecordedEvent) {
    switch fact {
    case .experimentProposed(let proposed):
      // What was recorded first under an id stands.
      if proposals[proposed.id] == nil { proposals[proposed.id] = ProposalState(proposed: proposed, event: event) }
    case .proposalAccepted(let answer): proposals[answer.proposal]?.answer = ("accepted", answer.why, event.position)
    case .proposalRejected(let answer): proposals[answer.proposal]?.answer = ("rejected", answer.why, event.position)
    default: break
    }
    changes.proposals = true
  }

  /// The intents that are held and whose last run refuted them, by journey: a later run that supports the intent, a
  /// revision after the run, or the intent's retirement resolves it. By journey, then by intent.
  var refutations: [Refutation] {
    var last: [String: RunState] = [:]
    for run in runs.values where run.disqualified == nil && run.verdict != nil {
      guard let intent = run.started?.intent else { continue }
      if let known = last[intent], known.verdictPosition >= run.verdictPosition { continue }
      last[intent] = run
    }
    var found: [Refutation] = []
    for (id, run) in last where run.verdict?.outcome == .refuted {
      guard let intent = intents[id], intent.retired == nil else { continue }
      guard (intent.texts.last?.position ?? 0) < run.verdictPosition else { continue }
      let subjects = intent.current.clauses.map(\.subject).filter { $0.kind == .journey }.map(\.name)
      for journey in Set([intent.current.journey].compactMap { $0 } + subjects) {
        found.append(Refutation(journey: journey, intent: id, run: run.id, position: run.verdictPosition))
      }
    }
    return found.sorted { ($0.journey, $0.intent) < ($1.journey, $1.intent) }
  }

  /// The journeys that a refuted intent speaks of.
  var refutedJourneys: Set<String> { Set(refutations.map(\.journey)) }

  /// Takes a supposition for the truth: of what is left out nothing stays but the time that it took, and its settings hold
  /// whatever the log says of them, now and in what is folded from here on.
  mutating func suppose(_ supposition: Supposition) {
    self.supposition = supposition
    for setting in supposition.settings { policy.apply(setting) }
    for stream in supposition.omitted {
      if let id = StreamFamily.run.id(in: stream) {
        runs[id] = nil
        findings = findings.filter { $0.value.run != id }
      } else if let id = StreamFamily.incident.id(in: stream) {
        incidents[id] = nil
      }
    }
  }

  /// The runs whose verdict moves beliefs, in the order of their verdicts.
  var countingRuns: [RunState] {
    runs.values.filter(\.counts).sorted { $0.verdictPosition < $1.verdictPosition }
  }
}

/// An intent that its last run refuted and that nothing has answered since.
struct Refutation: Sendable, Equatable {
  /// The journey that it speaks of.
  let journey: String
  let intent: String
  let run: String
  /// The position of the run's verdict.
  let position: Int64
}

// MARK: - Packing

/// What a fold leaves, without what is remembered of the tables and what is supposed.
extension BookState: Packable {
  func pack(into packer: inout Packer) {
    packer.put(position, bookTime, system, policyEntries, intents, incidents, findings, proposals, imports)
    packer.put(erasures, withdrawn.sorted())
    packer.put(Dictionary(uniqueKeysWithValues: poisoned.map { ($0.key.rawValue, $0.value) }))
    packer.put(bits: UInt64(runs.count))
    for id in runs.keys.sorted() { runs[id]?.pack(into: &packer) }
  }
  init(from unpacker: inout Unpacker) throws {
    position = try unpacker.next()
    bookTime = try unpacker.next()
    system = try unpacker.next()
    policyEntries = try unpacker.next()
    for entry in policyEntries.values { policy.apply(entry.setting) }
    intents = try unpacker.next()
    incidents = try unpacker.next()
    findings = try unpacker.next()
    proposals = try unpacker.next()
    imports = try unpacker.next()
    erasures = try unpacker.next()
    beliefsPosition = position
    let names: [String] = try unpacker.next()
    withdrawn = Set(names)
    let stopped: [String: PoisonEvent] = try unpacker.next()
    for (name, poison) in stopped { if let family = StreamFamily(rawValue: name) { poisoned[family] = poison } }
    let count = try unpacker.count()
    runs = Dictionary(minimumCapacity: count)
    for _ in 0..<count {
      let run = try RunState(from: &unpacker)
      runs[run.id] = run
    }
  }
}

/// What changed in a state since the tables were written.
struct Changes: Sendable {
  var system = false
  var policy = false
  var intents = false
  var runs: Set<String> = []
  var evidence = false
  var incidents = false
  var findings = false
  var proposals = false
  var imports = false

  /// Whether a belief may have changed.
  var touchBeliefs: Bool { system || policy || evidence || incidents }
}

/// An event that could not be folded.
struct PoisonEvent: Sendable {
  let position: Int64
  let why: String
}
