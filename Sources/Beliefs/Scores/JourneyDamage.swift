internal import SystemModel
internal import Vocabulary

/// P(journey degrades | fault) for every journey and fault, with posterior means or with a draw from the posterior.
struct JourneyDamage {
  private let journeys: [Int]
  private let faults: [WeighedFault]
  private let networks: [(network: PropagationNetwork, condensation: Condensation, sampler: EdgeSampler)]
  /// By network: the faults of its class, with the node of their component.
  private let faultsOf: [[(fault: Int, node: Int)]]

  /// - Parameter networks: one a class in play, ascending by class.
  init(_ graph: SystemGraph, _ journeys: [Int], _ faults: [WeighedFault], _ networks: [PropagationNetwork]) {
    self.journeys = journeys
    self.faults = faults
    self.networks = networks.map { ($0, Condensation($0), EdgeSampler($0)) }
    faultsOf = Set(faults.map(\.faultClass)).sorted().map { faultClass in
      faults.indices.compactMap { index in
        guard faults[index].faultClass == faultClass, let node = graph.index(.component(faults[index].component))
        else { return nil }
        return (index, node)
      }
    }
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
    for (index, (network, condensation, sampler)) in networks.enumerated() {
      let means = drawing ? sampler.draw(using: &generator) : network.edgeMean
      let engine = CascadeEngine(
        PropagationNetwork(network, edgeMean: means, leak: 0), seed: worlds ?? seed, words: words,
        condensation: condensation)
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
