internal import Beliefs
internal import SystemModel
internal import Vocabulary

/// Turns what was worked out about a candidate into a proposal that people and tools can read.
struct ProposalWriter {
  private let planner: Planner
  private let request: PlanRequest
  private let forecasters: [Forecaster]
  private let policyHash: String

  private static let similarLimit = 3
  /// What is believed of a hidden coupling before any evidence (chapter 2): mean 0.02, worth twenty observations.
  private static let couplingPrior = Beta(0.4, 19.6)

  init(_ planner: Planner, _ request: PlanRequest, _ forecasters: [Forecaster]) {
    self.planner = planner
    self.request = request
    self.forecasters = forecasters
    policyHash = planner.policy.fingerprint
  }

  /// - Parameter adds: in a batch, what it adds to those before it.
  func proposal(_ assessed: Assessed, rank: Int, adds: Double?) -> Proposal {
    let candidate = assessed.candidate
    let forecaster = forecasters[candidate.forecaster]
    let graph = forecaster.graph
    let kind = candidate.choice.kind
    let fault = Fault(
      kind: kind,
      magnitude: Magnitudes.magnitude(of: kind, at: forecaster.dose, planner.policy.doseBands), dose: forecaster.dose)
    let id = proposalID(
      position: planner.position, candidate.target, kind, forecaster.dose, environment: request.environment,
      seed: planner.seed, objective: request.objective)
    let own = assessed.forecast.degraded.map {
      Proposal.Prediction(node: graph.name($0.place), probability: $0.probability)
    }
    let outlook = assessed.outlook
    let told = outlook?.nodes.map {
      Proposal.Prediction(node: $0.node, probability: $0.probability, errors: $0.errors, latency: $0.latency)
    }
    let predicted = (told ?? own).sorted {
      $0.probability != $1.probability ? $0.probability > $1.probability : $0.node < $1.node
    }
    let value = adds ?? assessed.forecast.value
    let draft = IntentDraft(
      model: planner.model, target: candidate.target, fault: fault, dose: forecaster.dose,
      environment: request.environment, minutes: candidate.choice.minutes,
      predicted: own, callers: callers(candidate.site, graph),
      exclusions: planner.policy.excludedComponents, proposal: id)
    return Proposal(
      id: id, rank: rank, target: candidate.target, fault: fault, dose: forecaster.dose,
      alternatives: candidate.alternatives, environment: request.environment, bits: assessed.forecast.bits,
      standardError: assessed.forecast.standardError, worlds: assessed.forecast.worldValues.count,
      objectiveValue: value, value: request.ranking == .bits ? value : value / max(assessed.cost, 1e-9),
      cost: assessed.cost, bitsOffPath: assessed.forecast.bitsOffPath,
      discoveryBits: discoveryBits(candidate.site, forecaster), safety: assessed.safety, predicted: predicted,
      expectedComponents: outlook?.expectedComponents
        ?? own.reduce(0) { $1.node.kind == .component ? $0 + $1.probability : $0 },
      criticalProbability: outlook?.criticalProbability ?? assessed.forecast.criticalProbability,
      sources: SourceList(forecaster, assessed.forecast).sources, similarRuns: similarRuns(candidate, forecaster),
      runnerUp: nil, redundant: nil, intent: draft.intent, position: planner.position, seed: planner.seed,
      objective: request.objective, policyHash: policyHash)
  }

  /// Says of each why the next lost. `next` is the first that is not among the proposals.
  func compare(_ proposals: inout [Proposal], next: Assessed?) {
    let after = next.map { proposal($0, rank: proposals.count + 1, adds: nil) }
    for index in proposals.indices {
      guard let other = index + 1 < proposals.count ? proposals[index + 1] : after else { continue }
      proposals[index].runnerUp = ProposalComparison(proposals[index], other, request.ranking).sentence
    }
  }

  private func callers(_ site: Site, _ graph: WorldGraph) -> [NodeID] {
    switch site {
    case .link(_, let effect): return [graph.name(effect)]
    case .node(let place):
      return (Int(graph.outgoingRows[place])..<Int(graph.outgoingRows[place + 1]))
        .map { graph.name(Int(graph.effect[$0])) }.sorted()
    }
  }

  /// The information about couplings between a component and those that do not call it, each at its prior or at its mean of now
  /// with the prior's strength; a surprise that has raised one has made it an edge, which counts with the bits.
  private func discoveryBits(_ site: Site, _ forecaster: Forecaster) -> Double {
    guard case .node(let place) = site else { return 0 }
    let graph = forecaster.graph
    let node = graph.order[place]
    let prior = ProposalWriter.couplingPrior
    func gain(_ mean: Double) -> Double {
      let silent = 1 - mean
      return forecaster.surface.gain(
        first: silent, second: silent * silent + mean * silent / (prior.strength + 1))
    }
    let effects = Set(graph.network.outgoing(Int(node)).map { graph.network.edgeEffect[Int($0)] })
    let known = graph.network.couplings.filter { $0.target == node && !effects.contains($0.effect) }
    let untold = graph.order.count - 1 - effects.count - known.count
    return known.reduce(Double(max(untold, 0)) * gain(prior.mean)) { $0 + gain($1.mean) }
  }

  private func similarRuns(_ candidate: Candidate, _ forecaster: Forecaster) -> [Proposal.SimilarRun] {
    let alike = planner.history.runs.filter {
      $0.target == candidate.target && $0.kind.faultClass == forecaster.faultClass
    }
    return alike.suffix(ProposalWriter.similarLimit).reversed().map {
      Proposal.SimilarRun(
        id: $0.id, at: $0.startedAt, kind: $0.kind, dose: $0.dose, outcome: $0.outcome,
        leftOpen: leftOpen($0, forecaster.dose))
    }
  }

  private func leftOpen(_ run: RunHistory.PastRun, _ dose: Dose) -> String {
    var open: [String] = []
    if !run.openClauses.isEmpty { open.append("the claims \(run.openClauses.joined(separator: ", "))") }
    if !run.unknown.isEmpty {
      let names = run.unknown.prefix(5).map(\.description).joined(separator: ", ")
      open.append("the state of \(names)\(run.unknown.count > 5 ? " and \(run.unknown.count - 5) more" : "")")
    }
    if run.dose != dose { open.append("the dose \(dose.rawValue) (it was \(run.dose.rawValue))") }
    if run.grade.map({ !$0.movesBeliefs }) ?? true { open.append("everything: it gave no evidence") }
    return open.isEmpty ? "it left nothing open but chance" : "it left open " + open.joined(separator: "; ")
  }
}
