/// Keeps every exposure of one target over many words: what a forecast is made of.
struct ExposureCollector: SweepCollector {
  private struct Key: Hashable {
    let place: Int
    let set: UInt64
  }

  private let settings: SweepSettings
  private let gains: GainTable
  private var indexOfKey: [Key: Int] = [:]
  private var exposures: [SiteForecast.Exposure] = []
  private var counts: [Int] = []
  private var degradedIndex: [Int: Int] = [:]
  private var degradedCounts: [(place: Int, count: Int)] = []
  private var criticalCount = 0
  private var critical: UInt64 = 0
  private var values: [Float] = []
  private var words = 0

  init(_ gains: GainTable, _ settings: SweepSettings) {
    self.gains = gains
    self.settings = settings
  }

  /// Before each word.
  mutating func beginWord() {
    critical = 0
    values.append(contentsOf: repeatElement(0, count: 64))
    words += 1
  }

  /// After each word.
  mutating func endWord() { criticalCount += critical.nonzeroBitCount }

  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {
    let key = Key(place: place, set: key)
    let index: Int
    if let known = indexOfKey[key] {
      index = known
    } else {
      index = exposures.count
      indexOfKey[key] = index
      let members = slots.slots(in: worlds)
      exposures.append(
        SiteForecast.Exposure(place: place, slots: members, probability: 0, gain: gains.gain(place, members)))
      counts.append(0)
    }
    counts[index] += worlds.nonzeroBitCount
    let weight = settings.weight[place]
    guard weight > 0 else { return }
    let worth = weight * Float(exposures[index].gain)
    let first = 64 * (words - 1)
    var rest = worlds
    while rest != 0 {
      values[first + rest.trailingZeroBitCount] += worth
      rest &= rest &- 1
    }
  }

  mutating func degraded(_ place: Int, _ worlds: UInt64) {
    if let index = degradedIndex[place] {
      degradedCounts[index].count += worlds.nonzeroBitCount
    } else {
      degradedIndex[place] = degradedCounts.count
      degradedCounts.append((place, worlds.nonzeroBitCount))
    }
    if settings.criticality[place] >= Float(SafetyLimits.criticalFrom) { critical |= worlds }
  }

  /// How many worlds were met so far.
  var worldCount: Int { 64 * words }

  /// The forecast over all words so far.
  var forecast: SiteForecast {
    let total = Double(worldCount)
    var value = 0.0
    var bits = 0.0
    var offPath = 0.0
    var found = exposures
    for index in found.indices {
      found[index].probability = Double(counts[index]) / total
      let share = found[index].probability * found[index].gain
      let weight = Double(settings.weight[found[index].place])
      value += weight * share
      if weight > 0 { bits += share } else { offPath += share }
    }
    return SiteForecast(
      exposures: found, degraded: degradedCounts.map { ($0.place, Double($0.count) / total) },
      criticalProbability: Double(criticalCount) / total, worldValues: values, value: value, bits: bits,
      bitsOffPath: offPath)
  }
}
