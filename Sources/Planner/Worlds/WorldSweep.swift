internal import Beliefs
internal import Vocabulary

/// Takes what a sweep finds, family by family.
protocol SweepCollector {
  /// Whether `met` is to be called at all.
  var wantsSets: Bool { get }
  /// In `worlds`, exactly the causes of `key` were active when the effect at `place` was met; `slots` are their slots.
  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots)
  /// The effect at `place` degrades in these worlds; at least one.
  mutating func degraded(_ place: Int, _ worlds: UInt64)
}

/// The causes of one effect that are active in some world of the word, and in which.
struct ActiveSlots {
  private struct Hit {
    var slot: Int32
    var key: UInt64
    var worlds: UInt64
  }

  private(set) var count = 0
  private var hits: [Hit]

  init(most: Int) { hits = [Hit](repeating: Hit(slot: 0, key: 0, worlds: 0), count: most) }

  @inline(__always)
  mutating func clear() { count = 0 }

  @inline(__always)
  mutating func add(_ slot: Int, _ key: UInt64, _ worlds: UInt64) {
    hits[count] = Hit(slot: Int32(truncatingIfNeeded: slot), key: key, worlds: worlds)
    count &+= 1
  }

  @inline(__always)
  func key(_ index: Int) -> UInt64 { hits[index].key }
  @inline(__always)
  func worlds(_ index: Int) -> UInt64 { hits[index].worlds }
  @inline(__always)
  func slot(_ index: Int) -> Int { Int(hits[index].slot) }

  /// The slots that are active throughout `worlds`, all of which have the same set; ascending.
  func slots(in worlds: UInt64) -> [Int] {
    var found: [Int] = []
    for index in 0..<count where hits[index].worlds & worlds != 0 { found.append(Int(hits[index].slot)) }
    return found.sorted()
  }
}

/// One word of worlds, swept from one target after the other.
///
/// A sweep settles the places in order. A place that degrades is handed to its effects; when an effect's turn comes it holds
/// just the causes that are active in some world, of which may be few among thousands. From their words follow where it
/// degrades (one `&` and one `|` an edge) and, split by subset, which causes it met in which worlds: what the information gain is
/// summed over. Only components that something active leads to are visited; a bit set finds the next. In a cycle the causes that
/// were degraded before the effect, in rounds, count (chapter 2, Evidence).
/// Cost: the calls that active places receive, at most one topological pass over the graph.
struct WorldSweep {
  private let graph: WorldGraph
  // The graph's arrays again: held by the sweep itself, their hot loops take no reference counts.
  private let rows: [Int32]
  private let cause: [Int32]
  private let key: [UInt64]
  private let outgoingRows: [Int32]
  private let effect: [Int32]
  private let effectSlot: [Int32]
  private let effectComponent: [Int32]
  private let firstPlace: [Int32]
  /// By place: the first slot of its active causes from before its component; −1 without one.
  private var firstActive: [Int32]
  /// By slot: the next of the same effect's; −1 after the last.
  private var nextActive: [Int32]
  private var active: [UInt64]
  private var pending: [UInt64]
  private var touched: [Int32] = []
  /// Who is degraded from the start, in the worlds that `active` says.
  private var sources: [Int] = []
  private var hits: ActiveSlots
  private var parts: SubsetParts
  private var cycle: CycleScratch

  init(_ graph: WorldGraph) {
    self.graph = graph
    rows = graph.rows
    cause = graph.cause
    key = graph.key
    outgoingRows = graph.outgoingRows
    effect = graph.effect
    effectSlot = graph.effectSlot
    firstActive = [Int32](repeating: -1, count: graph.order.count)
    nextActive = [Int32](repeating: -1, count: graph.edge.count)
    effectComponent = graph.effect.map { graph.componentOfPlace[Int($0)] }
    firstPlace = graph.firstPlace
    active = [UInt64](repeating: 0, count: graph.order.count)
    pending = [UInt64](repeating: 0, count: (graph.firstPlace.count + 63) / 64)
    hits = ActiveSlots(most: graph.mostCauses)
    parts = SubsetParts()
    cycle = CycleScratch(graph)
  }

  /// Degrades the target in every world and settles what follows. The target's own family is not met.
  mutating func run(
    from target: Int, _ worlds: Worlds, into collector: inout some SweepCollector
  ) {
    begin()
    start(target, .max)
    settle(target, worlds, &collector)
  }

  /// Degrades each source in worlds of its own and settles what follows; all of them lie on one cycle. A source's family is
  /// not met in its own worlds.
  mutating func run(
    fromCycle starts: [(place: Int, worlds: UInt64)], _ worlds: Worlds, into collector: inout some SweepCollector
  ) {
    begin()
    for (place, mask) in starts { start(place, mask) }
    guard let first = sources.first else { return }
    settle(nil, worlds, &collector, from: Int(graph.componentOfPlace[first]))
  }

  /// The worlds in which a place degraded in the last run.
  func activeWorlds(_ place: Int) -> UInt64 { active[place] }

  /// Degrades one link: the effect of `slot` meets that cause alone, in every world, and what follows is settled.
  mutating func run(link slot: Int, of effect: Int, _ worlds: Worlds, into collector: inout some SweepCollector) {
    begin()
    hits.clear()
    hits.add(slot, key[slot], .max)
    collector.met(effect, key[slot], .max, hits)
    let fired = worlds.live[slot] | worlds.leak[effect]
    guard fired != 0 else { return }
    start(effect, fired)
    collector.degraded(effect, fired)
    settle(effect, worlds, &collector)
  }

  private mutating func begin() {
    for place in touched { active[Int(place)] = 0 }
    touched.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
  }

  private mutating func start(_ place: Int, _ worlds: UInt64) {
    active[place] = worlds
    touched.append(Int32(truncatingIfNeeded: place))
    sources.append(place)
  }

  private mutating func settle(
    _ target: Int, _ worlds: Worlds, _ collector: inout some SweepCollector
  ) {
    settle(target, worlds, &collector, from: Int(graph.componentOfPlace[target]))
  }

  /// - Parameter target: the place whose family is not met at all.
  private mutating func settle(
    _ target: Int?, _ worlds: Worlds, _ collector: inout some SweepCollector, from own: Int
  ) {
    // On a cycle the members are handed on together, once it is settled.
    if firstPlace[own + 1] - firstPlace[own] > 1 {
      pending[own >> 6] |= 1 << UInt64(own & 63)
    } else {
      for source in sources { hand(source, beyond: -1) }
    }
    var block = own >> 6
    while block < pending.count {
      let bits = pending[block]
      if bits == 0 {
        block &+= 1
        continue
      }
      pending[block] = bits & (bits &- 1)
      let component = block &* 64 &+ bits.trailingZeroBitCount
      let first = Int(firstPlace[component])
      let end = Int(firstPlace[component &+ 1])
      if end &- first == 1 {
        if first == target { firstActive[first] = -1 } else { pull(first, worlds, &collector) }
      } else {
        settleCycle(first..<end, target, worlds, &collector)
      }
    }
  }

  /// Hands an active place, once a run, to its effects outside of one component.
  @inline(__always)
  private mutating func hand(_ place: Int, beyond own: Int) {
    for index in Int(outgoingRows[place])..<Int(outgoingRows[place &+ 1]) {
      let component = Int(effectComponent[index])
      guard component != own else { continue }
      pending[component >> 6] |= 1 << UInt64(component & 63)
      let reached = Int(effect[index])
      let slot = Int(effectSlot[index])
      nextActive[slot] = firstActive[reached]
      firstActive[reached] = Int32(truncatingIfNeeded: slot)
    }
  }

  /// Settles a place outside of cycles, all of whose causes are settled.
  @inline(__always)
  private mutating func pull(_ place: Int, _ worlds: Worlds, _ collector: inout some SweepCollector) {
    hits.clear()
    var met: UInt64 = 0
    var fired: UInt64 = 0
    var next = Int(firstActive[place])
    firstActive[place] = -1
    while next >= 0 {
      let source = active[Int(cause[next])]
      hits.add(next, key[next], source)
      met |= source
      fired |= source & worlds.live[next]
      next = Int(nextActive[next])
    }
    fired |= met & worlds.leak[place]
    if collector.wantsSets { parts.split(hits, place, &collector) }
    guard fired != 0 else { return }
    active[place] = fired
    touched.append(Int32(truncatingIfNeeded: place))
    collector.degraded(place, fired)
    hand(place, beyond: -1)
  }

  /// Settles a cycle round by round; only what became active in the last round is carried on.
  private mutating func settleCycle(
    _ members: Range<Int>, _ target: Int?, _ worlds: Worlds, _ collector: inout some SweepCollector
  ) {
    cycle.begin()
    for place in members {
      // What comes from outside the cycle is settled and counts from the first round on.
      var next = Int(firstActive[place])
      firstActive[place] = -1
      while next >= 0 {
        let cause = active[Int(cause[next])] & ~active[place]
        if cause != 0, place != target { cycle.meet(place, next, cause, worlds) }
        next = Int(nextActive[next])
      }
    }
    for source in sources where members.contains(source) { cycle.start(source, active[source]) }
    while cycle.nextRound(&active, &touched) { cycle.spread(members, target, active, worlds) }
    var from = members.lowerBound
    while let place = cycle.takeMet(from: from, members) {
      from = place
      hits.clear()
      cycle.takeExposures(Int(rows[place])..<Int(rows[place &+ 1]), key, into: &hits)
      if collector.wantsSets { parts.split(hits, place, &collector) }
      if active[place] != 0 { collector.degraded(place, active[place]) }
    }
    let own = Int(graph.componentOfPlace[members.lowerBound])
    for place in members where active[place] != 0 { hand(place, beyond: own) }
    pending[own >> 6] &= ~(1 << UInt64(own & 63))
  }
}
