internal import Vocabulary

/// Live-edge simulation of cascades, sixty-four worlds in a machine word.
///
/// In each world every edge is live or not, once for all targets (Kempe, Kleinberg & Tardos 2003, claim 2.6: equivalent to the
/// independent cascade); an effect degrades where a live edge leads to it from a degraded cause. A mask per edge holds the
/// worlds where it is live, so that one `&` and one `|` carry sixty-four worlds over an edge, and one pass over the strongly connected
/// components in topological order settles a target. Worlds are shared by all targets, doses and classes of one seed (common random
/// numbers): differences between candidates are not blurred by chance.
///
///     let engine = CascadeEngine(network, seed: 7, words: 16)       // 1,024 worlds
///     var state = engine.makeState()
///     engine.run(from: target, &state)
///     for node in state.exposed { print(network.nodes[Int(node)], state.probability(of: Int(node))) }
///
/// The engine is immutable and may be shared by tasks; each task needs a state of its own.
/// Memory: 8 · words bytes an edge, and as much a node in each state. Cost of a run: the edges that lead to exposed nodes, times words.
public struct CascadeEngine: Sendable {
  /// What is simulated.
  public let network: PropagationNetwork
  /// The order of settling.
  public let condensation: Condensation
  /// Words of sixty-four worlds.
  public let words: Int

  /// By edge and word: the worlds where it is live.
  private(set) var live: [UInt64]
  /// By node and word: the worlds where its leak fires once a cause is active; empty without a leak.
  let leaks: [UInt64]
  /// By edge: its place among the edges whose effect lies in a cycle; −1 for others.
  let cyclicEdge: [Int32]
  let cyclicEdgeCount: Int
  /// By node: its place among the nodes in cycles; −1 for others.
  let cyclicNode: [Int32]
  let cyclicNodeCount: Int

  /// Draws the worlds. An edge's coins depend on the seed and the names of its ends alone: what is added to the graph elsewhere
  /// does not change them.
  ///
  /// - Parameter condensation: that of the same graph, where it is at hand already.
  public init(_ network: PropagationNetwork, seed: UInt64, words: Int, condensation: Condensation? = nil) {
    precondition(words > 0, "at least one word of worlds is needed")
    self.network = network
    self.words = words
    let condensation = condensation ?? Condensation(network)
    self.condensation = condensation
    let names = network.nodes.map { stableHash($0.kind.rawValue, $0.name) }
    var live: [UInt64] = []
    live.reserveCapacity(network.edgeCause.count * words)
    for edge in network.edgeCause.indices {
      // Mixed one after the other: names that differ in one digit have hashes in arithmetic progression.
      let key = mixedSeed(
        mixedSeed(seed, names[Int(network.edgeCause[edge])]), names[Int(network.edgeEffect[edge])])
      for word in 0..<words {
        live.append(bernoulliMask(network.edgeMean[edge], seed: mixedSeed(key, UInt64(word))))
      }
    }
    self.live = live
    var leaks: [UInt64] = []
    if network.leak > 0 {
      leaks.reserveCapacity(names.count * words)
      for name in names {
        let key = mixedSeed(seed, ~name)
        for word in 0..<words { leaks.append(bernoulliMask(network.leak, seed: mixedSeed(key, UInt64(word)))) }
      }
    }
    self.leaks = leaks
    var edgePlaces = [Int32](repeating: -1, count: network.edgeCause.count)
    var nodePlaces = [Int32](repeating: -1, count: network.nodes.count)
    var edgeCount = 0
    var nodeCount = 0
    for component in 0..<condensation.count where condensation.members(of: component).count > 1 {
      for node in condensation.members(of: component) {
        nodePlaces[Int(node)] = Int32(nodeCount)
        nodeCount += 1
        for edge in network.incoming(Int(node)) {
          edgePlaces[edge] = Int32(edgeCount)
          edgeCount += 1
        }
      }
    }
    cyclicEdge = edgePlaces
    cyclicEdgeCount = edgeCount
    cyclicNode = nodePlaces
    cyclicNodeCount = nodeCount
  }

  /// The same worlds, with one edge live in all of them or in none: E[f | live] − E[f | not] is the exact derivative of E f by the
  /// edge's probability, as f is linear in each edge's.
  func forcing(_ edge: Int, isLive: Bool) -> CascadeEngine {
    var copy = self
    for word in edge * words..<(edge + 1) * words { copy.live[word] = isLive ? .max : 0 }
    return copy
  }

  /// How many worlds.
  public var worlds: Int { 64 * words }

  /// Room for one run at a time.
  public func makeState() -> CascadeState { CascadeState(self) }
}
