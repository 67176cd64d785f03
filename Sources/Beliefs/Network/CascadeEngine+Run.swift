extension CascadeEngine {
  /// Degrades one node in every world and settles what follows. The target's own family is not met.
  public func run(from target: Int, _ state: inout CascadeState) {
    state.reset(condensation)
    for word in 0..<words { state.active[target * words + word] = .max }
    state.marked.append(Int32(target))
    schedule(target, &state)
    settle(target, &state)
  }

  /// Degrades one link: the edge's effect meets its cause in every world, nobody else does, and what follows is settled. The effect
  /// is the first of `exposed`; its active set is the edge's cause alone.
  public func run(link edge: Int, _ state: inout CascadeState) {
    state.reset(condensation)
    let effect = Int(network.edgeEffect[edge])
    var any: UInt64 = 0
    for word in 0..<words {
      let leak = leaks.isEmpty ? 0 : leaks[effect * words + word]
      state.active[effect * words + word] = live[edge * words + word] | leak
      any |= state.active[effect * words + word]
    }
    state.marked.append(Int32(effect))
    state.exposed.append(Int32(effect))
    if any != 0 { schedule(effect, &state) }
    settle(effect, &state)
  }

  /// Settles the pending components in order; each schedules only later ones.
  private func settle(_ target: Int, _ state: inout CascadeState) {
    var block = 0
    while block < state.pending.count {
      let bits = state.pending[block]
      if bits == 0 {
        block += 1
        continue
      }
      state.pending[block] = bits & (bits &- 1)
      let component = block * 64 + bits.trailingZeroBitCount
      let first = Int(condensation.start[component])
      let end = Int(condensation.start[component + 1])
      if end - first == 1 {
        let node = Int(condensation.members[first])
        if node != target { pull(node, &state) }
      } else {
        settleCycle(first..<end, target, &state)
      }
    }
  }

  /// Marks the components of a node's effects as pending.
  private func schedule(_ node: Int, _ state: inout CascadeState) {
    for edge in network.outgoing(node) {
      let component = Int(condensation.componentOfNode[Int(network.edgeEffect[Int(edge)])])
      state.pending[component >> 6] |= 1 << UInt64(component & 63)
    }
  }

  /// Settles a node outside of cycles, all of whose causes are settled.
  private func pull(_ node: Int, _ state: inout CascadeState) {
    let hasLeak = !leaks.isEmpty
    var any: UInt64 = 0
    let live = live.span
    let leaks = leaks.span
    let edges = network.incoming(node)
    let causes = network.edgeCause.span
    let words = words
    do {
      var active = state.active.mutableSpan
      for word in 0..<words {
        var met: UInt64 = 0
        var fired: UInt64 = 0
        for edge in edges {
          let cause = active[Int(causes[edge]) &* words &+ word]
          met |= cause
          fired |= cause & live[edge &* words &+ word]
        }
        if hasLeak { fired |= met & leaks[node &* words &+ word] }
        active[node &* words &+ word] = fired
        any |= met
      }
    }
    guard any != 0 else { return }
    state.exposed.append(Int32(node))
    state.marked.append(Int32(node))
    var fired: UInt64 = 0
    for word in node * words..<(node + 1) * words { fired |= state.active[word] }
    if fired != 0 { schedule(node, &state) }
  }

  /// Settles a cycle round by round: in each round every member meets the causes that were degraded before it, which is also what
  /// its evidence would count. At most as many rounds as members.
  private func settleCycle(_ range: Range<Int>, _ target: Int, _ state: inout CascadeState) {
    let members = condensation.members[range]
    for node in members where Int(node) != target {
      for edge in network.incoming(Int(node)) {
        let place = Int(cyclicPlace[edge]) * words
        for word in 0..<words { state.cyclicExposure[place + word] = 0 }
      }
    }
    var next = Array(repeating: UInt64(0), count: members.count * words)
    var isChanging = true
    while isChanging {
      isChanging = false
      for (place, member) in members.enumerated() {
        let node = Int(member)
        for word in 0..<words {
          let before = state.active[node * words + word]
          var met: UInt64 = 0
          var fired = before
          if node != target {
            for edge in network.incoming(node) {
              let cause = state.active[Int(network.edgeCause[edge]) * words + word] & ~before
              met |= cause
              fired |= cause & live[edge * words + word]
              state.cyclicExposure[Int(cyclicPlace[edge]) * words + word] |= cause
            }
            if !leaks.isEmpty { fired |= met & leaks[node * words + word] }
          }
          next[place * words + word] = fired
          if fired != before { isChanging = true }
        }
      }
      for (place, member) in members.enumerated() {
        for word in 0..<words { state.active[Int(member) * words + word] = next[place * words + word] }
      }
    }
    for member in members where Int(member) != target {
      var met: UInt64 = 0
      for edge in network.incoming(Int(member)) {
        let place = Int(cyclicPlace[edge]) * words
        for word in 0..<words { met |= state.cyclicExposure[place + word] }
      }
      guard met != 0 else { continue }
      state.exposed.append(member)
      state.marked.append(member)
    }
    let component = Int(condensation.componentOfNode[Int(members[range.lowerBound])])
    for member in members {
      schedule(Int(member), &state)
    }
    state.pending[component >> 6] &= ~(1 << UInt64(component & 63))
  }
}

extension CascadeState {
  /// Forgets the last run.
  mutating func reset(_ condensation: Condensation) {
    for node in marked {
      for word in Int(node) * words..<(Int(node) + 1) * words { active[word] = 0 }
    }
    marked.removeAll(keepingCapacity: true)
    exposed.removeAll(keepingCapacity: true)
  }
}
