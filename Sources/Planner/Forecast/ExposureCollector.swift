/// Sums one target's worlds over many words: the values world by world, who degrades how often, and, where it is to be
/// explained, every exposure.
struct ExposureCollector: SweepCollector {
  private struct Key: Hashable {
    let place: Int
    let set: UInt64
  }

  private let settings: SweepSettings
  private let keepsExposures: Bool
  private var gains: GainTable
  /// By place in the gains' table of small families, the exposure; −1 where none was met yet.
  private var smallIndex: [Int32]
  /// The exposures of larger families.
  private var largeIndex: [Key: Int] = [:]
  private var exposures: [SiteForecast.Exposure] = []
  private var counts: [Int] = []
  /// By place.
  private var degradedCounts: [Int32]
  private var critical: UInt64 = 0
  private var criticalCount = 0
  private var values: [Float]
  private var words = 0

  init(_ gains: GainTable, _ settings: SweepSettings, words: Int, keepsExposures: Bool) {
    self.gains = gains
    self.settings = settings
    self.keepsExposures = keepsExposures
    degradedCounts = [Int32](repeating: 0, count: settings.weight.count)
    smallIndex = keepsExposures ? [Int32](repeating: -1, count: gains.tableSize) : []
    values = [Float](repeating: 0, count: 64 * words)
  }

  /// Before each word; lends the collector what is known of the gains.
  mutating func beginWord(_ gains: inout GainTable) {
    swap(&self.gains, &gains)
    critical = 0
    words += 1
  }

  /// After each word; gives the gains back.
  mutating func endWord(_ gains: inout GainTable) {
    swap(&self.gains, &gains)
    criticalCount += critical.nonzeroBitCount
  }

  var wantsSets: Bool { true }

  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {
    let weight = settings.weight[place]
    guard keepsExposures || weight > 0 else { return }
    let gain = gains.gain(place, key, worlds, slots)
    if keepsExposures { count(place, key, worlds, slots, gain) }
    guard weight > 0 else { return }
    let worth = weight * gain
    let first = 64 * (words - 1)
    var rest = worlds
    while rest != 0 {
      values[first + rest.trailingZeroBitCount] += worth
      rest &= rest &- 1
    }
  }

  private mutating func count(
    _ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots, _ gain: Float
  ) {
    let known: Int
    if let small = gains.tablePlace(place, key) {
      known = Int(smallIndex[small])
      if known < 0 { smallIndex[small] = Int32(exposures.count) }
    } else {
      let key = Key(place: place, set: key)
      known = largeIndex[key] ?? -1
      if known < 0 { largeIndex[key] = exposures.count }
    }
    if known >= 0 {
      counts[known] += worlds.nonzeroBitCount
      return
    }
    exposures.append(
      SiteForecast.Exposure(place: place, slots: slots.slots(in: worlds), probability: 0, gain: Double(gain)))
    counts.append(worlds.nonzeroBitCount)
  }

  mutating func degraded(_ place: Int, _ worlds: UInt64) {
    degradedCounts[place] += Int32(truncatingIfNeeded: worlds.nonzeroBitCount)
    if settings.criticality[place] >= Float(SafetyLimits.criticalFrom) { critical |= worlds }
  }

  /// The forecast over all words so far.
  var forecast: SiteForecast {
    let total = Double(64 * words)
    var found = SiteForecast(
      exposures: exposures,
      degraded: degradedCounts.indices.filter { degradedCounts[$0] > 0 }
        .map { ($0, Double(degradedCounts[$0]) / total) },
      criticalProbability: Double(criticalCount) / total, worldValues: values,
      value: values.reduce(0.0) { $0 + Double($1) } / total, bits: 0, bitsOffPath: 0)
    guard keepsExposures else { return found }
    for index in exposures.indices { found.exposures[index].probability = Double(counts[index]) / total }
    return found
  }
}
