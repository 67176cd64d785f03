internal import RealModule

/// A likelihood factor of expectation propagation: (1 − (1 − leak) Π (1 − a))^power over the causes `slots`.
///
/// A power above one is taken as `copies` equal sites of a power p ≤ 1 each, which share their approximation. A power below zero
/// takes back the part of an observation that a rounded exact expansion counted too much.
struct TiltedSite {
  let slots: [Int]
  let copies: Int
  let power: Double
  /// Of an observation that may have been any of several: its ways.
  private let ways: Ways?

  init(_ site: ReducedFamily.Site) {
    self.init(slots: site.slots, power: site.power, ways: site.ways.isEmpty ? nil : Ways(site))
  }

  init(slots: [Int], power: Double) { self.init(slots: slots, power: power, ways: nil) }

  private init(slots: [Int], power: Double, ways: Ways?) {
    self.slots = slots
    self.ways = ways
    copies = max(1, Int((power - 1e-9).rounded(.up)))
    self.power = power / Double(copies)
  }

  /// The ways of an observation, one behind the other: they are gone through some hundred times.
  private struct Ways {
    /// By way.
    let weights: [Double]
    let isDegraded: [Bool]
    /// By way, where its places end in `places`.
    let ends: [Int]
    /// Places in `slots`, those of each way ascending.
    let places: [Int]

    init(_ site: ReducedFamily.Site) {
      var places: [Int] = []
      var ends: [Int] = []
      for way in site.ways {
        // Both ascend.
        var place = 0
        for variable in way.variables {
          while place < site.slots.count, site.slots[place] < variable { place += 1 }
          if place < site.slots.count, site.slots[place] == variable { places.append(place) }
        }
        ends.append(places.count)
      }
      weights = site.ways.map(\.weight)
      isDegraded = site.ways.map(\.isDegraded)
      self.ends = ends
      self.places = places
    }
  }

  /// The normaliser and the matched Betas of cavity × ℓ^p, where the cavity is a product of Betas.
  struct Moments {
    var logNormalizer: Double
    var matched: [Beta]
  }

  /// Moments of the tilted distribution, as ``match(_:leak:into:)`` finds them.
  func moments(cavity: [Beta], leak: Double) -> Moments {
    var normalizer = 0.0
    let matched = [Beta](unsafeUninitializedCapacity: cavity.count) { matched, count in
      normalizer = cavity.withUnsafeBufferPointer { match($0, leak: leak, into: matched.baseAddress) }
      count = cavity.count
    }
    return Moments(logNormalizer: Double.log(normalizer), matched: matched)
  }

  /// The normaliser of the tilted distribution; where `matched` is given, its Betas are written there. With s = 1 − aᵢ,
  /// E[sᵏ ℓ^p] = E[sᵏ] · Z(βᵢ + k): tilting a Beta by sᵏ gives another Beta,
  /// so every moment is a normaliser of shifted parameters. For p = 1 that is exact; for other p the product of
  /// the (1 − a) is matched to a Beta by its first two moments, which is exact for one cause and for dose increments.
  func match(_ cavity: UnsafeBufferPointer<Beta>, leak: Double, into matched: UnsafeMutablePointer<Beta>?) -> Double {
    if let ways { return TiltedSite.match(ways, cavity, leak, into: matched) }
    let (first, second) = silence(cavity)
    let power = PowerExpectation(
      power, leak: leak, around: Beta(mean: 1 - first, variance: second - first * first))
    let normalizer = power.value(first, second)
    guard let matched else { return normalizer }
    for place in 0..<cavity.count {
      let beta = cavity[place]
      let n = beta.strength
      let b = beta.beta
      let s1 = b / n
      let s2 = s1 * (b + 1) / (n + 1)
      let up1 = (b + 1) / (n + 1)
      let up2 = (b + 2) / (n + 2)
      let up3 = (b + 3) / (n + 3)
      let z1 = power.value(first / s1 * up1, second / s2 * up1 * up2)
      let z2 = power.value(first / s1 * up2, second / s2 * up2 * up3)
      let mean = s1 * z1 / normalizer
      let square = s2 * z2 / normalizer
      (matched + place).initialize(to: Beta(mean: 1 - mean, variance: square - mean * mean))
    }
    return normalizer
  }

  /// The same of Σ c ℓ: each ℓ is linear in the product of its (1 − a), so every moment is one of sums of products.
  private static func match(
    _ ways: Ways, _ cavity: UnsafeBufferPointer<Beta>, _ leak: Double, into matched: UnsafeMutablePointer<Beta>?
  ) -> Double {
    let count = cavity.count
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(3 * count, 1)) { room in
      guard let means = room.baseAddress else { return 0 }
      // By place, E[s ℓ] / E s and E[s² ℓ] / E s².
      let once = means + count
      let twice = once + count
      for place in 0..<count {
        means[place] = cavity[place].beta / cavity[place].strength
        once[place] = 0
        twice[place] = 0
      }
      var normalizer = 0.0
      var next = 0
      ways.places.withUnsafeBufferPointer { places in
        for way in ways.weights.indices {
          let (weight, end) = (ways.weights[way], ways.ends[way])
          var product = 1.0
          for at in next..<end { product *= means[places[at]] }
          let (constant, slope) = ways.isDegraded[way] ? (weight, -(1 - leak) * weight) : (0, weight)
          let whole = constant + slope * product
          normalizer += whole
          guard matched != nil else {
            next = end
            continue
          }
          for place in 0..<count {
            guard next < end, places[next] == place else {
              once[place] += whole
              twice[place] += whole
              continue
            }
            next += 1
            let (b, n) = (cavity[place].beta, cavity[place].strength)
            let others = product / means[place]
            once[place] += constant + slope * others * (b + 1) / (n + 1)
            twice[place] += constant + slope * others * (b + 2) / (n + 2)
          }
        }
      }
      guard let matched else { return normalizer }
      for place in 0..<count {
        let (b, n) = (cavity[place].beta, cavity[place].strength)
        let mean = means[place] * once[place] / normalizer
        let square = means[place] * (b + 1) / (n + 1) * twice[place] / normalizer
        (matched + place).initialize(to: Beta(mean: 1 - mean, variance: square - mean * mean))
      }
      return normalizer
    }
  }

  /// The first two moments of Π (1 − a).
  private func silence(_ cavity: UnsafeBufferPointer<Beta>) -> (first: Double, second: Double) {
    var first = 1.0
    var second = 1.0
    for beta in cavity {
      let n = beta.strength
      first *= beta.beta / n
      second *= beta.beta * (beta.beta + 1) / (n * (n + 1))
    }
    return (first, second)
  }
}

/// E (1 − (1 − leak) Q)^p for several distributions of Q that lie close together, Betas of given first two moments.
///
/// p = 1 is a mean, no leak a ratio of beta functions. Otherwise the trapezoid rule of ``betaExpectation(_:atZero:atOne:_:)`` with its nodes
/// and powers computed once: a neighbouring Beta costs one exponential a node. Relative error below 10⁻⁵.
private struct PowerExpectation {
  private let power: Double
  private let leak: Double
  private var step = 0.0
  private var nodes: [(logX: Double, logY: Double, rest: Double)] = []

  init(_ power: Double, leak: Double, around theta: Beta) {
    self.power = power
    self.leak = leak
    guard power != 1 && leak > 0 else { return }
    let a = theta.alpha
    let b = theta.beta
    let atZero = Double.pow(leak, power)
    let centre = Double.log((a + 0.5) / (b + 0.5))
    step = min(0.8 * (1 / (a + 0.5) + 1 / (b + 0.5)).squareRoot(), 1)
    let logScale = -logBeta(a, b)
    nodes.reserveCapacity(40)
    for direction in [1.0, -1.0] {
      var index = direction > 0 ? 0 : 1
      while index < 200 {
        let u = centre + direction * Double(index) * step
        let logX = -Double.log(onePlus: Double.exp(-u))
        let logY = logX - u
        let x = Double.exp(logX)
        let rest = Double.pow(leak + (1 - leak) * x, power) - atZero * Double.exp(logY) - x
        nodes.append((logX, logY, rest))
        index += 1
        if index > 4 && abs(Double.exp(a * logX + b * logY + logScale) * rest) < 1e-7 { break }
      }
    }
  }

  /// The expectation for Q of these first two moments.
  func value(_ first: Double, _ second: Double) -> Double {
    if power == 1 { return max(1 - (1 - leak) * first, 1e-300) }
    let theta = Beta(mean: 1 - first, variance: second - first * first)
    if leak == 0 {
      let raised = max(theta.alpha + power, 0.02)
      return Double.exp(logBeta(raised, theta.beta) - logBeta(theta.alpha, theta.beta))
    }
    let logScale = -logBeta(theta.alpha, theta.beta)
    var sum = 0.0
    for node in nodes {
      sum += Double.exp(theta.alpha * node.logX + theta.beta * node.logY + logScale) * node.rest
    }
    return Double.pow(leak, power) * (1 - theta.mean) + theta.mean + sum * step
  }
}

/// E (leak + (1 − leak) θ)^w for θ of a Beta: the chance of the observation "degraded" to the power w. Closed form without a
/// leak and for w = 1, quadrature otherwise.
func expectedPower(_ theta: Beta, leak: Double, power: Double) -> Double {
  if power == 1 { return leak + (1 - leak) * theta.mean }
  if leak == 0 { return Double.exp(logBeta(theta.alpha + power, theta.beta) - logBeta(theta.alpha, theta.beta)) }
  return betaExpectation(theta, atZero: Double.pow(leak, power), atOne: 1) { x, _ in
    Double.pow(leak + (1 - leak) * x, power)
  }
}
