internal import Beliefs
internal import Vocabulary

/// A propagation network laid out for sweeps: nodes in the order in which they settle, causes before effects.
///
/// A *place* is a node's rank in that order (the members of the condensation), a *slot* an edge's rank by the place of its
/// effect. Members of one cycle are neighbours. Made once a network, O(nodes + edges), and shared, hence a class.
final class WorldGraph: Sendable {
  let network: PropagationNetwork
  let condensation: Condensation
  /// By place: the node.
  let order: [Int32]
  /// By place: a hash of the node's name, which names its coins.
  let nameHash: [UInt64]
  /// By node: its place.
  let placeOfNode: [Int32]
  /// By place: its strongly connected component; components are numbered in the order of settling.
  let componentOfPlace: [Int32]
  /// By component: its first place; one more at the end.
  let firstPlace: [Int32]
  /// By place: its first slot; one more at the end.
  let rows: [Int32]
  /// By slot: the cause's place.
  let cause: [Int32]
  /// By slot: the edge in the network.
  let edge: [Int32]
  /// By slot: what stands for the edge in a set of the effect's causes. A bit for up to 64 causes; beyond, random bits that are
  /// combined by exclusive or (Zobrist 1970), so that any set has one key and two sets hardly ever the same.
  let key: [UInt64]
  /// By place: where its effects begin; one more at the end.
  let outgoingRows: [Int32]
  /// The effects' places, by cause.
  let effect: [Int32]
  /// Beside `effect`, the slot of that edge.
  let effectSlot: [Int32]
  /// By edge in the network: its slot.
  let slotOfEdge: [Int32]
  /// By slot: the first moment of the edge's silence, E(1 − θ).
  let silence: [Double]
  /// By slot: the second moment.
  let squaredSilence: [Double]
  /// By place: whether its family's posterior is a mixture, so that moments of sets are no products.
  let isMixed: [Bool]
  /// The most causes of one effect.
  let mostCauses: Int
  /// The size of the largest cycle; 1 without one.
  let largestCycle: Int
  /// The places of the largest cycle; empty without one.
  let largestCycleMembers: Range<Int>

  init(_ network: PropagationNetwork) {
    let condensation = Condensation(network)
    self.network = network
    self.condensation = condensation
    order = condensation.members
    nameHash = condensation.members.map { node in
      stableHash(network.nodes[Int(node)].kind.rawValue, network.nodes[Int(node)].name)
    }
    firstPlace = condensation.start
    let count = order.count
    var places = [Int32](repeating: 0, count: count)
    for (place, node) in order.enumerated() { places[Int(node)] = Int32(place) }
    placeOfNode = places
    componentOfPlace = order.map { condensation.componentOfNode[Int($0)] }

    var rows: [Int32] = [0]
    var cause: [Int32] = []
    var edge: [Int32] = []
    var key: [UInt64] = []
    var most = 0
    for node in order {
      let incoming = network.incoming(Int(node))
      most = max(most, incoming.count)
      for (rank, place) in incoming.enumerated() {
        cause.append(places[Int(network.edgeCause[place])])
        edge.append(Int32(place))
        key.append(incoming.count <= 64 ? 1 << UInt64(rank) : mixedSeed(UInt64(place), 0x5EED))
      }
      rows.append(Int32(cause.count))
    }
    self.rows = rows
    self.cause = cause
    self.edge = edge
    self.key = key
    mostCauses = most

    var outgoingRows: [Int32] = [0]
    var effect: [Int32] = []
    var effectSlot: [Int32] = []
    var slotOfEdge = [Int32](repeating: 0, count: edge.count)
    for (slot, place) in edge.enumerated() { slotOfEdge[Int(place)] = Int32(slot) }
    for node in order {
      for place in network.outgoing(Int(node)) {
        effect.append(places[Int(network.edgeEffect[Int(place)])])
        effectSlot.append(slotOfEdge[Int(place)])
      }
      outgoingRows.append(Int32(effect.count))
    }
    self.outgoingRows = outgoingRows
    self.effect = effect
    self.effectSlot = effectSlot
    self.slotOfEdge = slotOfEdge

    var silence: [Double] = []
    var squaredSilence: [Double] = []
    for place in edge {
      guard let family = network.families[Int(network.edgeEffect[Int(place)])] else { continue }
      let theta = family.thetaMoments(network.edgeVariables[Int(place)])
      silence.append(1 - theta.mean)
      squaredSilence.append((1 - theta.mean) * (1 - theta.mean) + theta.standardDeviation * theta.standardDeviation)
    }
    self.silence = silence
    self.squaredSilence = squaredSilence

    isMixed = order.map { (network.families[Int($0)]?.componentCount ?? 0) > 0 }

    var largest = 0..<0
    for component in 0..<condensation.count {
      let members = Int(firstPlace[component])..<Int(firstPlace[component + 1])
      if members.count > max(largest.count, 1) { largest = members }
    }
    largestCycle = max(largest.count, 1)
    largestCycleMembers = largest
  }

  /// The slots of a place's causes.
  func slots(_ place: Int) -> Range<Int> { Int(rows[place])..<Int(rows[place + 1]) }

  /// The node's name at a place.
  func name(_ place: Int) -> NodeID { network.nodes[Int(order[place])] }

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

  init(_ graph: WorldGraph, seed: UInt64, word: Int) {
    let network = graph.network
    let names = graph.nameHash
    var live: [UInt64] = []
    live.reserveCapacity(graph.edge.count)
    for place in names.indices {
      for slot in graph.slots(place) {
        // Mixed, not added: names such as n1, n2, n3 have hashes so alike that sums of two of them meet.
        let key = mixedSeed(mixedSeed(seed, names[Int(graph.cause[slot])]), names[place])
        live.append(
          bernoulliMask(network.edgeMean[Int(graph.edge[slot])], seed: mixedSeed(key, UInt64(word))))
      }
    }
    self.live = live
    if network.leak > 0 {
      leak = names.map { bernoulliMask(network.leak, seed: mixedSeed(mixedSeed(seed, ~$0), UInt64(word))) }
    } else {
      leak = [UInt64](repeating: 0, count: names.count)
    }
  }
}
