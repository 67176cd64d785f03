extension CascadeEngine {
  /// Degrades one node in every world and settles what follows. The target's own family is not met.
  public func run(from target: Int, _ state: inout CascadeState) {
    state.reset()
    for word in 0..<words { state.active[target * words + word] = .max }
    state.isActive[target] = true
    state.marked.append(Int32(target))
    schedule(target, &state)
    settle(target, &state)
  }

  /// Degrades one link: the edge's effect meets its cause in every world, nobody else does, and what follows is settled. The effect
  /// is the first of `exposed`; its active set is the edge's cause alone.
  public func run(link edge: Int, _ state: inout CascadeState) {
    state.reset()
    let effect = Int(network.edgeEffect[edge])
    for word in 0..<words {
      let leak = leaks.isEmpty ? 0 : leaks[effect * words + word]
      let fired = live[edge * words + word] | leak
      state.active[effect * words + word] = fired
      if fired != 0 { state.isActive[effect] = true }
    }
    state.marked.append(Int32(effect))
    state.exposed.append(Int32(effect))
    if state.isActive[effect] { schedule(effect, &state) }
    settle(effect, &state)
  }

  /// Settles the pending components in order; each schedules only later ones.
  private func settle(_ target: Int, _ state: inout CascadeState) {
    var block = Int(condensation.componentOfNode[target]) >> 6
    while block < state.pending.count {
      let bits = state.pending[block]
      if bits == 0 {
        block += 1
        continue
      }
      state.pending[block] = bits & (bits &- 1)
      let component = block * 64 + bits.trailingZeroBitCount
      if condensation.start[component + 1] - condensation.start[component] > 1 {
        settleCycle(component, target, &state)
        continue
      }
      let node = Int(condensation.members[Int(condensation.start[component])])
      if node != target { pull(node, &state) }
    }
  }

  /// Marks the components of a node's effects as pending.
  func schedule(_ node: Int, _ state: inout CascadeState) {
    for edge in network.outgoing(node) {
      let component = Int(condensation.componentOfNode[Int(network.edgeEffect[Int(edge)])])
      state.pending[component >> 6] |= 1 << UInt64(component & 63)
    }
  }

  /// Settles a node outside of cycles, all of whose causes are settled.
  private func pull(_ node: Int, _ state: inout CascadeState) {
    let isFired = pull(node, active: &state.active, met: &state.met, isActive: state.isActive)
    state.exposed.append(Int32(node))
    state.marked.append(Int32(node))
    guard isFired else { return }
    state.isActive[node] = true
    schedule(node, &state)
  }

  /// The kernel: an `&` and an `|` per word of an edge with a degraded cause. Whether the node degrades in any world.
  private func pull(_ node: Int, active: inout [UInt64], met: inout [UInt64], isActive: [Bool]) -> Bool {
    let words = words
    let row = node &* words
    let causes = network.edgeCause.span
    let live = live.span
    var met = met.mutableSpan
    var active = active.mutableSpan
    for word in 0..<words { met[word] = 0 }
    for edge in network.incoming(node) {
      let cause = Int(causes[edge])
      guard isActive[cause] else { continue }
      let from = cause &* words
      let over = edge &* words
      for word in 0..<words {
        let worlds = active[from &+ word]
        met[word] |= worlds
        active[row &+ word] |= worlds & live[over &+ word]
      }
    }
    var any: UInt64 = 0
    for word in 0..<words {
      if !leaks.isEmpty { active[row &+ word] |= met[word] & leaks[row &+ word] }
      any |= active[row &+ word]
    }
    return any != 0
  }
}
