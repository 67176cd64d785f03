internal import SystemModel
internal import Vocabulary

/// One fault's network: the calls that its trouble can reach, and the target's hidden couplings with evidence as edges.
struct ForecastScene {
  /// Of the nodes that trouble can reach.
  let network: PropagationNetwork
  /// By node of the system's graph: its place in the network; nil where trouble cannot reach it.
  let localPlace: [Int?]
  /// By node of the system's graph: the mean of its hidden coupling where nothing known ties it to the target.
  let suspicion: [Double]
  /// The node whose own family is not met, in the system's graph: the faulted component; nil for a link.
  let faulted: Int?

  private let condensation: Condensation
  /// The place of the faulted component in the network.
  private let start: Int?
  /// The edge of a faulted link.
  private let link: Int?
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
    guard let source = graph.index(.component(name)) else { return nil }
    let coupled = ForecastScene.couplings(book, name, source, faultClass, onlyEffect)
    let reached = graph.reachable(from: (onlyEffect.map { [$0] } ?? [source]) + coupled)
    // A faulted link's callee is a cause without being degraded for others.
    let members = graph.nodes.indices.filter { reached[$0] || $0 == source }
    var local = [Int?](repeating: nil, count: graph.nodes.count)
    for (place, member) in members.enumerated() { local[member] = place }
    var edges: [PropagationNetwork.Edge] = []
    var families: [FamilyPosterior?] = []
    var mixes: [[Cause: SymptomMix]] = []
    let isCoupled = Set(coupled)
    for (place, member) in members.enumerated() {
      let key = FamilyKey(effect: graph.nodes[member], faultClass: faultClass)
      let family = book.family(key, including: isCoupled.contains(member) ? [.coupling(name)] : [])
      for (index, cause) in family.causes.enumerated() {
        guard let from = graph.index(.component(cause.name)), from != member, let fromPlace = local[from] else {
          continue
        }
        guard cause.kind == .call ? graph.calls(member, from) : cause == .coupling(name) && isCoupled.contains(member)
        else { continue }
        edges.append(
          PropagationNetwork.Edge(cause: fromPlace, effect: place, variables: family.variables(index, dose)))
      }
      families.append(family.posterior)
      mixes.append(book.inputs.symptomMixes(key))
    }
    let network = PropagationNetwork(
      nodes: members.map { graph.nodes[$0] }, edges: edges, families: families, leak: 0)
    self.network = network
    self.mixes = mixes
    condensation = Condensation(network)
    localPlace = local
    prior = .prior(faultClass)
    let startPlace = local[source]
    if let onlyEffect, let effect = local[onlyEffect] {
      faulted = nil
      start = nil
      link = network.incoming(effect).first { Int(network.edgeCause[$0]) == startPlace }
      suspicion = graph.nodes.map { _ in 0 }
    } else {
      faulted = source
      start = startPlace
      link = nil
      suspicion = ForecastScene.suspicions(book, name, source, faultClass, dose, except: isCoupled)
    }
  }

  /// The nodes that a fault on the target meets through hidden couplings: those with evidence and, of a tested target, those upstream
  /// of it; of a faulted link that its caller does not declare, the caller.
  private static func couplings(
    _ book: BeliefBook, _ name: String, _ source: Int, _ faultClass: FaultClass, _ onlyEffect: Int?
  ) -> [Int] {
    let graph = book.inputs.graph
    if let onlyEffect { return graph.calls(onlyEffect, source) ? [] : [onlyEffect] }
    let isTested = book.testedTargets.contains(name)
    let upstream = graph.reachable(from: [source])
    return graph.nodes.indices.filter { node in
      guard node != source, !graph.calls(node, source) else { return false }
      if isTested && upstream[node] { return true }
      let key = FamilyKey(effect: graph.nodes[node], faultClass: faultClass)
      return book.inputs.ledger.names(.coupling(name), in: key)
    }
  }

  /// By node outside of `known`, the prior mean of its coupling with a tested target.
  private static func suspicions(
    _ book: BeliefBook, _ name: String, _ source: Int, _ faultClass: FaultClass, _ dose: Dose, except known: Set<Int>
  ) -> [Double] {
    let graph = book.inputs.graph
    guard book.testedTargets.contains(name) else { return graph.nodes.map { _ in 0 } }
    let mean = book.inputs.priors[BeliefGroup(.coupling(isUpstream: false), faultClass)].theta(dose).mean
    return graph.nodes.indices.map { node in
      node == source || known.contains(node) || graph.calls(node, source) ? 0 : mean
    }
  }

  /// By place in the network the probability of degrading, with these probabilities on the edges.
  func probabilities(_ means: [Double], seed: UInt64, words: Int) -> [Double] {
    let state = settled(means, seed: seed, words: words)
    return network.nodes.indices.map { state.probability(of: $0) }
  }

  /// The same, and the probability that any of some places degrades, over the same worlds.
  func probabilities(
    _ means: [Double], seed: UInt64, words: Int, anyOf places: [Int]
  ) -> (each: [Double], any: Double) {
    let state = settled(means, seed: seed, words: words)
    var count = 0
    for word in 0..<words { count += places.reduce(0) { $0 | state.activeWorlds($1, word: word) }.nonzeroBitCount }
    return (network.nodes.indices.map { state.probability(of: $0) }, Double(count) / Double(64 * words))
  }

  private func settled(_ means: [Double], seed: UInt64, words: Int) -> CascadeState {
    let engine = CascadeEngine(
      PropagationNetwork(network, edgeMean: means, leak: 0), seed: seed, words: words, condensation: condensation)
    var state = engine.makeState()
    if let start {
      engine.run(from: start, &state)
    } else if let link {
      engine.run(link: link, &state)
    }
    return state
  }

  /// How a node's degradation shows: the mixes of its edges, weighed by how probably each degrades it.
  func mix(_ node: Int, _ probability: [Double]) -> (errors: Double, latency: Double) {
    guard let place = localPlace[node] else { return (prior.errors.mean, prior.latency.mean) }
    var errors = 1e-9 * prior.errors.mean
    var latency = 1e-9 * prior.latency.mean
    var total = 1e-9
    for edge in network.incoming(place) {
      let cause = Int(network.edgeCause[edge])
      let weight = network.edgeMean[edge] * (cause == start || edge == link ? 1 : probability[cause])
      let name = network.nodes[cause].name
      let mix = mixes[place][.call(name)] ?? mixes[place][.coupling(name)] ?? prior
      errors += weight * mix.errors.mean
      latency += weight * mix.latency.mean
      total += weight
    }
    return (errors / total, latency / total)
  }
}
