internal import Beliefs

/// Goes from target to target of a ``GiantCycle``: the flood of the hub where the target reaches it, and what the target meets beside.
struct GiantCycleTour {
  private let settings: SweepSettings
  private let isOnCycle: [Bool]
  // The arrays of the graph and of the word's floods, held here: their hot loops take no reference counts.
  private let outgoingRows: [Int32]
  private let effect: [Int32]
  private let effectSlot: [Int32]
  private let rows: [Int32]
  private let key: [UInt64]
  private var carries: [UInt64] = []
  private var flooded: [UInt64] = []
  private var exposures: [UInt64] = []
  private var changes: SignedCollector
  private var hits: ActiveSlots
  private var parts = SubsetParts()
  /// By place: the worlds in which the target reaches it and no flood holds it.
  private var beside: [UInt64]
  /// By slot: the worlds in which such a cause was met.
  private var met: [UInt64]
  private var coming: [UInt64]
  private var arriving: [Int] = []
  private var leaving: [Int] = []
  private var fresh: [UInt64] = []
  private var touched: [Int] = []
  private var metSlots: [Int] = []
  private var metPlaces: [Int] = []
  private var isMet: [Bool]

  init(_ graph: WorldGraph, _ gains: GainTable, _ settings: SweepSettings) {
    self.settings = settings
    outgoingRows = graph.outgoingRows
    effect = graph.effect
    effectSlot = graph.effectSlot
    rows = graph.rows
    key = graph.key
    let count = graph.order.count
    isOnCycle = (0..<count).map { place in
      let component = Int(graph.componentOfPlace[place])
      return graph.firstPlace[component + 1] - graph.firstPlace[component] > 1
    }
    changes = SignedCollector(gains, settings)
    hits = ActiveSlots(most: graph.mostCauses)
    beside = [UInt64](repeating: 0, count: count)
    met = [UInt64](repeating: 0, count: graph.edge.count)
    coming = [UInt64](repeating: 0, count: count)
    isMet = [Bool](repeating: false, count: count)
  }

  /// Before the targets of a word.
  mutating func begin(_ giant: GiantCycle) {
    carries = giant.carries
    flooded = giant.flooded
    exposures = giant.exposures
  }

  /// The gains, to be lent to the next word's floods and back.
  var gains: GainTable {
    get { changes.gains }
    set { changes.gains = newValue }
  }

  /// What one word of worlds says of a target.
  mutating func visit(_ target: Int, _ giant: GiantCycle) -> FirstLook.Entry {
    let flood = giant.reachesHub[target]
    changes.reset()
    var components = 0
    var burden: Float = 0
    var rest = flood
    while rest != 0 {
      let world = rest.trailingZeroBitCount
      changes.values[world] = giant.values[world]
      components += Int(giant.components[world])
      burden += giant.burden[world]
      rest &= rest &- 1
    }
    components -= (flooded[target] & flood).nonzeroBitCount
    var critical = giant.critical & flood
    sweepBeside(target, flood)
    count(target, flood)
    for place in touched where place != target {
      let worlds = beside[place]
      let criticality = settings.criticality[place]
      if criticality < 0 {
        components += worlds.nonzeroBitCount
      } else {
        burden += criticality * Float(worlds.nonzeroBitCount)
        if criticality >= Float(SafetyLimits.criticalFrom) { critical |= worlds }
      }
    }
    var marks: UInt32 = 0
    for place in giant.marked where place != target {
      let worlds = flooded[place] & flood | beside[place]
      if Double(worlds.nonzeroBitCount) > 64 * SafetyLimits.inBlastRadiusFrom { marks |= settings.marks[place] }
    }
    clean()
    let (mean, variance) = changes.estimate
    return FirstLook.Entry(
      value: mean, standardError: variance.squareRoot(), components: Float(components) / 64, burden: burden / 64,
      critical: Float(critical.nonzeroBitCount) / 64, marks: marks)
  }

  /// Spreads from the target, round by round, over what no flood holds.
  private mutating func sweepBeside(_ target: Int, _ flood: UInt64) {
    let start = ~(flooded[target] & flood)
    guard start != 0 else { return }
    beside[target] = start
    touched.append(target)
    arriving.append(target)
    coming[target] = start
    while !arriving.isEmpty {
      swap(&arriving, &leaving)
      for index in leaving.indices { fresh.append(take(leaving[index])) }
      for index in leaving.indices { spread(leaving[index], fresh[index], target, flood) }
      leaving.removeAll(keepingCapacity: true)
      fresh.removeAll(keepingCapacity: true)
      for place in arriving {
        if beside[place] == 0 { touched.append(place) }
        beside[place] |= coming[place]
      }
    }
  }

  private mutating func take(_ place: Int) -> UInt64 {
    let worlds = coming[place]
    coming[place] = 0
    return worlds
  }

  @inline(__always)
  private mutating func spread(_ place: Int, _ news: UInt64, _ target: Int, _ flood: UInt64) {
    for index in Int(outgoingRows[place])..<Int(outgoingRows[place &+ 1]) {
      let reached = Int(effect[index])
      let worlds = isOnCycle[reached] ? news & ~beside[reached] : news
      guard reached != target, worlds != 0 else { continue }
      let slot = Int(effectSlot[index])
      if met[slot] == 0 { metSlots.append(slot) }
      met[slot] |= worlds
      if !isMet[reached] {
        isMet[reached] = true
        metPlaces.append(reached)
      }
      let fired = worlds & carries[slot] & ~(flooded[reached] & flood | beside[reached])
      guard fired != 0 else { continue }
      if coming[reached] == 0 { arriving.append(reached) }
      coming[reached] |= fired
    }
  }

  /// Puts right what the target changes of the flood's sums: its own family is not met, and effects meet more causes.
  private mutating func count(_ target: Int, _ flood: UInt64) {
    split(target, flood, adding: false)
    for place in metPlaces {
      var worlds: UInt64 = 0
      for slot in Int(rows[place])..<Int(rows[place &+ 1]) { worlds |= met[slot] }
      split(place, flood & worlds, adding: false)
      split(place, flood, adding: true, within: worlds)
    }
  }

  /// Takes away what the flood counts at a place in some worlds, or adds what flood and target together count there.
  @inline(__always)
  private mutating func split(_ place: Int, _ flood: UInt64, adding: Bool, within worlds: UInt64 = .max) {
    hits.clear()
    for slot in Int(rows[place])..<Int(rows[place &+ 1]) {
      let mask = (exposures[slot] & flood | (adding ? met[slot] : 0)) & worlds
      if mask != 0 { hits.add(slot, key[slot], mask) }
    }
    guard hits.count > 0 else { return }
    changes.sign = adding ? 1 : -1
    parts.split(hits, place, &changes)
  }

  private mutating func clean() {
    for place in touched { beside[place] = 0 }
    for slot in metSlots { met[slot] = 0 }
    for place in metPlaces { isMet[place] = false }
    touched.removeAll(keepingCapacity: true)
    metSlots.removeAll(keepingCapacity: true)
    metPlaces.removeAll(keepingCapacity: true)
  }
}

/// Adds or takes away what sets of causes are worth, world by world.
private struct SignedCollector: SweepCollector {
  var gains: GainTable
  var values = [Float](repeating: 0, count: 64)
  var sign: Float = 1
  private let settings: SweepSettings

  init(_ gains: GainTable, _ settings: SweepSettings) {
    self.gains = gains
    self.settings = settings
  }

  var wantsSets: Bool { true }

  mutating func reset() { for world in 0..<64 { values[world] = 0 } }

  /// The mean and its variance.
  var estimate: (mean: Float, variance: Float) {
    let mean = values.reduce(0, +) / 64
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (63 * 64))
  }

  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {
    let weight = settings.weight[place]
    guard weight > 0 else { return }
    values.add(sign * weight * gains.gain(place, key, worlds, slots), inWorlds: worlds)
  }

  mutating func degraded(_ place: Int, _ worlds: UInt64) {}
}
