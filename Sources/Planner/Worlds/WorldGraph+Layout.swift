internal import Beliefs
internal import Vocabulary

extension WorldGraph {
  /// Where the nodes and edges of a network stand: what follows from its calls alone. Its arrays are those of the graph.
  struct Layout: Sendable {
    let condensation: Condensation
    let nameHash: [UInt64]
    let placeOfNode: [Int32]
    let componentOfPlace: [Int32]
    let rows: [Int32]
    let cause: [Int32]
    let edge: [Int32]
    let key: [UInt64]
    let outgoingRows: [Int32]
    let effect: [Int32]
    let effectSlot: [Int32]
    let slotOfEdge: [Int32]
    let mostCauses: Int

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
}
