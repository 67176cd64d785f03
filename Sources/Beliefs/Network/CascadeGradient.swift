internal import Vocabulary

/// How the probability that some nodes degrade hangs on each edge of a network: P and ∂P/∂θ, summed over faults by their shares.
///
/// P(a node degrades | a fault) is linear in the probability of each edge alone, since an edge is one coin in a live-edge world
/// (Kempe, Kleinberg & Tardos 2003). So its derivative is the difference between the worlds with the edge live and those without, over
/// the same coins. Small systems are answered so, edge by edge. In large ones the worlds are counted in which an edge that
/// is not live would have mattered, and divided by the share 1 − θ of such worlds: all edges at once. The leak takes no part.
public struct CascadeGradient: Sendable {
  /// Where trouble begins.
  public enum Start: Sendable, Hashable {
    /// At a node, which degrades in every world.
    case node(Int)
    /// On one edge of the network: its effect alone meets it.
    case link(Int)
  }

  /// By subject: Σ share · P(it degrades | the fault).
  public let probability: [Double]
  /// By subject and edge: the derivative of that by the edge's θ.
  public let derivative: [[Double]]

  /// The most words of worlds that are carried over edges.
  private static let most = 100_000_000
  private static let mostWords = 128
  private static let leastWords = 16

  /// - Parameters:
  ///   - subjects: node indices.
  ///   - starts: the faults with their shares.
  /// - Complexity: O(relevant edges · edges · subjects · words) in small systems, O(faults · edges · subjects · words) in large
  ///   ones, where at most a few hundred faults are looked at, evenly over their shares.
  public init(_ network: PropagationNetwork, subjects: [Int], starts: [(start: Start, share: Double)], seed: UInt64) {
    let network = PropagationNetwork(network, edgeMean: network.edgeMean, leak: 0)
    let relevant = CascadeGradient.relevantEdges(network, subjects, starts.map(\.start))
    let cost = max(2 * relevant.count * network.edgeCause.count * max(subjects.count, 1), 1)
    let words = min(CascadeGradient.mostWords, CascadeGradient.most / cost)
    let isSmall = words >= CascadeGradient.leastWords
    let engine = CascadeEngine(network, seed: seed, words: isSmall ? words : CascadeGradient.leastWords)
    let whole = subjects.map { CascadeGradient.damage(engine, $0, starts) }
    var derivative = Array(repeating: Array(repeating: 0.0, count: network.edgeCause.count), count: subjects.count)
    if isSmall {
      for edge in relevant {
        let live = engine.forcing(edge, isLive: true)
        let dead = engine.forcing(edge, isLive: false)
        for (index, subject) in subjects.enumerated() {
          derivative[index][edge] =
            CascadeGradient.damage(live, subject, starts) - CascadeGradient.damage(dead, subject, starts)
        }
      }
    } else {
      for (index, subject) in subjects.enumerated() {
        CascadeGradient.countMissed(engine, subject, starts, &derivative[index])
      }
    }
    probability = whole
    self.derivative = derivative
  }

  /// Σ share · P(the subject degrades). A link's own coin is part of the worlds, so forcing it tells its derivative as well.
  private static func damage(
    _ engine: CascadeEngine, _ subject: Int, _ starts: [(start: Start, share: Double)]
  ) -> Double {
    let cascade = ReverseCascade(engine, to: subject)
    return starts.reduce(0) { sum, entry in
      switch entry.start {
      case .node(let node): return sum + entry.share * cascade.probability(from: node)
      case .link(let edge):
        let effect = Int(engine.network.edgeEffect[edge])
        var count = 0
        for word in 0..<engine.words {
          count += (engine.live[edge * engine.words + word] & cascade.worlds(effect, word: word)).nonzeroBitCount
        }
        return sum + entry.share * Double(count) / Double(engine.worlds)
      }
    }
  }

  /// Adds, for each edge, the worlds in which it is not live and would have carried the trouble on to a subject that stays steady.
  private static func countMissed(
    _ engine: CascadeEngine, _ subject: Int, _ starts: [(start: Start, share: Double)], _ derivative: inout [Double]
  ) {
    let network = engine.network
    let words = engine.words
    let cascade = ReverseCascade(engine, to: subject)
    let cost = max(network.edgeCause.count * words, 1)
    var state = engine.makeState()
    for (start, share) in sample(starts, count: max(most / cost, 64)) {
      switch start {
      case .node(let node): engine.run(from: node, &state)
      case .link(let edge):
        engine.run(link: edge, &state)
        derivative[edge] += share * cascade.probability(from: Int(network.edgeEffect[edge]))
      }
      for node in state.exposed {
        for edge in network.incoming(Int(node)) where state.isActive[Int(network.edgeCause[edge])] {
          if case .link(edge) = start { continue }
          let silent = 1 - network.edgeMean[edge]
          guard silent > 1e-6 else { continue }
          var count = 0
          for word in 0..<words {
            let met = state.activeWorlds(Int(network.edgeCause[edge]), word: word) & ~engine.live[edge * words + word]
            let lost = cascade.worlds(Int(node), word: word) & ~state.activeWorlds(subject, word: word)
            count += (met & lost).nonzeroBitCount
          }
          if count > 0 { derivative[edge] += share * Double(count) / (Double(64 * words) * silent) }
        }
      }
    }
  }

  /// All faults, or so many of them, evenly over their shares.
  private static func sample(
    _ starts: [(start: Start, share: Double)], count: Int
  ) -> [(start: Start, share: Double)] {
    guard starts.count > count else { return starts }
    let whole = starts.reduce(0) { $0 + $1.share }
    var chosen: [(start: Start, share: Double)] = []
    var passed = 0.0
    for entry in starts {
      passed += entry.share
      while chosen.count < count, passed >= whole * (Double(chosen.count) + 0.5) / Double(count) {
        chosen.append((entry.start, whole / Double(count)))
      }
    }
    return chosen
  }

  /// The edges over which trouble of some start can reach some subject.
  private static func relevantEdges(_ network: PropagationNetwork, _ subjects: [Int], _ starts: [Start]) -> [Int] {
    var met = Array(repeating: false, count: network.nodes.count)
    var own = Set<Int>()
    var stack: [Int] = []
    for start in starts {
      switch start {
      case .node(let node): stack.append(node)
      case .link(let edge):
        own.insert(edge)
        stack.append(Int(network.edgeEffect[edge]))
      }
    }
    for node in stack { met[node] = true }
    while let node = stack.popLast() {
      for edge in network.outgoing(node) where !met[Int(network.edgeEffect[Int(edge)])] {
        met[Int(network.edgeEffect[Int(edge)])] = true
        stack.append(Int(network.edgeEffect[Int(edge)]))
      }
    }
    var reaches = Array(repeating: false, count: network.nodes.count)
    stack = subjects
    for node in stack { reaches[node] = true }
    while let node = stack.popLast() {
      for edge in network.incoming(node) where !reaches[Int(network.edgeCause[edge])] {
        reaches[Int(network.edgeCause[edge])] = true
        stack.append(Int(network.edgeCause[edge]))
      }
    }
    return network.edgeCause.indices.filter { edge in
      reaches[Int(network.edgeEffect[edge])] && (met[Int(network.edgeCause[edge])] || own.contains(edge))
    }
  }
}
