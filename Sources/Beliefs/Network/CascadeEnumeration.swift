/// The exact distribution of a cascade on a small acyclic system, by enumeration of the joint states in topological order.
///
/// A state is the set of degraded nodes that still have effects to settle; a node whose last effect is settled is summed out, so the
/// cost is exponential in the width of the graph, not in its size. Unlike live-edge worlds it uses the families' joint
/// posteriors, mixtures and all: with it Σ P(A) · g(A) is the exact information gain of chapter "Planner".
public struct CascadeEnumeration: Sendable {
  /// One way in which an effect can be met.
  public struct Exposure: Sendable, Equatable {
    /// The effect's node index.
    public let effect: Int
    /// The edges whose causes are degraded, ascending.
    public let edges: [Int]
    /// P(exactly these causes of the effect are degraded).
    public let probability: Double
  }

  /// All exposures of positive probability; effects in topological order.
  public let exposures: [Exposure]
  /// By node: P(degraded); 1 for the target.
  public let probability: [Double]

  /// Enumerates the cascade from one target; nil where the target reaches a cycle, more than 64 nodes, or more states than the limit.
  ///
  /// - Parameter condensation: that of the same network.
  public init?(
    _ network: PropagationNetwork, condensation: Condensation, target: Int, stateLimit: Int = 65_536
  ) {
    guard let order = CascadeEnumeration.reached(network, condensation, target) else { return nil }
    var bitOfNode: [Int: UInt64] = [:]
    for (place, node) in order.enumerated() { bitOfNode[node] = 1 << UInt64(place) }
    var lastEffect: [Int: Int] = [:]
    for node in order {
      for edge in network.incoming(node) { lastEffect[Int(network.edgeCause[edge])] = node }
    }
    var probability = Array(repeating: 0.0, count: network.nodes.count)
    var exposures: [Exposure] = []
    probability[target] = 1
    var states: [(key: UInt64, probability: Double)] = [(bitOfNode[target] ?? 0, 1)]
    for node in order.dropFirst() {
      let edges = network.incoming(node).filter { bitOfNode[Int(network.edgeCause[$0])] != nil }
      let bits = edges.map { bitOfNode[Int(network.edgeCause[$0])] ?? 0 }
      let own = lastEffect[node] == nil ? 0 : bitOfNode[node] ?? 0
      var forget: UInt64 = 0
      for edge in edges where lastEffect[Int(network.edgeCause[edge])] == node {
        forget |= bitOfNode[Int(network.edgeCause[edge])] ?? 0
      }
      var met = OrderedSums()
      var grown = OrderedSums()
      var fires: [UInt64: Double] = [:]
      let mask = bits.reduce(0, |)
      for state in states {
        let subset = state.key & mask
        let kept = state.key & ~forget
        guard subset != 0, let family = network.families[node] else {
          grown.add(state.probability, to: kept)
          continue
        }
        met.add(state.probability, to: subset)
        let chance: Double
        if let known = fires[subset] {
          chance = known
        } else {
          let active = zip(edges, bits).filter { subset & $0.1 != 0 }.map(\.0)
          chance = 1 - (1 - family.leak) * family.silence(network.variables(active))
          fires[subset] = chance
        }
        probability[node] += state.probability * chance
        grown.add(state.probability * chance, to: kept | own)
        grown.add(state.probability * (1 - chance), to: kept)
      }
      for (subset, chance) in met.sums where chance > 0 {
        let active = zip(edges, bits).filter { subset & $0.1 != 0 }.map(\.0)
        exposures.append(Exposure(effect: node, edges: active, probability: chance))
      }
      states = grown.sums
      if states.count > stateLimit { return nil }
    }
    self.exposures = exposures
    self.probability = probability
  }

  /// The nodes that the target reaches, itself first, causes before effects.
  private static func reached(
    _ network: PropagationNetwork, _ condensation: Condensation, _ target: Int
  ) -> [Int]? {
    var isReached = Array(repeating: false, count: network.nodes.count)
    var stack = [target]
    var found: [Int] = []
    isReached[target] = true
    while let node = stack.popLast() {
      found.append(node)
      if found.count > 64 { return nil }
      if condensation.members(of: Int(condensation.componentOfNode[node])).count > 1 { return nil }
      for edge in network.outgoing(node) {
        let effect = Int(network.edgeEffect[Int(edge)])
        if !isReached[effect] {
          isReached[effect] = true
          stack.append(effect)
        }
      }
    }
    return found.sorted { condensation.componentOfNode[$0] < condensation.componentOfNode[$1] }
  }
}

/// Sums by key that keep the order of first appearance, so that no answer depends on hashing.
private struct OrderedSums {
  var sums: [(key: UInt64, probability: Double)] = []
  private var place: [UInt64: Int] = [:]

  mutating func add(_ probability: Double, to key: UInt64) {
    if let at = place[key] {
      sums[at].probability += probability
    } else {
      place[key] = sums.count
      sums.append((key, probability))
    }
  }
}
