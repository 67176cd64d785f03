internal import SystemModel
internal import Vocabulary

/// Finds the beliefs that a weighted mean of journeys' scores hangs on.
///
/// A score is linear in the probability of each edge, so its derivative by one is the difference between the score with that edge live
/// in every world and the score with it live in none, over the same worlds as the score itself. That takes two backward cascades an
/// edge and journey, so a first look estimates all edges at once, and those at the top are computed, as many as the effort allows.
///
/// The first look: an edge u → v matters to a fault and a journey in the worlds where the fault reaches u, v reaches the journey, and
/// the fault does not reach the journey without the edge. Whether the edge is live there is a coin that nothing else hangs on, so
/// these worlds are counted among those where it is not, which are a share 1 − θ of all. Over a sample of the faults where there are many.
struct SensitivitySearch {
  private let graph: SystemGraph
  private let journeys: [(place: Int, weight: Double)]
  private let classes: [Class]
  private let words: Int

  /// The most words of worlds to carry over edges: bounds the time on a large system.
  private let most: Int
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
    /// The swing, estimated at first sight.
    let estimate: Double
  }

  init(
    _ graph: SystemGraph, _ journeys: [(place: Int, weight: Double)], _ faults: [WeighedFault],
    _ families: [NetworkFamilies], _ effort: ForecastEffort
  ) {
    self.graph = graph
    self.journeys = journeys.filter { $0.weight > 0 }
    words = effort.words
    most = 6 * effort.most
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
    let places = classes.indices.flatMap(firstLook).sorted {
      ($1.estimate, $0.index, $0.edge) < ($0.estimate, $1.index, $1.edge)
    }
    let cost = max(2 * journeys.count * graph.edges.count * words, 1)
    let chosen = places.prefix(max(most / cost, SensitivitySearch.least))
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

  /// What one standard deviation of each edge of a class does to the score, estimated; of all edges that can do anything.
  private func firstLook(_ index: Int) -> [EdgePlace] {
    let known = classes[index]
    let engine = known.engine
    let network = engine.network
    let cascades = journeys.map { (ReverseCascade(engine, to: $0.place), $0.place, $0.weight) }
    var estimates = Array(repeating: 0.0, count: network.edgeMean.count)
    var state = engine.makeState()
    for (fault, share) in sample(known) {
      engine.run(from: fault, &state)
      for node in state.exposed {
        for edge in network.incoming(Int(node)) where state.isActive[Int(network.edgeCause[edge])] {
          let silent = 1 - network.edgeMean[edge]
          guard silent > 1e-6 else { continue }
          for (cascade, journey, weight) in cascades {
            var count = 0
            for word in 0..<engine.words {
              let met = state.activeWorlds(Int(network.edgeCause[edge]), word: word) & ~engine.live[edge * words + word]
              let lost = cascade.worlds(Int(node), word: word) & ~state.activeWorlds(journey, word: word)
              count += (met & lost).nonzeroBitCount
            }
            if count > 0 { estimates[edge] += share * weight * Double(count) / (Double(64 * words) * silent) }
          }
        }
      }
    }
    let below = reachedByFaults(known)
    return network.edgeMean.indices.compactMap { edge in
      let effect = Int(network.edgeEffect[edge])
      guard below[Int(network.edgeCause[edge])], let family = network.families[effect],
        cascades.contains(where: { $0.0.probability(from: effect) > 0 })
      else { return nil }
      let deviation = family.thetaMoments(network.edgeVariables[edge]).standardDeviation
      return EdgePlace(index: index, edge: edge, estimate: estimates[edge] * deviation)
    }
  }

  /// The faults of a class with their shares: all of them, or as many as the effort allows, evenly over the shares.
  private func sample(_ known: Class) -> [(node: Int, share: Double)] {
    let faults = known.shares.indices.filter { known.shares[$0] > 0 }
    let cost = max(graph.edges.count * words * max(journeys.count, 1), 1)
    let count = max(most / cost / max(classes.count, 1), SensitivitySearch.least)
    guard faults.count > count else { return faults.map { ($0, known.shares[$0]) } }
    let whole = known.shares.reduce(0, +)
    var chosen: [(node: Int, share: Double)] = []
    var passed = 0.0
    for fault in faults {
      passed += known.shares[fault]
      while chosen.count < count, passed >= whole * (Double(chosen.count) + 0.5) / Double(count) {
        chosen.append((fault, whole / Double(count)))
      }
    }
    return chosen
  }

  /// By node, whether trouble of any fault can reach it over edges that can be live.
  private func reachedByFaults(_ known: Class) -> [Bool] {
    let network = known.engine.network
    var seen = known.shares.map { $0 > 0 }
    var stack = seen.indices.filter { seen[$0] }
    while let node = stack.popLast() {
      for edge in network.outgoing(node) {
        let effect = Int(network.edgeEffect[Int(edge)])
        guard network.edgeMean[Int(edge)] > 0, !seen[effect] else { continue }
        seen[effect] = true
        stack.append(effect)
      }
    }
    return seen
  }
}
