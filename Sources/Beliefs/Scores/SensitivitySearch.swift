internal import SystemModel
internal import Vocabulary

/// Finds the beliefs that a weighted mean of journeys' scores hangs on.
///
/// A score is linear in the probability of each edge, so its derivative by one is the difference between the score with that edge live
/// in every world and the score with it live in none, over the same worlds as the score itself. A first look bounds what each edge can
/// do — the weight of the faults below it × how surely its effect reaches the journeys × its standard deviation — and those at
/// the top are computed, as many as the effort allows.
struct SensitivitySearch {
  private let graph: SystemGraph
  private let journeys: [(place: Int, weight: Double)]
  private let classes: [Class]
  private let words: Int

  /// The most words of worlds to carry over edges: bounds the time on a large system.
  private static let most = 50_000_000
  /// At least so many beliefs are computed.
  private static let least = 16

  private struct Class {
    let families: NetworkFamilies
    let engine: CascadeEngine
    /// By node, the share of the faults of this class.
    let shares: [Double]
  }

  private struct EdgePlace {
    let index: Int
    let edge: Int
    let bound: Double
  }

  init(
    _ graph: SystemGraph, _ journeys: [(place: Int, weight: Double)], _ faults: [WeighedFault],
    _ families: [NetworkFamilies], _ effort: ForecastEffort
  ) {
    self.graph = graph
    self.journeys = journeys.filter { $0.weight > 0 }
    words = effort.words
    classes = families.map { family in
      let network = family.network(.high)
      var shares = Array(repeating: 0.0, count: graph.nodes.count)
      for fault in faults where fault.faultClass == family.faultClass {
        if let node = graph.index(.component(fault.component)) { shares[node] += fault.share }
      }
      let engine = CascadeEngine(
        PropagationNetwork(network, edgeMean: network.edgeMean, leak: 0), seed: effort.seed, words: effort.words)
      return Class(families: family, engine: engine, shares: shares)
    }
  }

  /// The sensitivities, the largest swing first, and how many beliefs can move the score at all.
  func sensitivities() -> (found: [ScoreAccount.Sensitivity], count: Int) {
    let places = classes.indices.flatMap(bounds).sorted {
      ($1.bound, $0.index, $0.edge) < ($0.bound, $1.index, $1.edge)
    }
    let cost = max(2 * journeys.count * graph.edges.count * words, 1)
    let chosen = places.prefix(max(SensitivitySearch.most / cost, SensitivitySearch.least))
    let found = chosen.compactMap { place in
      belief(place).map { ScoreAccount.Sensitivity(belief: $0, derivative: derivative(place)) }
    }
    return (
      found.filter { $0.derivative != 0 }.sorted { ($1.swing, $0.belief.id) < ($0.swing, $1.belief.id) }, places.count
    )
  }

  /// −∂ (Σ weight · Σ π P) / ∂ θ of an edge.
  private func derivative(_ place: EdgePlace) -> Double {
    let known = classes[place.index]
    func damage(_ isLive: Bool) -> Double {
      let engine = known.engine.forcing(place.edge, isLive: isLive)
      return journeys.reduce(0) { sum, journey in
        let cascade = ReverseCascade(engine, to: journey.place)
        return sum
          + journey.weight
          * known.shares.indices.reduce(0) {
            known.shares[$1] > 0 ? $0 + known.shares[$1] * cascade.probability(from: $1) : $0
          }
      }
    }
    return damage(false) - damage(true)
  }

  /// The belief of an edge.
  private func belief(_ place: EdgePlace) -> BeliefSummary? {
    let network = classes[place.index].engine.network
    let name = network.nodes[Int(network.edgeCause[place.edge])].name
    guard let family = classes[place.index].families.families[Int(network.edgeEffect[place.edge])],
      let cause = family.index(of: .call(name)) ?? family.index(of: .coupling(name))
    else { return nil }
    return family.summary(cause, .high)
  }

  /// What each edge of a class can do to the score at most, by a first look; only those that can do anything.
  private func bounds(_ index: Int) -> [EdgePlace] {
    let known = classes[index]
    let network = known.engine.network
    let below = faultsBelow(known)
    var reach = Array(repeating: 0.0, count: network.nodes.count)
    for journey in journeys {
      let cascade = ReverseCascade(known.engine, to: journey.place)
      for node in reach.indices { reach[node] += journey.weight * cascade.probability(from: node) }
    }
    return network.edgeMean.indices.compactMap { edge in
      let effect = Int(network.edgeEffect[edge])
      let most = below[Int(network.edgeCause[edge])] * reach[effect]
      guard most > 0, let family = network.families[effect] else { return nil }
      let deviation = family.thetaMoments(network.edgeVariables[edge]).standardDeviation
      return EdgePlace(index: index, edge: edge, bound: most * deviation)
    }
  }

  /// By node, the expected weight of the faults whose trouble reaches it, each path counted, at most all of it.
  private func faultsBelow(_ known: Class) -> [Double] {
    let network = known.engine.network
    let all = known.shares.reduce(0, +)
    var below = known.shares
    for component in 0..<known.engine.condensation.count {
      let members = known.engine.condensation.members(of: component)
      for _ in 0..<(members.count > 1 ? 3 : 1) {
        for member in members {
          let node = Int(member)
          let arriving = network.incoming(node).reduce(0.0) {
            $0 + network.edgeMean[$1] * below[Int(network.edgeCause[$1])]
          }
          below[node] = min(known.shares[node] + arriving, all)
        }
      }
    }
    return below
  }
}
