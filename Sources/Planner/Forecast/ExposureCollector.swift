/// Sums one target's worlds over many words: the values world by world, who degrades how often, and, where it is to be
/// explained, every exposure.
///
/// Of a family of more than six causes the first sixteen sets that it meets are kept; they stand for the others, which come in
/// their thousands below a hub: scaled so that the family is met as often, and teaches as much, as over all sets.
struct ExposureCollector: SweepCollector {
  private let settings: SweepSettings
  private let keepsExposures: Bool
  private var gains: GainTable
  /// By place in the gains' table of small families, the exposure; −1 where none was met yet.
  private var smallIndex: [Int32]
  /// The exposures of larger families.
  private var largeSets: LargeSets
  private var exposures: [SiteForecast.Exposure] = []
  /// Beside `exposures`: in how many worlds it was met.
  private var counts: [Int] = []
  /// Beside `exposures`: the key of its set.
  private var keys: [UInt64] = []
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
    largeSets = LargeSets(places: keepsExposures ? settings.weight.count : 0)
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
    if keepsExposures, isNew(place, key, count: worlds.nonzeroBitCount, gain: gain) {
      exposures.append(
        SiteForecast.Exposure(place: place, slots: slots.slots(in: worlds), probability: 0, gain: Double(gain)))
    }
    guard weight > 0 else { return }
    values.add(weight * gain, inWorlds: worlds, from: 64 * (words - 1))
  }

  /// Counts a set that was met. Whether it is a new one that is to be kept: then its exposure has to be appended.
  private mutating func isNew(_ place: Int, _ key: UInt64, count: Int, gain: Float) -> Bool {
    if let small = gains.tablePlace(place, key) {
      if smallIndex[small] >= 0 {
        counts[Int(smallIndex[small])] += count
        return false
      }
      smallIndex[small] = Int32(exposures.count)
    } else {
      switch largeSets.find(place, key, fresh: exposures.count) {
      case .known(let index):
        counts[index] += count
        return false
      case .beyond(let family):
        largeSets.addRest(family, count: count, bits: Double(count) * Double(gain))
        return false
      case .fresh: break
      }
    }
    counts.append(count)
    keys.append(key)
    return true
  }

  /// Takes up what another one found in the words that follow, of the same target.
  mutating func append(_ other: ExposureCollector) {
    for (index, exposure) in other.exposures.enumerated() {
      let isKept = isNew(
        exposure.place, other.keys[index], count: other.counts[index], gain: Float(exposure.gain))
      if isKept { exposures.append(exposure) }
    }
    largeSets.addRests(of: other.largeSets)
    for place in degradedCounts.indices { degradedCounts[place] += other.degradedCounts[place] }
    criticalCount += other.criticalCount
    values += other.values
    words += other.words
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
    largeSets.scale(&found.exposures, worlds: total)
    return found
  }
}
