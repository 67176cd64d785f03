/// What one run of a ``CascadeEngine`` found: which nodes degrade in which worlds, and which causes each had met by then.
/// Reused from run to run.
public struct CascadeState: Sendable {
  /// The nodes, apart from the target, that a degraded cause met in some world; in topological order of the components.
  public internal(set) var exposed: [Int32] = []

  let words: Int
  /// By node and word: the worlds where it degrades. Zero for nodes that are not marked.
  var active: [UInt64]
  /// By node: whether it degrades in any world.
  var isActive: [Bool]
  /// Nodes whose masks may differ from zero.
  var marked: [Int32] = []
  /// Components still to be settled, a bit each.
  var pending: [UInt64]
  /// Within one node's settling, by word: the worlds where some cause was met.
  var met: [UInt64]
  /// By cyclic edge and word: the worlds where its cause was degraded before its effect.
  var cyclicExposure: [UInt64]
  /// What a cycle needs while it is settled.
  var rounds: CycleRounds
  let cyclicEdge: [Int32]
  let edgeCause: [Int32]

  init(_ engine: CascadeEngine) {
    words = engine.words
    active = Array(repeating: 0, count: engine.network.nodes.count * engine.words)
    isActive = Array(repeating: false, count: engine.network.nodes.count)
    pending = Array(repeating: 0, count: engine.condensation.count / 64 + 1)
    met = Array(repeating: 0, count: engine.words)
    cyclicExposure = Array(repeating: 0, count: engine.cyclicEdgeCount * engine.words)
    rounds = CycleRounds(nodes: engine.cyclicNodeCount, words: engine.words)
    cyclicEdge = engine.cyclicEdge
    edgeCause = engine.network.edgeCause
  }

  /// Forgets the last run.
  mutating func reset() {
    for node in marked {
      isActive[Int(node)] = false
      for word in Int(node) * words..<(Int(node) + 1) * words { active[word] = 0 }
    }
    marked.removeAll(keepingCapacity: true)
    exposed.removeAll(keepingCapacity: true)
  }

  /// The sixty-four worlds of one word in which a node degrades.
  public func activeWorlds(_ node: Int, word: Int) -> UInt64 { active[node * words + word] }

  /// The worlds of one word in which an edge's cause was degraded in time to count for its effect: the membership of the cause in the
  /// active set A of the effect. In cycles, causes that degraded only after the effect, or at its hands, do not count.
  /// Meaningful for the edges of `exposed` nodes only; after a run of a link, not for that link's own effect.
  public func exposedWorlds(_ edge: Int, word: Int) -> UInt64 {
    let place = Int(cyclicEdge[edge])
    if place >= 0 { return cyclicExposure[place * words + word] }
    return active[Int(edgeCause[edge]) * words + word]
  }

  /// In how many worlds a node degrades.
  public func activeCount(_ node: Int) -> Int {
    var count = 0
    for word in node * words..<(node + 1) * words { count += active[word].nonzeroBitCount }
    return count
  }

  /// The fraction of worlds in which a node degrades. Standard error √(p(1 − p)/worlds).
  public func probability(of node: Int) -> Double { Double(activeCount(node)) / Double(64 * words) }
}
