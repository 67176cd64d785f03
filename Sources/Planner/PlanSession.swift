internal import Beliefs
internal import SystemModel
internal import Vocabulary

/// The steps of one plan, in order.
struct PlanSession {
  private let planner: Planner
  private let request: PlanRequest
  private let forecasters: [Forecaster]
  private let places: [[NodeID: Int]]
  private let safety: SafetyAssessor
  private let search: CandidateSearch

  /// How many candidates are forecast in full for each that is wanted, at least.
  private static let poolPerProposal = 8
  private static let smallestPool = 48
  private static let largestPool = 400

  init(_ planner: Planner, _ request: PlanRequest) {
    self.planner = planner
    self.request = request
    let pairs = PlanSession.networks(planner, request)
    let surfaces = Surfaces.shared
    let objective = ObjectiveWorth(request.objective, planner, pairs)
    @Sendable func forecaster(_ pair: (FaultClass, Dose), like other: Forecaster?) -> Forecaster {
      let network = objective.network(pair.0, pair.1) ?? planner.networks(pair.0, pair.1)
      return Forecaster(
        network, pair.0, pair.1, model: planner.model, journey: request.journey,
        surface: surfaces.surface(leak: network.leak), seed: planner.seed, valuing: objective, like: other)
    }
    let first = pairs.first.map { forecaster($0, like: nil) }
    let plain =
      [first].compactMap { $0 } + concurrentMap(Array(pairs.dropFirst())) { forecaster($0, like: first) }
    let places = plain.map { $0.places() }
    self.places = places
    let recentRadii = PlanSession.recentRadii(planner, in: request.environment, plain, places)
    let marks = PlanSession.marks(planner, request, recentRadii)
    let forecasters = plain.map { $0.marking(marks) }
    self.forecasters = forecasters
    safety = SafetyAssessor(planner, request, forecasters, recentRadii: recentRadii)
    search = CandidateSearch(planner, request, forecasters, marks: marks)
  }

  func plan() -> Plan {
    let looks = SharedLooks(forecasters).looks()
    let wanted = max(request.batch ?? request.top, 0)
    let pool = min(max(PlanSession.poolPerProposal * wanted, PlanSession.smallestPool), PlanSession.largestPool)
    let found = search.best(looks, limit: pool)
    let (ranked, isSettled) = settle(found.allowed, found.blocked, wanted: wanted)
    let best = ranked.map(\.forecast.value).max() ?? 0
    let writer = ProposalWriter(planner, request, forecasters)
    var proposals: [Proposal]
    if let batch = request.batch {
      let chosen = choose(batch, of: ranked)
      proposals = chosen.enumerated().map { writer.proposal($1.assessed, rank: $0 + 1, adds: $1.adds) }
    } else {
      proposals = concurrentMap(Array(ranked.prefix(wanted).enumerated())) {
        writer.proposal($1, rank: $0 + 1, adds: nil)
      }
    }
    let next = request.batch == nil && ranked.count > wanted ? ranked[wanted] : nil
    writer.compare(&proposals, next: next)
    let redundant = Redundancy(search: search).find(best: best, places: places)
    for index in proposals.indices {
      let proposal = proposals[index]
      proposals[index].redundant =
        redundant.first {
          $0.target == proposal.target && $0.dose == proposal.dose
            && $0.kind.faultClass == proposal.fault.kind.faultClass
        }?.why
    }
    return Plan(
      proposals: proposals, redundant: redundant,
      candidates: found.count, isSettled: isSettled, objective: request.objective, seed: planner.seed,
      position: planner.position, now: planner.now)
  }

  /// A batch whose every member has the verdict by its outlook: where that blocks one, it is chosen again.
  private func choose(_ count: Int, of ranked: [Assessed]) -> [(assessed: Assessed, adds: Double)] {
    var pool = ranked
    while true {
      let chosen = Batch.choose(pool, count: count, forecasters, by: request.ranking)
      let found = Dictionary(
        uniqueKeysWithValues: concurrentMap(chosen.map(\.assessed)) { safety.confirmed($0) }.map {
          ($0.candidate.order, $0)
        })
      let isAsItWas = chosen.allSatisfy {
        found[$0.assessed.candidate.order]?.safety.allowed == $0.assessed.safety.allowed
      }
      if isAsItWas { return chosen.map { (found[$0.assessed.candidate.order] ?? $0.assessed, $0.adds) } }
      pool = pool.map { safety.known($0) }.sorted(by: Assessed.ranksBefore)
    }
  }

  /// The final order. Blocked ones are looked at as far as allowed ones do not fill the list; and where more accurate forecasts
  /// block some that were allowed at first sight, the whole pool is.
  private func settle(
    _ allowed: [Candidate], _ blocked: [Candidate], wanted: Int
  ) -> (ranked: [Assessed], isSettled: Bool) {
    let settlement = Settlement(search: search, safety: safety)
    let isBatch = request.batch != nil
    let contenders = isBatch ? allowed : PlanSession.contenders(allowed, wanted: wanted)
    let rest = PlanSession.contenders(blocked, wanted: max(wanted - contenders.count, 1))
    // A batch is chosen by what each adds, which takes the exposures of all.
    let explained = isBatch ? contenders.count + rest.count : nil
    let (ranked, isSettled) = settlement.settle(contenders + rest, head: wanted, explained: explained)
    let running = ranked.count { $0.safety.allowed }
    if running >= wanted || contenders.count == allowed.count { return (ranked, isSettled) }
    return settlement.settle(allowed + rest, head: wanted, explained: explained)
  }

  /// The candidates that could still be among the first `wanted`: all those whose score at first sight is within four standard
  /// errors, and the 2 % that the first look's gains may be off, of the last of them; never fewer than twice as many as are wanted.
  private static func contenders(_ candidates: [Candidate], wanted: Int) -> [Candidate] {
    guard wanted > 0, candidates.count > 2 * wanted else { return candidates }
    let last = candidates[wanted - 1]
    func margin(_ candidate: Candidate) -> Double {
      candidate.value > 0 ? (0.02 + 4 * candidate.standardError / candidate.value) * candidate.score : 0
    }
    let floor = last.score - margin(last)
    return candidates.enumerated().filter { index, candidate in
      index < 2 * wanted || candidate.score + margin(candidate) >= floor
    }.map(\.element)
  }

  /// The classes and doses at which something can be injected, or was, in order.
  private static func networks(_ planner: Planner, _ request: PlanRequest) -> [(FaultClass, Dose)] {
    var kinds = Set<FaultKind>()
    for component in planner.model.components where !component.retired {
      kinds.formUnion(component.kind.plausibleFaults)
      kinds.formUnion(component.kind.plausibleLinkFaults)
    }
    for mode in planner.model.failureModes { kinds.insert(mode.fault) }
    if let asked = request.kinds { kinds = asked }
    let bands = planner.policy.doseBands
    var needed = Set<Int>()
    for kind in kinds {
      guard let faultClass = kind.faultClass else { continue }
      for dose in Dose.allCases
      where (bands.edges(of: kind) != nil || dose == .high) && dose == request.dose ?? dose {
        needed.insert(faultClass.index * 3 + dose.index)
      }
    }
    // What was run before is needed for what is redundant, and for the radius of what is too recent.
    let standing = planner.history.standing(
      at: planner.now, spacing: planner.policy.spacingSeconds, in: request.environment)
    for run in request.kinds == nil ? planner.history.runs : standing {
      guard let faultClass = run.kind.faultClass else { continue }
      needed.insert(faultClass.index * 3 + run.dose.index)
    }
    return FaultClass.allCases.flatMap { faultClass in
      Dose.allCases.filter { needed.contains(faultClass.index * 3 + $0.index) }.map { (faultClass, $0) }
    }
  }

  /// What the runs meet that are too recent, under way, or whose fault is still at work.
  private static func recentRadii(
    _ planner: Planner, in environment: String?, _ forecasters: [Forecaster], _ places: [[NodeID: Int]]
  ) -> [(run: RunHistory.PastRun, nodes: Set<NodeID>)] {
    // Faults that nobody saw to be gone may be many, and alike.
    var radii: [RunHistory.PastRun.Disturbance: Set<NodeID>] = [:]
    func radius(_ run: RunHistory.PastRun) -> Set<NodeID> {
      var nodes = run.target.ends
      if let outlook = planner.predict?(run.target, run.kind, run.dose) { return nodes.union(outlook.radius) }
      if let index = forecasters.firstIndex(where: { $0.faultClass == run.kind.faultClass && $0.dose == run.dose }),
        let site = forecasters[index].site(run.target, places: places[index]),
        let forecast = forecasters[index].forecasts([site], words: Forecaster.words, explained: false).first
      {
        for (place, probability) in forecast.degraded where probability > SafetyLimits.inBlastRadiusFrom {
          nodes.insert(forecasters[index].graph.name(place))
        }
      }
      return nodes
    }
    return planner.history.standing(
      at: planner.now, spacing: planner.policy.spacingSeconds, in: environment
    ).map { run in
      let nodes = radii[run.disturbance] ?? radius(run)
      radii[run.disturbance] = nodes
      return (run, nodes)
    }
  }

  private static func marks(
    _ planner: Planner, _ request: PlanRequest, _ radii: [(run: RunHistory.PastRun, nodes: Set<NodeID>)]
  ) -> [NodeID: UInt32] {
    var marks: [NodeID: UInt32] = [:]
    let frozen = planner.policy.freezes.filter {
      $0.holds(in: request.environment) && $0.overlap(from: planner.now, to: planner.now) != nil
    }
    for name in planner.policy.excludedComponents + request.exclusions.sorted() + frozen.flatMap(\.components) {
      marks[.component(name), default: 0] |= CandidateSearch.Mark.excluded
    }
    // A run that is merely under way, or whose fault nobody saw to be gone, is a doubt, and stands in nobody's way outside of production.
    let isProduction = planner.policy.isProduction(request.environment)
    for (run, nodes) in radii
    where isProduction
      || !run.isPlaceInDoubt(for: request.environment)
        && (run.isFaultActive || run.blocks(at: planner.now, spacing: planner.policy.spacingSeconds))
    {
      for node in nodes { marks[node, default: 0] |= CandidateSearch.Mark.recent }
    }
    let least = planner.policy.minBudgetRemaining ?? 0
    for budget in planner.model.budgets where budget.remaining < least || budget.remaining <= 0 {
      marks[budget.node, default: 0] |= CandidateSearch.Mark.spent
    }
    for journey in planner.model.journeys where planner.model.budget(of: .journey(journey.name)) == nil {
      marks[.journey(journey.name), default: 0] |= CandidateSearch.Mark.unreported
    }
    return marks
  }
}
