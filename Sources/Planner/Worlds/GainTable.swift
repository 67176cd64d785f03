internal import Beliefs

/// The information gains g_u(A) of one network's families, each worked out once.
///
/// A family of up to six causes has a flat table by subset; sets of larger families share a cache with one entry a slot, where a
/// newcomer replaces what it meets. Two precisions: `quick` reads the gain off the surface by the set's first two
/// moments, for the pass over all candidates; `exact` asks the family's posterior, for those that are reported.
struct GainTable {
  enum Precision { case quick, exact }

  private static let tableLimit = 6
  private static let cacheSize = 1 << 16

  private let graph: WorldGraph
  private let surface: GainSurface
  private let precision: Precision
  /// What is tabled in place of the gains; nil for the gains.
  private let worth: (any FamilyWorth)?
  // The graph's arrays again: held here, working a gain out takes no reference counts.
  private let rows: [Int32]
  private let silence: [Double]
  private let squaredSilence: [Double]
  private let isMixed: [Bool]
  /// By place: where its table begins; −1 where it has none.
  private let tableStart: [Int32]
  /// How many sets of small families there are.
  let tableSize: Int
  private var table: [Float]
  private var cache: [Entry]
  /// Of causes that a mixture ties together, the moments of their silence: most sets are such a few and others that multiply.
  private var tied: [Tied: (first: Double, second: Double)] = [:]

  private struct Tied: Hashable {
    let place: Int
    let key: UInt64
  }

  private struct Entry {
    var set: UInt64
    var place: Int32
    var gain: Float
  }

  /// - Parameter isTabled: false for who asks for single sets of slots alone: there is no table then.
  init(
    _ graph: WorldGraph, _ surface: GainSurface, _ precision: Precision, worth: (any FamilyWorth)? = nil,
    isTabled: Bool = true
  ) {
    self.worth = worth
    self.graph = graph
    self.surface = surface
    self.precision = precision
    rows = graph.rows
    silence = graph.silence
    squaredSilence = graph.squaredSilence
    isMixed = graph.isMixed
    guard isTabled else {
      tableStart = []
      tableSize = 0
      table = []
      cache = []
      return
    }
    var starts = [Int32](repeating: -1, count: graph.order.count)
    var size = 0
    for place in graph.order.indices {
      let causes = graph.slots(place).count
      guard causes > 0 && causes <= GainTable.tableLimit else { continue }
      starts[place] = Int32(size)
      size += 1 << causes
    }
    tableStart = starts
    tableSize = size
    table = [Float](repeating: .nan, count: size)
    let isNeeded = graph.mostCauses > GainTable.tableLimit
    cache = [Entry](repeating: Entry(set: 0, place: -1, gain: 0), count: isNeeded ? GainTable.cacheSize : 0)
  }

  /// The place of a set of a small family among all such sets; nil for a larger family.
  @inline(__always)
  func tablePlace(_ place: Int, _ key: UInt64) -> Int? {
    let start = tableStart[place]
    return start >= 0 ? Int(start) &+ Int(truncatingIfNeeded: key) : nil
  }

  /// A table of the same network without room: what stands in for one that is lent away.
  var placeholder: GainTable {
    var copy = self
    copy.table = []
    copy.cache = []
    copy.tied = [:]
    return copy
  }

  /// g in bits for the set `key` of the causes of `place`, which are the slots of `hits` that are active in `worlds`.
  @inline(__always)
  mutating func gain(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ hits: borrowing ActiveSlots) -> Float {
    let start = tableStart[place]
    if start >= 0 {
      let at = Int(start) &+ Int(truncatingIfNeeded: key)
      let known = table[at]
      if known == known { return known }
      let fresh = isPlain(place) ? computePlain(place, key) : compute(place, worlds, hits)
      table[at] = fresh
      return fresh
    }
    let hash = (key ^ UInt64(truncatingIfNeeded: place) &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
    let at = Int(truncatingIfNeeded: hash >> 48)
    let known = cache[at]
    if known.set == key && Int(known.place) == place { return known.gain }
    let fresh = compute(place, worlds, hits)
    cache[at] = Entry(set: key, place: Int32(truncatingIfNeeded: place), gain: fresh)
    return fresh
  }

  @inline(never)
  private mutating func compute(_ place: Int, _ worlds: UInt64, _ hits: borrowing ActiveSlots) -> Float {
    if worth != nil || precision == .exact { return Float(gain(place, hits.slots(in: worlds))) }
    if isMixed[place] { return mixedGain(place, worlds, hits) }
    var first = 1.0
    var second = 1.0
    for index in 0..<hits.count where hits.worlds(index) & worlds != 0 {
      first *= silence[hits.slot(index)]
      second *= squaredSilence[hits.slot(index)]
    }
    return Float(surface.gain(first: first, second: second))
  }

  /// Whether a set's moments are products of those of its causes.
  private func isPlain(_ place: Int) -> Bool { worth == nil && precision == .quick && !isMixed[place] }

  /// The gain of a family that has a table, in which the bits of a key are its causes: in their order, whoever asks first.
  @inline(never)
  private func computePlain(_ place: Int, _ key: UInt64) -> Float {
    var first = 1.0
    var second = 1.0
    var rest = key
    while rest != 0 {
      let slot = Int(rows[place]) &+ rest.trailingZeroBitCount
      first *= silence[slot]
      second *= squaredSilence[slot]
      rest &= rest &- 1
    }
    return Float(surface.gain(first: first, second: second))
  }

  /// The gain of a family with mixtures, by two moments: causes that none ties to another that is active are factors.
  private mutating func mixedGain(_ place: Int, _ worlds: UInt64, _ hits: borrowing ActiveSlots) -> Float {
    var first = 1.0
    var second = 1.0
    var key: UInt64 = 0
    var count = 0
    for index in 0..<hits.count where hits.worlds(index) & worlds != 0 {
      let slot = hits.slot(index)
      if graph.mixture[slot] >= 0 {
        key ^= hits.key(index)
        count &+= 1
      } else {
        first *= graph.silence[slot]
        second *= graph.squaredSilence[slot]
      }
    }
    if count == 1 {
      for index in 0..<hits.count where hits.worlds(index) & worlds != 0 && graph.mixture[hits.slot(index)] >= 0 {
        first *= graph.silence[hits.slot(index)]
        second *= graph.squaredSilence[hits.slot(index)]
      }
    } else if count > 1 {
      let together = tiedMoments(place, key, worlds, hits)
      first *= together.first
      second *= together.second
    }
    return Float(surface.gain(first: first, second: second))
  }

  private mutating func tiedMoments(
    _ place: Int, _ key: UInt64, _ worlds: UInt64, _ hits: borrowing ActiveSlots
  ) -> (first: Double, second: Double) {
    let name = Tied(place: place, key: key)
    if let known = tied[name] { return known }
    guard let family = graph.network.families[Int(graph.order[place])] else { return (1, 1) }
    let slots = hits.slots(in: worlds).filter { graph.mixture[$0] >= 0 }
    let found = family.silencePowers(graph.network.variables(slots.map { Int(graph.edge[$0]) }))
    if tied.count >= GainTable.cacheSize { tied = [:] }
    tied[name] = found
    return found
  }

  /// g in bits for some slots of one place, from the family's posterior: all of it where `exact` is asked for, its first two
  /// moments otherwise.
  func gain(_ place: Int, _ slots: [Int]) -> Double {
    if let worth { return worth.worth(place, slots) }
    if slots.count == 1, precision == .quick {
      return surface.gain(first: silence[slots[0]], second: squaredSilence[slots[0]])
    }
    guard let family = graph.network.families[Int(graph.order[place])] else { return 0 }
    let variables = graph.network.variables(slots.map { Int(graph.edge[$0]) })
    if precision == .exact { return family.gain(variables).bits }
    let theta = family.thetaMoments(variables)
    let first = 1 - theta.mean
    return surface.gain(first: first, second: first * first + theta.standardDeviation * theta.standardDeviation)
  }
}
