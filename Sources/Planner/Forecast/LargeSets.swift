/// The sets of causes that families too large for a table have met, up to sixteen a family, and the sums over all beyond.
struct LargeSets {
  /// What is known of a set.
  enum Found {
    /// The exposure of that index.
    case known(Int)
    /// New, and kept.
    case fresh
    /// New, and the family, by its place here, keeps no more.
    case beyond(Int)
  }

  private static let most = 16

  /// By place: the family's place here; −1 where none of its sets was met yet.
  private var family: [Int32]
  /// By family and set.
  private var keys: [UInt64] = []
  /// Beside `keys`: the exposure.
  private var exposure: [Int32] = []
  /// By family: how many sets are kept.
  private var used: [Int] = []
  /// By family: in how many worlds another set was met.
  private var restCount: [Int] = []
  /// By family: what those would teach, summed over worlds.
  private var restBits: [Double] = []

  init(places: Int) { family = [Int32](repeating: -1, count: places) }

  /// The set's exposure; where it is new it gets the index `fresh`, unless the family is full.
  mutating func find(_ place: Int, _ key: UInt64, fresh: Int) -> Found {
    if family[place] < 0 {
      family[place] = Int32(used.count)
      used.append(0)
      restCount.append(0)
      restBits.append(0)
      keys.append(contentsOf: repeatElement(0, count: LargeSets.most))
      exposure.append(contentsOf: repeatElement(0, count: LargeSets.most))
    }
    let index = Int(family[place])
    let first = index * LargeSets.most
    for at in first..<first + used[index] where keys[at] == key { return .known(Int(exposure[at])) }
    guard used[index] < LargeSets.most else { return .beyond(index) }
    keys[first + used[index]] = key
    exposure[first + used[index]] = Int32(fresh)
    used[index] += 1
    return .fresh
  }

  /// Adds worlds in which a set was met that is not kept.
  mutating func addRest(_ family: Int, count: Int, bits: Double) {
    restCount[family] += count
    restBits[family] += bits
  }

  /// Adds what another one has not kept. Of its families all have been met here.
  mutating func addRests(of other: LargeSets) {
    for place in other.family.indices where other.family[place] >= 0 {
      let its = Int(other.family[place])
      addRest(Int(family[place]), count: other.restCount[its], bits: other.restBits[its])
    }
  }

  /// Lets the sets that are kept stand for those that are not.
  func scale(_ exposures: inout [SiteForecast.Exposure], worlds: Double) {
    for index in used.indices where restCount[index] > 0 {
      let mine = (index * LargeSets.most..<index * LargeSets.most + used[index]).map { Int(exposure[$0]) }
      let met = mine.reduce(0) { $0 + exposures[$1].probability }
      let bits = mine.reduce(0) { $0 + exposures[$1].probability * exposures[$1].gain }
      let more = 1 + Double(restCount[index]) / worlds / met
      let gains = bits > 0 ? (1 + restBits[index] / worlds / bits) / more : 1
      for place in mine {
        exposures[place].probability *= more
        exposures[place].gain *= gains
        exposures[place].gainScale = gains
      }
    }
  }
}
