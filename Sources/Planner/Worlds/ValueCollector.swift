internal import Beliefs

/// What the planner wants to know of every target of one network: its value and how far its trouble goes.
struct SweepSettings: Sendable {
  /// What a bit about each family is worth.
  let weights: FamilyWeights
  /// By place: the same for the sweeps, 0 where the family can reach no journey.
  let weight: [Float]
  /// By place: a journey's criticality; −1 for a component.
  let criticality: [Float]
  /// By place: marks of nodes that a safety gate asks about.
  var marks: [UInt32]

  /// - Parameter worth: of an objective that weighs its families itself.
  init(_ weights: FamilyWeights, marks: [UInt32], worth: (any FamilyWorth)? = nil) {
    self.weights = weights
    weight = weights.weight.indices.map { place in
      worth.map { $0.counts(place) ? 1 : 0 } ?? Float(weights.weight[place])
    }
    criticality = weights.criticality.map { Float($0) }
    self.marks = marks
  }
}

/// The sums of one sweep. Reset before each target.
struct ValueCollector: SweepCollector {
  private var gains: GainTable
  private let settings: SweepSettings
  private let criticalFrom: Float
  private let markedFrom: Int
  /// By world: the bits, weighed.
  private(set) var values = [Float](repeating: 0, count: 64)
  /// World by world, how many components degrade, summed.
  private(set) var components = 0
  /// World by world, the criticality of the degraded journeys, summed.
  private(set) var burden: Float = 0
  /// The worlds in which a critical journey degrades.
  private(set) var critical: UInt64 = 0
  /// The marks of all nodes that degrade with more than 5 %.
  private(set) var marks: UInt32 = 0

  /// The bits of `differing` at the places that were met.
  private(set) var differingMet: UInt32 = 0
  private let differing: [UInt32]

  /// - Parameter differing: bits by place that are to be gathered where the place is met; empty for none.
  init(_ gains: GainTable, _ settings: SweepSettings, differing: [UInt32] = []) {
    self.gains = gains
    self.settings = settings
    self.differing = differing
    criticalFrom = Float(SafetyLimits.criticalFrom)
    markedFrom = Int(64 * SafetyLimits.inBlastRadiusFrom) + 1
  }

  mutating func reset() {
    for world in 0..<64 { values[world] = 0 }
    components = 0
    burden = 0
    critical = 0
    marks = 0
    differingMet = 0
  }

  /// Mean and standard error over the sixty-four worlds.
  var estimate: (mean: Float, standardError: Float) {
    var sum: Float = 0
    for value in values { sum += value }
    let mean = sum / 64
    var squares: Float = 0
    for value in values { squares += (value - mean) * (value - mean) }
    return (mean, (squares / (63 * 64)).squareRoot())
  }

  var wantsSets: Bool { true }

  @inline(__always)
  mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {
    if !differing.isEmpty { differingMet |= differing[place] }
    let weight = settings.weight[place]
    guard weight > 0 else { return }
    values.add(weight * gains.gain(place, key, worlds, slots), inWorlds: worlds)
  }

  @inline(__always)
  mutating func degraded(_ place: Int, _ worlds: UInt64) {
    let count = worlds.nonzeroBitCount
    let criticality = settings.criticality[place]
    if criticality < 0 {
      components &+= count
    } else {
      burden += criticality * Float(count)
      if criticality >= criticalFrom { critical |= worlds }
    }
    if count >= markedFrom { marks |= settings.marks[place] }
  }
}

extension [Float] {
  /// Adds a number to those of some worlds, the first of which stands at `first`.
  @inline(__always)
  mutating func add(_ value: Float, inWorlds worlds: UInt64, from first: Int = 0) {
    withUnsafeMutableBufferPointer { values in
      var rest = worlds
      while rest != 0 {
        values[first &+ rest.trailingZeroBitCount] += value
        rest &= rest &- 1
      }
    }
  }
}
