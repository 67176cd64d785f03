internal import SystemModel
internal import Vocabulary

/// The candidates: components and links × classes × doses, each named by the kind of fault that suits it best, with the cost
/// and the safety that the first look tells.
struct CandidateSearch {
  /// Marks of nodes, for the first look at safety.
  enum Mark {
    /// Excluded by policy.
    static let excluded: UInt32 = 1
    /// Met by a run that is too recent or still at work.
    static let recent: UInt32 = 2
    /// Its error budget is spent.
    static let spent: UInt32 = 4
    /// A journey whose budget nobody reported.
    static let unreported: UInt32 = 8
  }

  let planner: Planner
  let request: PlanRequest
  let forecasters: [Forecaster]
  let marks: [NodeID: UInt32]

  private let isProduction: Bool
  private let isFrozen: Bool
  private let degraded: Set<String>
  private let tried: [Tried: Dose]

  private struct Tried: Hashable {
    let target: Target
    let faultClass: FaultClass
  }

  init(_ planner: Planner, _ request: PlanRequest, _ forecasters: [Forecaster], marks: [NodeID: UInt32]) {
    self.planner = planner
    self.request = request
    self.forecasters = forecasters
    self.marks = marks
    isProduction = planner.policy.isProduction(request.environment)
    isFrozen = planner.policy.freezes.contains {
      $0.components.isEmpty && $0.holds(in: request.environment)
        && $0.overlap(from: planner.now, to: planner.now) != nil
    }
    degraded = Set(planner.history.openIncidents.map(\.component))
    var tried: [Tried: Dose] = [:]
    for run in planner.history.runs {
      guard let faultClass = run.kind.faultClass else { continue }
      guard !run.wentBadly, StartSmallGate.counts(run, run.target, faultClass, .high) else { continue }
      let key = Tried(target: run.target, faultClass: faultClass)
      tried[key] = min(tried[key] ?? .high, run.dose)
    }
    self.tried = tried
  }

  /// The best candidates, allowed ones and blocked ones apart, and how many were compared.
  func best(_ looks: [FirstLook], limit: Int) -> (allowed: [Candidate], blocked: [Candidate], count: Int) {
    var allowed = BestCandidates(limit: limit)
    var blocked = BestCandidates(limit: limit)
    var choices = FaultChoices(planner.model, planner.policy, only: request.kinds)
    var count = 0
    for index in forecasters.indices {
      let forecaster = forecasters[index]
      if let dose = request.dose, dose != forecaster.dose { continue }
      let graph = forecaster.graph
      for place in graph.order.indices where graph.name(place).kind == .component {
        let name = graph.name(place).name
        if let places = request.places, !places.contains(name) { continue }
        let component = planner.model.component(name)
        let own = choices.choices(component, name: name, forecaster.faultClass, forecaster.dose)
        if !own.isEmpty {
          count += 1
          if let found = candidate(index, .node(place), .component(name), own, looks[index].nodes[place], count) {
            if found.isAllowed { allowed.offer(found) } else { blocked.offer(found) }
          }
        }
        let outgoing = Int(graph.outgoingRows[place])..<Int(graph.outgoingRows[place + 1])
        // A fault on the only link to a component is a fault on the component.
        if outgoing.count == 1 && !own.isEmpty && request.target == nil { continue }
        let linked = choices.linkChoices(to: component, forecaster.faultClass, forecaster.dose)
        guard !linked.isEmpty else { continue }
        for out in outgoing {
          let caller = Int(graph.effect[out])
          guard graph.name(caller).kind == .component else { continue }
          count += 1
          let slot = Int(graph.effectSlot[out])
          let target = Target.dependency(Dependency(caller: graph.name(caller).name, callee: name))
          let site = Site.link(slot: slot, effect: caller)
          if let found = candidate(index, site, target, linked, looks[index].links[slot], count) {
            if found.isAllowed { allowed.offer(found) } else { blocked.offer(found) }
          }
        }
      }
    }
    return (allowed.sorted(), blocked.sorted(), count)
  }

  /// Nil where it is not asked for, or teaches nothing that counts.
  private func candidate(
    _ forecaster: Int, _ site: Site, _ target: Target, _ choices: [FaultChoices.Choice], _ entry: FirstLook.Entry,
    _ order: Int
  ) -> Candidate? {
    if let wanted = request.target {
      guard target == wanted else { return nil }
    } else if entry.value <= 0 {
      return nil
    }
    guard request.exclusions.isEmpty || !isExcluded(target) else { return nil }
    let settings = forecasters[forecaster]
    let startsSmall =
      settings.dose == .low
      || tried[Tried(target: target, faultClass: settings.faultClass)].map { $0 <= settings.dose } ?? false
    let choice = choices.first { !$0.hasMagnitude || startsSmall } ?? choices[0]
    let mayStart = !choice.hasMagnitude || startsSmall
    let cost = choice.minutes + Double(entry.burden) * planner.policy.journeyCostMinutes
    let value = Double(entry.value)
    return Candidate(
      forecaster: forecaster, site: site, target: target, choice: choice,
      alternatives: choices.map(\.kind).filter { $0 != choice.kind },
      isAllowed: mayStart && isSafe(target, entry), cost: cost, value: value,
      standardError: Double(entry.standardError),
      score: request.ranking == .bits ? value : value / max(cost, 1e-9), order: order)
  }

  private func isExcluded(_ target: Target) -> Bool {
    switch target {
    case .component(let name): request.exclusions.contains(name)
    case .dependency(let link): request.exclusions.contains(link.caller) || request.exclusions.contains(link.callee)
    }
  }

  /// The gates as far as the first look can tell; the standing verdict is that of the evaluator.
  private func isSafe(_ target: Target, _ entry: FirstLook.Entry) -> Bool {
    if isFrozen { return false }
    let policy = planner.policy
    if Double(entry.components) > policy.maxExpectedComponents ?? .infinity { return false }
    if Double(entry.critical) > policy.maxCriticalJourneyProbability ?? .infinity { return false }
    var blocking = Mark.excluded | Mark.recent | Mark.spent
    if isProduction { blocking |= Mark.unreported }
    if entry.marks & blocking != 0 { return false }
    let disturbed: String
    switch target {
    case .component(let name): disturbed = name
    case .dependency(let link):
      disturbed = link.caller
      let met = (marks[.component(link.callee)] ?? 0) & (Mark.excluded | Mark.recent)
      if degraded.contains(link.callee) || met != 0 { return false }
    }
    if degraded.contains(disturbed) || (marks[.component(disturbed)] ?? 0) & blocking != 0 { return false }
    return !isProduction || planner.model.component(disturbed)?.tier != nil
  }
}
