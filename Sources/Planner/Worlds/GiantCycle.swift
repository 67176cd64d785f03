internal import Beliefs
internal import Vocabulary

/// A short way through a system most of which lies on one cycle.
///
/// There almost every cascade that does not die early floods the same nodes, and to flood them anew for each of ten thousand
/// targets is what costs. So in each world one *hub* is chosen that much is reached from and that much reaches, and its flood is swept
/// once. A target that reaches the hub floods all that the hub floods; only what it meets beside is swept for itself, which
/// is little. Reach and degradation are exact. The causes that an effect counts as active are those of the hub's own flood and
/// of what the target adds, which is where an order of rounds from the target itself could differ: the first look takes them
/// so, the forecasts of the head of the list do not.
/// Cost a word: some thirty floods for the hubs; a target then costs what it meets beside. On 10,000 components that call five others
/// at random, θ up to 0.33: half a millisecond a target against 43 for a sweep (`faultbook-bench planner --system cyclic`).
final class GiantCycle {
  /// A cycle of at least this many members is giant.
  static let giantFrom = 512

  /// By slot: the worlds in which an active cause degrades its effect, by the edge or by the leak.
  let carries: [UInt64]
  /// By place: the worlds in which the hub's flood holds it.
  let flooded: [UInt64]
  /// By place: the worlds in which it reaches the hub.
  let reachesHub: [UInt64]
  /// By slot: the worlds in which the effect counts the cause in the hub's flood.
  let exposures: [UInt64]
  /// By world: the weighed bits of the hub's flood.
  let values: [Float]
  /// By world: how many components the flood holds.
  let components: [Int32]
  /// By world: the criticality of the journeys in the flood.
  let burden: [Float]
  /// The worlds in which the flood holds a critical journey.
  let critical: UInt64
  /// The places that carry marks.
  let marked: [Int]

  private static let candidates = 12

  init(
    _ graph: WorldGraph, _ worlds: Worlds, _ settings: SweepSettings, _ gains: inout GainTable,
    _ sweep: inout WorldSweep, seed: UInt64
  ) {
    var carries = worlds.live
    for place in graph.order.indices { for slot in graph.slots(place) { carries[slot] |= worlds.leak[place] } }
    self.carries = carries

    let hubs = GiantCycle.hubs(graph, worlds, carries, &sweep, seed: seed)
    var collector = FloodCollector(gains, settings, slots: graph.edge.count)
    swap(&collector.gains, &gains)
    sweep.run(fromCycle: hubs, worlds, into: &collector)
    swap(&collector.gains, &gains)
    flooded = graph.order.indices.map { sweep.activeWorlds($0) }
    exposures = collector.exposures
    values = collector.values
    reachesHub = GiantCycle.reaching(hubs, graph, carries)
    marked = graph.order.indices.filter { settings.marks[$0] != 0 }
    var components = [Int32](repeating: 0, count: 64)
    var burden = [Float](repeating: 0, count: 64)
    var critical: UInt64 = 0
    for place in graph.order.indices where flooded[place] != 0 {
      let criticality = settings.criticality[place]
      if criticality >= Float(SafetyLimits.criticalFrom) { critical |= flooded[place] }
      var rest = flooded[place]
      while rest != 0 {
        if criticality < 0 {
          components[rest.trailingZeroBitCount] += 1
        } else {
          burden[rest.trailingZeroBitCount] += criticality
        }
        rest &= rest &- 1
      }
    }
    self.components = components
    self.burden = burden
    self.critical = critical
  }

  /// By world, of some members of the largest cycle the one with the most nodes before it times nodes behind it.
  private static func hubs(
    _ graph: WorldGraph, _ worlds: Worlds, _ carries: [UInt64], _ sweep: inout WorldSweep, seed: UInt64
  ) -> [(place: Int, worlds: UInt64)] {
    let members = graph.largestCycleMembers
    var generator = Xoshiro256(seed: mixedSeed(seed, 0x48_5542))
    var best = [Int](repeating: -1, count: 64)
    var choice = [Int](repeating: members.lowerBound, count: 64)
    for _ in 0..<candidates {
      let place = members.lowerBound + min(members.count - 1, Int(generator.unit() * Double(members.count)))
      var behind = SizeCollector()
      sweep.run(from: place, worlds, into: &behind)
      var before = SizeCollector()
      for (other, mask) in reaching([(place, .max)], graph, carries).enumerated() { before.degraded(other, mask) }
      for world in 0..<64 where behind.sizes[world] * before.sizes[world] > best[world] {
        best[world] = behind.sizes[world] * before.sizes[world]
        choice[world] = place
      }
    }
    return Set(choice).sorted().map { place in
      (place, choice.indices.reduce(UInt64(0)) { choice[$1] == place ? $0 | 1 << UInt64($1) : $0 })
    }
  }

  /// By place, the worlds in which it reaches a source that is one in that world; the sources too.
  private static func reaching(
    _ sources: [(place: Int, worlds: UInt64)], _ graph: WorldGraph, _ carries: [UInt64]
  ) -> [UInt64] {
    var reaching = [UInt64](repeating: 0, count: graph.order.count)
    var news = reaching
    var waiting: [Int] = []
    for (place, worlds) in sources {
      reaching[place] |= worlds
      news[place] |= worlds
      waiting.append(place)
    }
    var next = 0
    while next < waiting.count {
      let place = waiting[next]
      next += 1
      let fresh = news[place]
      news[place] = 0
      for slot in graph.slots(place) {
        let cause = Int(graph.cause[slot])
        let found = fresh & carries[slot] & ~reaching[cause]
        guard found != 0 else { continue }
        reaching[cause] |= found
        if news[cause] == 0 { waiting.append(cause) }
        news[cause] |= found
      }
    }
    return reaching
  }
}

/// Counts, world by world, how many places degrade.
private struct SizeCollector: SweepCollector {
  var sizes = [Int](repeating: 0, count: 64)
  var wantsSets: Bool { false }
  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {}
  mutating func degraded(_ place: Int, _ worlds: UInt64) {
    var rest = worlds
    while rest != 0 {
      sizes[rest.trailingZeroBitCount] += 1
      rest &= rest &- 1
    }
  }
}

/// Keeps what every effect met in the hub's flood, and what that is worth.
private struct FloodCollector: SweepCollector {
  var gains: GainTable
  var exposures: [UInt64]
  var values = [Float](repeating: 0, count: 64)
  private let settings: SweepSettings

  init(_ gains: GainTable, _ settings: SweepSettings, slots: Int) {
    self.gains = gains.placeholder
    self.settings = settings
    exposures = [UInt64](repeating: 0, count: slots)
  }

  var wantsSets: Bool { true }

  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {
    for index in 0..<slots.count { exposures[slots.slot(index)] = slots.worlds(index) }
    let weight = settings.weight[place]
    guard weight > 0 else { return }
    values.add(weight * gains.gain(place, key, worlds, slots), inWorlds: worlds)
  }

  mutating func degraded(_ place: Int, _ worlds: UInt64) {}
}
