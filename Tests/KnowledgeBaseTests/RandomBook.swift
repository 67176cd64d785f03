import EventLog
import Foundation
import KnowledgeBase
import Vocabulary

/// Events of every type that moves a state, on a small system, in a random order with random times: late ones, repeated verdicts,
/// runs without a start, disqualifications. The same seed gives the same events.
struct RandomBook {
  private var random: Xoshiro256
  private let parts = ["web", "cart", "pay", "db", "cache", "mail"]
  private let start = Timestamp(rfc3339: "2026-01-05T08:00:00Z")!
  private var made = 0
  /// What was said so far, for corrections to speak of.
  private var said: [NewEvent] = []
  private(set) var now: Timestamp

  init(seed: UInt64) {
    random = Xoshiro256(seed: seed)
    now = start
  }

  /// A system that is declared, and then so many events; one in twelve of them may take back or correct an earlier one, or
  /// tell of an erasure.
  static func events(_ count: Int, seed: UInt64, corrected: Bool = false) -> [NewEvent] {
    var book = RandomBook(seed: seed)
    let system = book.system()
    return system
      + (0..<count).map { _ in
        let event = corrected && book.chance(0.08) ? book.correction() : book.next()
        book.said.append(event)
        return event
      }
  }

  /// A word about an earlier event, or an erasure.
  private mutating func correction() -> NewEvent {
    if said.isEmpty || chance(0.1) {
      return event(.subjectErased(SubjectErased(key: Int64(1 + below(4)), why: "asked for")), "subject/\(1 + below(4))")
    }
    let target = pick(said)
    let reference = EventReference(source: target.source, id: target.id)
    if chance(0.5), target.type == .verdictReached,
      let fact = try? EventCorrected(reference, as: .verdictReached, data: verdict().payload.json, why: "misread")
    {
      return event(.eventCorrected(fact), StreamFamily.correction.stream())
    }
    return event(.eventRetracted(EventRetracted(reference, why: "mistaken")), StreamFamily.correction.stream())
  }

  /// The calls and the journey that everything is about.
  mutating func system() -> [NewEvent] {
    let calls = ["web>cart", "web>pay", "cart>db", "pay>db", "cart>cache"]
    var facts: [Fact] = calls.map { call in
      let ends = call.split(separator: ">").map(String.init)
      return .dependencyDeclared(
        DependencyDeclared(dependency: Dependency(caller: ends[0], callee: ends[1]), mode: .sync))
    }
    facts.append(.journeyDeclared(JourneyDeclared(journey: "buy", entry: ["web"], criticality: 1)))
    facts.append(.journeyDeclared(JourneyDeclared(journey: "look", entry: ["cart"], criticality: 0.4)))
    return facts.map { event($0, "system") }
  }

  private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
  private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
  private mutating func chance(_ share: Double) -> Bool { random.unit() < share }

  private mutating func event(_ fact: Fact, _ stream: String) -> NewEvent {
    made += 1
    now = now.advanced(bySeconds: Double(below(20_000)))
    // One in six is told late.
    let time = chance(0.17) ? now.advanced(bySeconds: -Double(below(900_000))) : now
    return NewEvent(id: "e\(made)", source: "urn:random", stream: stream, time: time, fact: fact)
  }

  /// The next event.
  mutating func next() -> NewEvent {
    let run = "run/r\(below(9))"
    switch below(34) {
    case 0...6: return event(verdict(), run)
    case 7...11: return event(started(), run)
    case 12...14: return event(.faultInjected(FaultInjected(confirmed: chance(0.7))), run)
    case 15: return event(.faultCleared(FaultCleared(how: .expired, confirmed: true)), run)
    case 16: return event(.runAborted(RunAborted(reason: .operator, criterion: "enough")), run)
    case 17:
      return event(.runFinished(RunFinished(native: NativeClaim(tool: "chaostoolkit", status: "completed"))), run)
    case 18...21: return event(sample(), run)
    case 22: return event(.probeObserved(ProbeObserved(name: "up", phase: .fault, met: true)), run)
    case 23: return event(.runDisqualified(RunDisqualified(why: "a deploy fell into it")), run)
    case 24...26: return event(systemFact(), "system")
    case 27: return event(policy(), "policy")
    case 28: return event(incident(), "incident/i\(below(3))")
    case 29...30: return finding(run)
    case 31: return event(.intentDeclared(IntentDeclared(title: "t", hypothesis: "h", journey: "buy")), "intent/i1")
    case 32: return proposal()
    default:
      let file = SourceImported(sha256: "\(below(9))", format: "cloudevents", bytes: below(9999), names: ["a.json"])
      return event(.sourceImported(file), "import/\(file.sha256)")
    }
  }

  private mutating func fault() -> Fault {
    let kind = FaultKind(named: pick(["net.latency", "app.error", "compute.kill"])) ?? .none
    return Fault(kind: kind, dose: pick(Dose.allCases))
  }

  private mutating func started() -> Fact {
    if chance(0.15) {
      return .runStarted(
        RunStarted(environment: "test", target: nil, fault: Fault(kind: .none), runner: Runner(tool: "t")))
    }
    let target: Target = chance(0.8) ? .component(pick(parts)) : .dependency(Dependency(caller: "cart", callee: "db"))
    return .runStarted(
      RunStarted(
        intent: chance(0.5) ? "i1" : nil, proposal: chance(0.3) ? "p1" : nil,
        environment: pick(["test", "production"]), target: target, fault: fault(),
        runner: Runner(tool: "chaostoolkit", version: "1.1"), journeys: ["buy"]))
  }

  private mutating func observations() -> [Observation] {
    let nodes = parts.map { NodeID.component($0) } + [.journey("buy")]
    return nodes.filter { _ in chance(0.7) }.map { node in
      Observation(
        node: node, symptom: pick([.errors, .latency]), state: pick([.degraded, .steady, .steady, .unknown]),
        onsetSeconds: chance(0.5) ? Double(below(60)) : nil, confidence: random.unit())
    }
  }

  private mutating func verdict() -> Fact {
    .verdictReached(
      VerdictReached(
        outcome: pick([.supported, .refuted, .inconclusive]),
        clauses: [
          ClauseVerdict(id: "c1", outcome: .refuted, expected: "≤ 500", actual: "812", unit: "ms", evidence: nil)
        ], observations: observations(), grade: pick([.e1, .e3, .e4]),
        method: chance(0.8) ? "faultbook-1" : "chaostoolkit", recoverySeconds: random.unit() * 90,
        samplingStepSeconds: 1))
  }

  private mutating func sample() -> Fact {
    .metricSampled(
      MetricSampled(subject: .node(.component(pick(parts))), metric: "latency_p99", value: random.unit(), unit: "ms"))
  }

  private mutating func systemFact() -> Fact {
    let link = Dependency(caller: pick(["web", "cart"]), callee: pick(["pay", "db", "mail"]))
    switch below(8) {
    case 0: return .componentChanged(ComponentChanged(component: pick(parts), change: .deploy, version: "\(made)"))
    case 1: return .componentRetired(ComponentRetired(component: pick(["mail", "cache"])))
    case 2: return .componentDeclared(ComponentDeclared(component: pick(parts), kind: "cache", tags: ["a"]))
    case 3: return .dependencyRetired(DependencyRetired(dependency: link))
    case 4: return .budgetReported(BudgetReported(node: .journey("buy"), remaining: random.unit()))
    case 5:
      return .failureModeCatalogued(
        FailureModeCatalogued(
          id: "TF-\(below(3))", name: "down", category: .tool, fault: fault().kind, component: pick(parts),
          likelihood: .common, impact: .high))
    default:
      let errors = below(40)
      return .dependencyObserved(
        DependencyObserved(
          dependency: link, mode: pick([.sync, .async]), from: now, to: now.advanced(bySeconds: 60), calls: 400,
          errors: errors, latencyMeanMs: random.unit() * 50, propagatedErrors: errors / 2,
          maskedErrors: errors - errors / 2))
    }
  }

  private mutating func policy() -> Fact {
    let settings: [(String, JSON)] = [
      ("belief.halfLifeDays", .integer(Int64(30 + below(200)))), ("belief.grade.E3", .number(random.unit())),
      ("dose.net.latency", [50, 200]), ("belief.halfLifeDays", .null), ("safety.spacingSeconds", 60),
    ]
    let (key, value) = pick(settings)
    return .policySet(PolicySet(key: key, value: value, why: "w"))
  }

  private mutating func incident() -> Fact {
    .incidentRecorded(
      IncidentRecorded(
        started: now.advanced(bySeconds: -3600), suspected: pick(parts), fault: fault(), attribution: 0.5,
        observations: observations()))
  }

  private mutating func finding(_ run: String) -> NewEvent {
    let id = "f\(below(5))"
    if chance(0.4) { return event(.findingResolved(FindingResolved(id: id, how: "fixed")), run) }
    return event(.findingOpened(FindingOpened(id: id, title: "slow", severity: .high, component: "pay")), run)
  }

  private mutating func proposal() -> NewEvent {
    if chance(0.3) { return event(.proposalAccepted(ProposalAccepted(proposal: "p1")), "plan") }
    let proposed: JSON = [
      "id": "p1", "target": ["component": "pay"], "fault": ["kind": "app.error"], "bits": 0.75, "position": 7,
      "seed": 1, "policy": [:],
    ]
    guard let fact = try? Fact(.experimentProposed, proposed) else { return next() }
    return event(fact, "plan")
  }
}

/// A book that was told some events, each with the clock at its own place.
final class ToldBook: Sendable {
  let folder: URL
  let path: String
  let log: EventLog

  init(_ events: [NewEvent]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "book.sqlite").path
    log = try EventLog.create(at: path)
    try tell(events)
  }

  /// Appends events, ten at a time.
  func tell(_ events: [NewEvent]) throws {
    let clock = Timestamp(rfc3339: "2027-01-01T00:00:00Z")!
    for start in stride(from: 0, to: events.count, by: 10) {
      let head = try log.head
      _ = try log.append(
        Array(events[start..<min(start + 10, events.count)]), actor: "test",
        now: clock.advanced(bySeconds: Double(head)))
    }
  }

  /// The book, open for questions. It keeps this one, and so its file, alive.
  func asked() throws -> KnowledgeBase {
    // Only the clock's closure outlives this call.
    try KnowledgeBase.openForReading(at: path) { withExtendedLifetime(self) { Timestamp(microseconds: 0) } }
  }

  deinit {
    log.close()
    try? FileManager.default.removeItem(at: folder)
  }
}
