import Beliefs
import SystemModel
import Vocabulary

/// A small system and runs on it, in few words: `Scene("web>cart cart>db", journeys: ["shop": ["web"]])`.
struct Scene {
  var model = SystemModel()
  var graph: SystemGraph { model.graph }
  static let start = Timestamp(seconds: 1_700_000_000)

  init(_ calls: String, journeys: [String: [String]] = [:], guarded: Set<String> = []) {
    for call in calls.split(separator: " ") {
      let ends = call.split(separator: ">").map(String.init)
      let declared = DependencyDeclared(
        dependency: Dependency(caller: ends[0], callee: ends[1]), mode: .sync,
        guards: guarded.contains(String(call)) ? Guards(timeoutMs: 100) : nil)
      apply(.dependencyDeclared(declared))
    }
    for (name, entry) in journeys.sorted(by: { $0.key < $1.key }) {
      apply(.journeyDeclared(JourneyDeclared(journey: name, entry: entry, criticality: 1)))
    }
  }

  mutating func apply(_ fact: Fact, at: Timestamp = Scene.start) { model.apply(fact, at: at, position: 1) }

  /// A run: `states` as "web- cart+ db?" for degraded, steady, unknown; a number after the sign is an onset in seconds.
  func run(
    _ id: Int, on target: Target?, _ states: String, fault: String = "net.latency", dose: Dose = .high,
    day: Int = 0, environment: String = "test", grade: Grade = .e4, attribution: Double = 1, tookEffect: Bool = true
  ) -> ObservedRun {
    ObservedRun(
      stream: "run/\(id)", position: Int64(id), target: target, fault: FaultKind(named: fault) ?? .none, dose: dose,
      environment: environment, grade: grade, injected: Scene.start.advanced(bySeconds: Double(day) * 86_400),
      tookEffect: tookEffect,
      observations: states.split(separator: " ").map { word in
        let name = word.prefix { !"+-?".contains($0) }
        let rest = word.dropFirst(name.count)
        let node = name.hasPrefix("j:") ? NodeID.journey(String(name.dropFirst(2))) : .component(String(name))
        return Observation(
          node: node, symptom: .latency,
          state: rest.first == "-" ? .degraded : rest.first == "+" ? .steady : .unknown,
          onsetSeconds: Double(rest.dropFirst()))
      }, attribution: attribution, samplingStep: 1)
  }

  /// The family rows that a run adds, as "web- call cart + coupling db".
  func rows(_ run: ObservedRun) -> [String] {
    RunEvidence(run, in: graph).additions.compactMap { addition in
      guard case .family(let key, let causes, _) = addition.key.subject else { return nil }
      return "\(key.effect.name)\(addition.key.isDegraded ? "-" : "+") "
        + causes.map(\.description).joined(separator: " + ")
    }
  }

  func ledger(_ runs: [ObservedRun]) -> EvidenceLedger {
    var ledger = EvidenceLedger()
    for run in runs { ledger.record(RunEvidence(run, in: graph), stream: run.stream) }
    return ledger
  }

  func book(_ runs: [ObservedRun], day: Int = 0, environment: String? = nil, policy: Policy = Policy()) -> BeliefBook {
    BeliefBook(
      BeliefInputs(
        ledger: ledger(runs), model: model, graph: graph, now: Scene.start.advanced(bySeconds: Double(day) * 86_400),
        environment: environment, policy: policy))
  }
}

extension BeliefBook {
  /// The belief about one cause of one effect.
  func belief(_ cause: Cause, _ effect: NodeID, _ faultClass: FaultClass = .latency, _ dose: Dose = .high)
    -> BeliefSummary?
  {
    let family = family(FamilyKey(effect: effect, faultClass: faultClass))
    return family.index(of: cause).map { family.summary($0, dose) }
  }
}
