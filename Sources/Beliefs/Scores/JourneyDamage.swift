internal import SystemModel
internal import Vocabulary

/// P(journey degrades | fault) for every journey and fault, with posterior means or with a draw from the posterior.
struct JourneyDamage {
  private let journeys: [Int]
  private let faults: [WeighedFault]
  private let networks: [Scene]
  /// By network: the faults of its class, with the node of their component; those alone that some journey depends on.
  private let faultsOf: [[(fault: Int, node: Int)]]

  private struct Scene {
    let network: PropagationNetwork
    let condensation: Condensation
    let sampler: EdgeSampler
  }

  /// - Parameter networks: one a class in play, ascending by class.
  init(_ graph: SystemGraph, _ journeys: [Int], _ faults: [WeighedFault], _ networks: [PropagationNetwork]) {
    self.faults = faults
    // What no journey depends on is left out, with all beliefs about it. Edges keep their order, and their worlds.
    var isNeeded = graph.nodes.map { _ in false }
    for network in networks { network.markDependencies(of: journeys, in: &isNeeded) }
    var count = 0
    let places = isNeeded.map { isNeeded -> Int? in
      count += isNeeded ? 1 : 0
      return isNeeded ? count - 1 : nil
    }
    self.journeys = journeys.compactMap { places[$0] }
    self.networks = concurrentMap(networks) { network in
      let needed = network.restricted(to: places)
      return Scene(network: needed, condensation: Condensation(needed), sampler: EdgeSampler(needed))
    }
    let classes = Set(faults.map(\.faultClass)).sorted()
    var faultsOf = classes.map { _ in [(fault: Int, node: Int)]() }
    for (index, fault) in faults.enumerated() {
      guard let node = graph.index(.component(fault.component)), let place = places[node],
        let row = classes.firstIndex(of: fault.faultClass)
      else { continue }
      faultsOf[row].append((index, place))
    }
    self.faultsOf = faultsOf
  }

  /// By journey and fault.
  ///
  /// - Parameters:
  ///   - seed: names the draw from the posterior.
  ///   - worlds: names the worlds; the same for every draw, so that their noise does not widen the spread.
  func probabilities(seed: UInt64, worlds: UInt64? = nil, words: Int, drawing: Bool) -> [[Double]] {
    var found = Array(repeating: Array(repeating: 0.0, count: faults.count), count: journeys.count)
    guard !journeys.isEmpty else { return found }
    var generator = Xoshiro256(seed: seed)
    for (index, scene) in networks.enumerated() {
      let means = drawing ? scene.sampler.draw(using: &generator) : scene.network.edgeMean
      let engine = CascadeEngine(
        PropagationNetwork(scene.network, edgeMean: means, leak: 0), seed: worlds ?? seed, words: words,
        condensation: scene.condensation)
      for (place, journey) in journeys.enumerated() {
        let cascade = ReverseCascade(engine, to: journey)
        for (fault, node) in faultsOf[index] { found[place][fault] = cascade.probability(from: node) }
      }
    }
    return found
  }

  /// By journey: 1 − Σ π P.
  func resilience(_ probabilities: [[Double]]) -> [Double] {
    probabilities.map { row in 1 - zip(faults, row).reduce(0) { $0 + $1.0.share * $1.1 } }
  }
}

extension PropagationNetwork {
  /// Marks some nodes and all whose trouble can reach them.
  fileprivate func markDependencies(of nodes: [Int], in isNeeded: inout [Bool]) {
    var seen = isNeeded.map { _ in false }
    var stack = nodes
    for node in nodes { seen[node] = true }
    while let node = stack.popLast() {
      isNeeded[node] = true
      for edge in incoming(node) where !seen[Int(edgeCause[edge])] {
        seen[Int(edgeCause[edge])] = true
        stack.append(Int(edgeCause[edge]))
      }
    }
  }

  /// The network of some nodes, those that have a new place, and of the edges between them.
  fileprivate func restricted(to places: [Int?]) -> PropagationNetwork {
    let kept = places.indices.filter { places[$0] != nil }
    guard kept.count < nodes.count else { return self }
    let edges = edgeCause.indices.compactMap { edge -> Edge? in
      guard let cause = places[Int(edgeCause[edge])], let effect = places[Int(edgeEffect[edge])] else { return nil }
      return Edge(cause: cause, effect: effect, variables: edgeVariables[edge])
    }
    return PropagationNetwork(
      nodes: kept.map { nodes[$0] }, edges: edges, families: kept.map { families[$0] }, leak: leak)
  }
}
