internal import SystemModel
public import Vocabulary

extension BeliefBook {
  /// What a fault is expected to do: a cascade over the calls with posterior means, from the target and from the nodes that
  /// its hidden couplings reach, P = 1 − (1 − leak)(1 − P from causes).
  ///
  /// Hidden couplings take part where the target has been tested under any class; what they reach spreads on. A fault on a link
  /// activates that caller's cause alone. Intervals come from posterior draws over the same worlds.
  ///
  /// - Returns: nil for a kind of fault of no class (none, unknown), and for a target that the system does not have.
  /// - Complexity: O(calls · (words + draws · wordsPerDraw)).
  public func predict(
    _ target: Target, fault: FaultKind, dose: Dose, effort: ForecastEffort = ForecastEffort()
  ) -> Forecast? {
    guard let faultClass = fault.faultClass, let scene = ForecastScene(self, target, faultClass, dose) else {
      return nil
    }
    let mean = scene.probabilities(scene.network.edgeMean, seed: effort.seed, words: effort.words)
    var draws: [[Double]] = []
    var generator = Xoshiro256(seed: effort.seed)
    for _ in 0..<effort.draws {
      let means = scene.network.drawnMeans(using: &generator)
      draws.append(scene.probabilities(means, seed: effort.seed, words: effort.wordsPerDraw))
    }
    let leak = leak.mean
    let nodes = inputs.graph.nodes.indices.map { place -> NodeForecast in
      if place == scene.faulted { return targetForecast(place, fault, faultClass, dose) }
      let whole = 1 - (1 - leak) * (1 - mean[place])
      // Draws carry the noise of few worlds; centred on the mean of many, their spread is what counts.
      let sample = draws.map { 1 - (1 - leak) * (1 - $0[place]) }
      let (low, high) = interval(sample, around: whole)
      let mix = scene.mix(place, mean)
      return NodeForecast(
        node: inputs.graph.nodes[place], isTarget: false, criticality: inputs.graph.criticality[place],
        probability: whole, fromCauses: mean[place], low: low,
        high: high, errors: mix.errors * whole, latency: mix.latency * whole)
    }
    return Forecast(target: target, fault: fault, dose: dose, nodes: nodes)
  }

  /// The target itself: its susceptibility to the kind of fault.
  private func targetForecast(
    _ place: Int, _ fault: FaultKind, _ faultClass: FaultClass, _ dose: Dose
  ) -> NodeForecast {
    let node = inputs.graph.nodes[place]
    let key = FamilyKey(effect: node, faultClass: faultClass)
    let family = family(key, including: [.fault(fault)])
    let cause = family.index(of: .fault(fault)) ?? 0
    let belief = family.summary(cause, dose)
    let mix = inputs.symptomMixes(key)[.fault(fault)] ?? .prior(faultClass)
    let whole = 1 - (1 - leak.mean) * (1 - belief.mean)
    return NodeForecast(
      node: node, isTarget: true, criticality: 0, probability: whole, fromCauses: belief.mean, low: belief.low,
      high: belief.high,
      errors: mix.errors.mean * whole, latency: mix.latency.mean * whole)
  }
}

/// The 5 % and 95 % quantiles of a sample, moved so that the sample's mean lies at `centre`; within 0 … 1.
func interval(_ sample: [Double], around centre: Double) -> (low: Double, high: Double) {
  guard sample.count > 1 else { return (centre, centre) }
  let sorted = sample.sorted()
  let shift = centre - sorted.reduce(0, +) / Double(sorted.count)
  func quantile(_ p: Double) -> Double {
    let at = p * Double(sorted.count - 1)
    let below = Int(at)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (at - Double(below)) * (sorted[above] - sorted[below])
  }
  return (min(max(quantile(0.05) + shift, 0), centre), max(min(quantile(0.95) + shift, 1), centre))
}

/// One fault's network: the calls, and the target's hidden couplings as edges.
private struct ForecastScene {
  let network: PropagationNetwork
  let condensation: Condensation
  /// The node whose own family is not met: the faulted component; nil for a link.
  let faulted: Int?
  /// The edge of a faulted link.
  let link: Int?
  private let mixes: [[Cause: SymptomMix]]
  private let prior: SymptomMix

  init?(_ book: BeliefBook, _ target: Target, _ faultClass: FaultClass, _ dose: Dose) {
    let graph = book.inputs.graph
    let name: String
    var onlyEffect: Int?
    switch target {
    case .component(let component): name = component
    case .dependency(let dependency):
      name = dependency.callee
      guard let caller = graph.index(.component(dependency.caller)) else { return nil }
      onlyEffect = caller
    }
    guard let start = graph.index(.component(name)) else { return nil }
    let isTested = book.inputs.ledger.testedTargets.contains(name)
    var edges: [PropagationNetwork.Edge] = []
    var families: [FamilyPosterior?] = []
    var mixes: [[Cause: SymptomMix]] = []
    for (effect, node) in graph.nodes.enumerated() {
      let key = FamilyKey(effect: node, faultClass: faultClass)
      let isHidden = effect != start && !graph.calls(effect, start)
      let meetsHidden = isHidden && (onlyEffect == nil ? isTested : onlyEffect == effect)
      let family = book.family(key, including: meetsHidden ? [.coupling(name)] : [])
      for (place, cause) in family.causes.enumerated() {
        guard let source = graph.index(.component(cause.name)), source != effect else { continue }
        let isCall = cause.kind == .call && graph.calls(effect, source)
        guard isCall || (meetsHidden && cause == .coupling(name)) else { continue }
        edges.append(
          PropagationNetwork.Edge(cause: source, effect: effect, variables: family.variables(place, dose)))
      }
      families.append(family.posterior)
      mixes.append(book.inputs.symptomMixes(key))
    }
    let network = PropagationNetwork(nodes: graph.nodes, edges: edges, families: families, leak: 0)
    self.network = network
    condensation = Condensation(network)
    self.mixes = mixes
    prior = .prior(faultClass)
    if let onlyEffect {
      faulted = nil
      link = network.incoming(onlyEffect).first { Int(network.edgeCause[$0]) == start }
    } else {
      faulted = start
      link = nil
    }
  }

  /// By node the probability of degrading, with these probabilities on the edges.
  func probabilities(_ means: [Double], seed: UInt64, words: Int) -> [Double] {
    let engine = CascadeEngine(
      PropagationNetwork(network, edgeMean: means, leak: 0), seed: seed, words: words, condensation: condensation)
    var state = engine.makeState()
    if let faulted {
      engine.run(from: faulted, &state)
    } else if let link {
      engine.run(link: link, &state)
    }
    return network.nodes.indices.map { state.probability(of: $0) }
  }

  /// How a node's degradation shows: the mixes of its edges, weighed by how probably each degrades it.
  func mix(_ node: Int, _ probability: [Double]) -> (errors: Double, latency: Double) {
    var errors = 1e-9 * prior.errors.mean
    var latency = 1e-9 * prior.latency.mean
    var total = 1e-9
    for edge in network.incoming(node) {
      let cause = Int(network.edgeCause[edge])
      let weight = network.edgeMean[edge] * (cause == faulted || edge == link ? 1 : probability[cause])
      let name = network.nodes[cause].name
      let mix = mixes[node][.call(name)] ?? mixes[node][.coupling(name)] ?? prior
      errors += weight * mix.errors.mean
      latency += weight * mix.latency.mean
      total += weight
    }
    return (errors / total, latency / total)
  }
}
