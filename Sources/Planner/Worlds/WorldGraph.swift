internal import Beliefs
internal import Vocabulary

/// A propagation network laid out for sweeps: nodes in the order in which they settle, causes before effects.
///
/// A *place* is a node's rank in that order (the members of the condensation), a *slot* an edge's rank by the place of its
/// effect. Members of one cycle are neighbours. Made once a network, O(nodes + edges), and shared, hence a class.
final class WorldGraph: Sendable {
  let network: PropagationNetwork
  /// What follows from the calls alone.
  let layout: Layout
  /// By slot: the first moment of the edge's silence, E(1 − θ).
  let silence: [Double]
  /// By slot: the second moment.
  let squaredSilence: [Double]
  /// By place: whether its family's posterior is a mixture, so that moments of sets are no products.
  let isMixed: [Bool]
  /// By slot: the mixture that ties its cause to others of its family; −1 where none does: then its moments are factors of any set's.
  let mixture: [Int32]
  /// The size of the largest cycle; 1 without one.
  let largestCycle: Int
  /// The places of the largest cycle; empty without one.
  let largestCycleMembers: Range<Int>

  /// - Parameter other: a graph of the same system, whose layout is shared where the calls are the same: classes and doses mostly
  ///   differ in probabilities alone.
  init(_ network: PropagationNetwork, like other: WorldGraph? = nil) {
    self.network = network
    let layout = other.flatMap { $0.layout.fits(network) ? $0.layout : nil } ?? Layout(network)
    self.layout = layout

    var silence: [Double] = []
    var squaredSilence: [Double] = []
    silence.reserveCapacity(layout.edge.count)
    squaredSilence.reserveCapacity(layout.edge.count)
    for place in layout.edge {
      guard let family = network.families[Int(network.edgeEffect[Int(place)])] else { continue }
      let theta = family.thetaMoments(network.edgeVariables[Int(place)])
      silence.append(1 - theta.mean)
      squaredSilence.append((1 - theta.mean) * (1 - theta.mean) + theta.standardDeviation * theta.standardDeviation)
    }
    self.silence = silence
    self.squaredSilence = squaredSilence

    isMixed = layout.order.map { (network.families[Int($0)]?.componentCount ?? 0) > 0 }
    mixture = layout.edge.map { edge in
      let family = network.families[Int(network.edgeEffect[Int(edge)])]
      return family?.mixture(of: network.edgeVariables[Int(edge)]).map { Int32($0) } ?? -1
    }

    var largest = 0..<0
    for component in 0..<layout.condensation.count {
      let members = Int(layout.firstPlace[component])..<Int(layout.firstPlace[component + 1])
      if members.count > max(largest.count, 1) { largest = members }
    }
    largestCycle = max(largest.count, 1)
    largestCycleMembers = largest
  }

  /// The slots of a place's causes.
  func slots(_ place: Int) -> Range<Int> { Int(rows[place])..<Int(rows[place + 1]) }

  /// The node's name at a place.
  func name(_ place: Int) -> NodeID { network.nodes[Int(order[place])] }

  /// What is said of some places, each named once, in the order of their names. O(places + nodes).
  func byName(_ said: [(place: Int, probability: Double)]) -> [(node: NodeID, probability: Double)] {
    guard layout.isByName else { return said.map { (name($0.place), $0.probability) }.sorted { $0.node < $1.node } }
    var at = [Int32](repeating: -1, count: network.nodes.count)
    for (index, one) in said.enumerated() { at[Int(order[one.place])] = Int32(truncatingIfNeeded: index) }
    return at.indices.lazy.filter { at[$0] >= 0 }.map { (self.network.nodes[$0], said[Int(at[$0])].probability) }
  }

  /// The slot of an edge by the places of its ends; nil where there is none.
  func slot(from causePlace: Int, to place: Int) -> Int? { slots(place).first { Int(cause[$0]) == causePlace } }

  /// Whether nobody else calls the cause of a slot: a fault on that link is a fault on the cause.
  func isOnlyCall(_ slot: Int) -> Bool {
    let cause = Int(cause[slot])
    return outgoingRows[cause + 1] - outgoingRows[cause] == 1
  }

  /// The places that a target reaches, itself first; nil where they are more than `limit`, itself left aside.
  func reach(_ target: Int, limit: Int) -> [Int]? {
    var seen: Set<Int> = [target]
    var found = [target]
    var next = 0
    while next < found.count {
      for index in Int(outgoingRows[found[next]])..<Int(outgoingRows[found[next] + 1])
      where seen.insert(Int(effect[index])).inserted {
        found.append(Int(effect[index]))
        if found.count > limit + 1 { return nil }
      }
      next += 1
    }
    return found
  }
}

/// Sixty-four worlds: in each of them every edge is live or not, and every leak fires or not.
///
/// The coins depend on the seed, the word and the names of an edge's ends alone, as in ``CascadeEngine``: all targets,
/// doses and classes meet the same worlds (common random numbers), and what is added to the graph elsewhere changes none.
struct Worlds: Sendable {
  /// By slot: the worlds where the edge is live.
  let live: [UInt64]
  /// By place: the worlds where the leak fires once a cause is active.
  let leak: [UInt64]
  /// By call, by cause as in `effect`: the worlds in which an active cause degrades its effect, by the edge or by the leak. Empty where nothing
  /// lies on a cycle.
  let carries: [UInt64]

  init(_ graph: WorldGraph, seed: UInt64, word: Int) {
    let network = graph.network
    let names = graph.nameHash
    let (rows, cause, edge) = (graph.rows, graph.cause, graph.edge)
    var live: [UInt64] = []
    live.reserveCapacity(edge.count)
    for place in names.indices {
      for slot in Int(rows[place])..<Int(rows[place + 1]) {
        // Mixed, not added: names such as n1, n2, n3 have hashes so alike that sums of two of them meet.
        let key = mixedSeed(mixedSeed(seed, names[Int(cause[slot])]), names[place])
        live.append(
          bernoulliMask(network.edgeMean[Int(edge[slot])], seed: mixedSeed(key, UInt64(word))))
      }
    }
    self.live = live
    if network.leak > 0 {
      leak = names.map { bernoulliMask(network.leak, seed: mixedSeed(mixedSeed(seed, ~$0), UInt64(word))) }
    } else {
      leak = [UInt64](repeating: 0, count: names.count)
    }
    guard graph.largestCycle > 1 else {
      carries = []
      return
    }
    let (effect, effectSlot) = (graph.effect, graph.effectSlot)
    carries = effect.indices.map { [leak] in live[Int(effectSlot[$0])] | leak[Int(effect[$0])] }
  }
}
