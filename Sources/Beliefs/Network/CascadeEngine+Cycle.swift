/// Scratch for settling a cycle round by round; by cyclic node and word.
struct CycleRounds: Sendable {
  /// The worlds where a node degraded in the last round.
  var fresh: [UInt64]
  /// The worlds where it will have degraded by the end of this round.
  var next: [UInt64]
  /// The worlds where it met a cause in this round.
  var met: [UInt64]
  /// Nodes that met a cause in this round.
  var touched: [Int32] = []
  var isTouched: [Bool]
  /// Nodes that degraded in the last round.
  var frontier: [Int32] = []
  /// Nodes that met a cause in any round.
  var exposed: [Int32] = []
  var isExposed: [Bool]

  init(nodes: Int, words: Int) {
    fresh = Array(repeating: 0, count: nodes * words)
    next = fresh
    met = fresh
    isTouched = Array(repeating: false, count: nodes)
    isExposed = isTouched
  }
}

extension CascadeEngine {
  /// Settles a strongly connected component. In each round every node meets the causes that degraded in the round before, in the worlds where
  /// it is still steady itself: those that its evidence would count. Each (edge, world) is met once, so the cost is that of a
  /// node outside of cycles, plus one step per edge and round.
  func settleCycle(_ component: Int, _ target: Int, _ state: inout CascadeState) {
    let members = condensation.members(of: component)
    for node in members where Int(node) != target {
      for edge in network.incoming(Int(node)) {
        let place = Int(cyclicEdge[edge]) * words
        for word in place..<place + words { state.cyclicExposure[word] = 0 }
        let cause = Int(network.edgeCause[edge])
        let isSettled = cause == target || Int(condensation.componentOfNode[cause]) != component
        if isSettled && state.isActive[cause] { meet(edge, fromFresh: false, &state) }
      }
    }
    closeRound(&state)
    while !state.rounds.frontier.isEmpty {
      for node in state.rounds.frontier {
        for edge in network.outgoing(Int(node)) {
          let effect = Int(network.edgeEffect[Int(edge)])
          if effect != target && Int(condensation.componentOfNode[effect]) == component {
            meet(Int(edge), fromFresh: true, &state)
          }
        }
      }
      closeRound(&state)
    }
    for node in state.rounds.exposed {
      state.rounds.isExposed[Int(cyclicNode[Int(node)])] = false
      state.exposed.append(node)
      state.marked.append(node)
    }
    state.rounds.exposed.removeAll(keepingCapacity: true)
    for node in members where state.isActive[Int(node)] { schedule(Int(node), &state) }
    state.pending[component >> 6] &= ~(1 << UInt64(component & 63))
  }

  /// The edge's effect meets its cause, in the worlds where the effect is steady: all of the cause's worlds, or those of the last round.
  private func meet(_ edge: Int, fromFresh: Bool, _ state: inout CascadeState) {
    let cause = Int(network.edgeCause[edge])
    let effect = Int(network.edgeEffect[edge])
    let from = fromFresh ? Int(cyclicNode[cause]) * words : cause * words
    let place = Int(cyclicNode[effect])
    let exposure = Int(cyclicEdge[edge]) * words
    for word in 0..<words {
      let worlds = fromFresh ? state.rounds.fresh[from + word] : state.active[from + word]
      let met = worlds & ~state.active[effect * words + word]
      state.cyclicExposure[exposure + word] |= met
      state.rounds.met[place * words + word] |= met
      state.rounds.next[place * words + word] |= met & live[edge * words + word]
    }
    if !state.rounds.isTouched[place] {
      state.rounds.isTouched[place] = true
      state.rounds.touched.append(Int32(effect))
    }
  }

  /// Takes over what the round has degraded; those nodes are the next frontier.
  private func closeRound(_ state: inout CascadeState) {
    state.rounds.frontier.removeAll(keepingCapacity: true)
    for node in state.rounds.touched {
      let place = Int(cyclicNode[Int(node)])
      let row = Int(node) * words
      var anyFresh: UInt64 = 0
      var anyMet: UInt64 = 0
      for word in 0..<words {
        let met = state.rounds.met[place * words + word]
        var next = state.rounds.next[place * words + word]
        if !leaks.isEmpty { next |= met & leaks[row + word] }
        let fresh = next & ~state.active[row + word]
        state.rounds.fresh[place * words + word] = fresh
        state.active[row + word] |= fresh
        state.rounds.next[place * words + word] = 0
        state.rounds.met[place * words + word] = 0
        anyFresh |= fresh
        anyMet |= met
      }
      state.rounds.isTouched[place] = false
      if anyMet != 0 && !state.rounds.isExposed[place] {
        state.rounds.isExposed[place] = true
        state.rounds.exposed.append(node)
      }
      if anyFresh != 0 {
        state.isActive[Int(node)] = true
        state.rounds.frontier.append(node)
      }
    }
    state.rounds.touched.removeAll(keepingCapacity: true)
  }
}
