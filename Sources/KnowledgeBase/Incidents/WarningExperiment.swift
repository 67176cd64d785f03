import Beliefs
import Planner
import SystemModel
import Vocabulary

/// One experiment that could have shown what an incident showed, judged with hindsight and as it was judged then.
struct WarningExperiment {
  let target: Target
  let kind: FaultKind
  let dose: Dose
  /// By propagation that the incident showed, in their order: P(the experiment shows it), by the beliefs as the incident left them.
  let chances: [Double]
  /// The same as it was thought before.
  let foreseen: [Double]
  /// What the planner would have said of it then; nil where it was not asked.
  var proposal: Proposal?
  /// Its place in the plan of then; nil where it was not among the first.
  var rank: Int?
  /// The recorded proposals of it.
  var held: [ProposalState] = []
  /// The runs of it before the incident.
  var runs: [RunHistory.PastRun] = []

  /// The expected number of the propagations that it shows, with hindsight.
  var shows: Double { chances.reduce(0, +) }

  /// The bits that it promised about the effects that the incident showed.
  func bits(about shown: [IncidentHindsight.Shown]) -> Double? {
    let effects = Set(shown.map(\.effect))
    return proposal.map { $0.sources.filter { effects.contains($0.effect) }.reduce(0) { $0 + $1.bits } }
  }

  /// The gates that would have blocked it, or left it in doubt.
  var openGates: [GateVerdict] { proposal?.safety.gates.filter { $0.passed != true } ?? [] }
}

/// Finds the experiments that would have warned of an incident.
///
/// Candidates disturb the suspected component, or a cause of an effect that the incident showed degraded, or the link between the
/// two, with the incident's kind of fault, at every dose. An experiment shows a propagation where its trouble reaches a cause of it and the
/// effect degrades. How probable that is, is told by the beliefs before the incident, and with hindsight by the same beliefs
/// and the incident's own evidence; the latter ranks them, and the bits that each promised about these effects settle ties.
struct WarningSearch {
  let hindsight: IncidentHindsight
  let planner: Planner
  let environment: String?

  /// How many of those that show as much as the last one asked for are compared by their bits, too.
  private static let ties = 20
  /// How far down the plan of then a place is looked for.
  static let deepest = 50

  /// The best experiments, the best first, and how many there are in all; none where the incident shows no propagation, or its fault
  /// is of no class.
  func best(_ top: Int) -> (experiments: [WarningExperiment], count: Int) {
    let shown = hindsight.shown
    let kind = hindsight.record.fault.kind
    guard !shown.isEmpty, kind.faultClass != nil else { return ([], 0) }
    let before = hindsight.before.book
    let after = before.recording(hindsight.evidence, stream: hindsight.observed.stream)
    let hasMagnitude = hindsight.before.state.policy.doseBands.edges(of: kind) != nil
    let doses = hasMagnitude ? Dose.allCases : [.high]
    var found: [WarningExperiment] = []
    for target in targets(shown) {
      for dose in doses {
        let chances = chances(after, target, kind, dose, shown)
        guard chances.contains(where: { $0 > 0 }) else { continue }
        found.append(
          WarningExperiment(
            target: target, kind: kind, dose: dose, chances: chances,
            foreseen: self.chances(before, target, kind, dose, shown)))
      }
    }
    found.sort { WarningSearch.ranksBefore($0, $1, []) }
    var best = Array(found.prefix(top))
    if let last = best.last {
      // Their bits decide among those that show as much: which of them are told must not hang on who was asked first.
      best += found.dropFirst(top).prefix(WarningSearch.ties).prefix { abs($0.shows - last.shows) <= 1e-9 }
    }
    let plan = planner.propose(PlanRequest(top: WarningSearch.deepest, environment: environment))
    for index in best.indices { tell(&best[index], plan) }
    let ordered = best.sorted { WarningSearch.ranksBefore($0, $1, shown) }
    return (Array(ordered.prefix(top)), found.count)
  }

  /// What shows more first; of those that show as much the one that promised more about it, then the smaller dose.
  private static func ranksBefore(
    _ one: WarningExperiment, _ other: WarningExperiment, _ shown: [IncidentHindsight.Shown]
  ) -> Bool {
    if abs(one.shows - other.shows) > 1e-9 { return one.shows > other.shows }
    let bits = (one.bits(about: shown) ?? 0, other.bits(about: shown) ?? 0)
    if abs(bits.0 - bits.1) > 1e-9 { return bits.0 > bits.1 }
    return one.dose != other.dose ? one.dose < other.dose : one.target.description < other.target.description
  }

  private func targets(_ shown: [IncidentHindsight.Shown]) -> [Target] {
    let model = hindsight.before.state.system
    let names = Set([hindsight.record.suspected] + shown.flatMap { $0.causes.map(\.name) })
      .filter { model.component($0)?.retired == false }
    var links: Set<Dependency> = []
    for one in shown where one.effect.kind == .component {
      for cause in one.causes where cause.kind == .call {
        let link = Dependency(caller: one.effect.name, callee: cause.name)
        if let record = model.dependency(link), model.isActive(record) { links.insert(link) }
      }
    }
    return names.sorted().map { .component($0) } + links.sorted().map { .dependency($0) }
  }

  /// By propagation: P(trouble of the experiment reaches one of its causes, and the effect degrades).
  private func chances(
    _ book: BeliefBook, _ target: Target, _ kind: FaultKind, _ dose: Dose, _ shown: [IncidentHindsight.Shown]
  ) -> [Double] {
    guard let forecast = book.predict(target, fault: kind, dose: dose, effort: ForecastEffort(draws: 0)) else {
      return shown.map { _ in 0 }
    }
    let degrades = Dictionary(forecast.nodes.map { ($0.node, $0.fromCauses) }, uniquingKeysWith: { first, _ in first })
    return shown.map { one in
      let isMet = one.causes.contains { cause in
        switch target {
        case .component(let name):
          return cause.name == name || (degrades[.component(cause.name)] ?? 0) > 0.01
        case .dependency(let link):
          let isOwn = one.effect == .component(link.caller) && cause.name == link.callee
          return isOwn || (degrades[.component(cause.name)] ?? 0) > 0.01
        }
      }
      // The faulted component itself is disturbed, not reached.
      guard isMet, target != .component(one.effect.name) || one.effect.kind == .journey else { return 0 }
      return degrades[one.effect] ?? 0
    }
  }

  /// What was said and done about an experiment before the incident.
  private func tell(_ one: inout WarningExperiment, _ plan: Plan) {
    let (target, kind, dose) = (one.target, one.kind, one.dose)
    let request = PlanRequest(top: 1, environment: environment, target: target, kinds: [kind], dose: dose)
    one.proposal = planner.propose(request).proposals.first
    func isSame(_ other: Target, _ fault: FaultKind, _ at: Dose) -> Bool {
      other == target && fault.faultClass == kind.faultClass && at == dose
    }
    one.rank = plan.proposals.first { isSame($0.target, $0.fault.kind, $0.dose) }?.rank
    let state = hindsight.before.state
    let bands = state.policy.doseBands
    one.held = state.proposals.values.filter {
      isSame($0.proposed.target, $0.proposed.fault.kind, $0.proposed.fault.dose(bands))
    }.sorted { $0.position < $1.position }
    one.runs = planner.history.runs.filter { isSame($0.target, $0.kind, $0.dose) }
  }
}
