internal import Beliefs
internal import Vocabulary

/// What is injected into, as places of a ``WorldGraph``.
enum Site: Hashable, Sendable {
  /// A component: all its callers meet it.
  case node(Int)
  /// One link, by its slot: only that effect meets the cause.
  case link(slot: Int, effect: Int)
}

/// What one candidate is expected to do and to teach: which causes each effect meets how probably, and who degrades.
struct SiteForecast: Sendable {
  /// One way in which an effect can be met.
  struct Exposure: Sendable {
    /// The effect's place.
    var place: Int
    /// The slots of the causes that are active, ascending.
    var slots: [Int]
    /// P(exactly these causes are active).
    var probability: Double
    /// g_u(A) in bits, times `gainScale`.
    var gain: Double
    /// What it is worth under an objective other than information, weights included.
    var worth: Double?
    /// Where the set stands for others of its family as well: what it and they teach in the mean, by what it teaches.
    var gainScale = 1.0
  }

  /// All exposures, in the order in which they were met; empty where only the order of candidates was asked for.
  var exposures: [Exposure]
  /// P(degraded) by place, of the places that degrade in some world, the target left aside.
  var degraded: [(place: Int, probability: Double)]
  /// P(a journey of at least the critical criticality degrades).
  var criticalProbability: Double
  /// By world, the weighed bits; empty where the forecast is exact.
  var worldValues: [Float]
  /// The objective; for information that about families that can reach a journey, weighed: Σ_u weight_u · E g_u.
  var value: Double
  /// The same unweighed; 0 without exposures.
  var bits: Double
  /// The information about all other families; 0 without exposures.
  var bitsOffPath: Double

  /// Whether `criticalProbability` is that of one of several critical journeys only.
  var hasSeveralCritical = false

  /// Whether it was enumerated rather than sampled.
  var isExact: Bool { worldValues.isEmpty }

  /// The standard error of `value`. Goes over all worlds.
  var standardError: Double {
    guard worldValues.count > 1 else { return 0 }
    var sum = 0.0
    var squares = 0.0
    for value in worldValues {
      sum += Double(value)
      squares += Double(value) * Double(value)
    }
    let count = Double(worldValues.count)
    return (max(squares - sum * sum / count, 0) / (count * (count - 1))).squareRoot()
  }

  /// Whether this one's value is above the other's beyond chance: by more than so many standard errors of the difference, which
  /// common worlds make small. Exact ones are told apart at once.
  func isSettled(above other: SiteForecast, sigmas: Double = 2) -> Bool {
    let difference = value - other.value
    if isExact && other.isExact { return true }
    if isExact || other.isExact {
      return difference > sigmas * (standardError + other.standardError)
    }
    let count = min(worldValues.count, other.worldValues.count)
    guard count > 1 else { return false }
    var sum = 0.0
    var squares = 0.0
    for world in 0..<count {
      let each = Double(worldValues[world]) - Double(other.worldValues[world])
      sum += each
      squares += each * each
    }
    let mean = sum / Double(count)
    let variance = max(squares / Double(count) - mean * mean, 0) / Double(count - 1)
    return difference > sigmas * variance.squareRoot()
  }

  /// The forecast over the worlds of both, another one being of the same target over the words that follow. Neither is exact or
  /// explained. The same to the last bit as a forecast over all of these worlds at once.
  func carriedOn(by other: SiteForecast) -> SiteForecast {
    let (own, more) = (Double(worldValues.count), Double(other.worldValues.count))
    var whole = self
    whole.worldValues += other.worldValues
    whole.value = whole.worldValues.reduce(0.0) { $0 + Double($1) } / (own + more)
    // Shares of worlds: as counts they add up exactly.
    func share(_ one: Double, _ two: Double) -> Double {
      ((one * own).rounded() + (two * more).rounded()) / (own + more)
    }
    whole.criticalProbability = share(criticalProbability, other.criticalProbability)
    whole.degraded = []
    whole.degraded.reserveCapacity(max(degraded.count, other.degraded.count))
    var (left, right) = (0, 0)
    while left < degraded.count || right < other.degraded.count {
      let one = left < degraded.count ? degraded[left] : (place: .max, probability: 0)
      let two = right < other.degraded.count ? other.degraded[right] : (place: .max, probability: 0)
      let place = min(one.place, two.place)
      whole.degraded.append(
        (place, share(one.place == place ? one.probability : 0, two.place == place ? two.probability : 0)))
      if one.place == place { left += 1 }
      if two.place == place { right += 1 }
    }
    return whole
  }
}
