internal import Beliefs
internal import Vocabulary

extension WorldGraph {
  /// Where the nodes and edges of a network stand: what follows from its calls alone, and classes and doses mostly share.
  struct Layout: Sendable {
    let condensation: Condensation
    /// By place: a hash of the node's name, which names its coins.
    let nameHash: [UInt64]
    /// By node: its place.
    let placeOfNode: [Int32]
    /// By place: its strongly connected component; components are numbered in the order of settling.
    let componentOfPlace: [Int32]
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
    /// The most causes of one effect.
    let mostCauses: Int
    /// Whether the nodes stand in the order of their names.
    let isByName: Bool

    /// By place: the node.
    var order: [Int32] { condensation.members }
    /// By component: its first place; one more at the end.
    var firstPlace: [Int32] { condensation.start }

    private let incomingStart: [Int32]
    private let edgeCause: [Int32]

    init(_ network: PropagationNetwork) {
      let condensation = Condensation(network)
      let order = condensation.members
      self.condensation = condensation
      incomingStart = network.incomingStart
      edgeCause = network.edgeCause
      nameHash = order.map { node in
        stableHash(network.nodes[Int(node)].kind.rawValue, network.nodes[Int(node)].name)
      }
      var places = [Int32](repeating: 0, count: order.count)
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
      isByName = zip(network.nodes, network.nodes.dropFirst()).allSatisfy { $0 < $1 }

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
    }

    /// Whether another network of the same system has the same calls.
    func fits(_ network: PropagationNetwork) -> Bool {
      incomingStart == network.incomingStart && edgeCause == network.edgeCause
    }
  }

  // The layout's arrays, where sweeps look for them.
  var order: [Int32] { layout.order }
  var nameHash: [UInt64] { layout.nameHash }
  var placeOfNode: [Int32] { layout.placeOfNode }
  var componentOfPlace: [Int32] { layout.componentOfPlace }
  var firstPlace: [Int32] { layout.firstPlace }
  var rows: [Int32] { layout.rows }
  var cause: [Int32] { layout.cause }
  var edge: [Int32] { layout.edge }
  var key: [UInt64] { layout.key }
  var outgoingRows: [Int32] { layout.outgoingRows }
  var effect: [Int32] { layout.effect }
  var effectSlot: [Int32] { layout.effectSlot }
  var slotOfEdge: [Int32] { layout.slotOfEdge }
  var mostCauses: Int { layout.mostCauses }
}
