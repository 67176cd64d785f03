internal import RealModule
internal import Vocabulary

/// The exact posterior of a block as a growing polynomial in aᵢ and (1 − aᵢ) with positive coefficients.
///
/// One positive over the causes S is expanded over *the first of them that fires*:
///
///     1 − (1 − leak) Π (1 − aᵢ)  =  Σ_{i∈S} aᵢ Π_{j∈S, j<i} (1 − aⱼ)  +  leak · Π_{i∈S} (1 − aᵢ)
///
/// All terms are positive, so nothing cancels. There are |S| + 1 of them where the expansion over *which* fire has 2^|S|;
/// n equal observations are one multinomial step of C(n + |S|, |S|) terms (C(n + |S| − 1, |S| − 1) without a leak) instead of
/// up to (n + 1)^|S| firing counts. Terms with equal exponents are added up.
struct MixtureExpansion {
  private let prior: [Beta]
  private let leak: Double
  /// By state and slot: the exponent of aᵢ, then that of (1 − aᵢ).
  private var exponents: [Int32]
  private var logWeights: [Double] = [0]

  init(prior: [Beta], leak: Double) {
    self.prior = prior
    self.leak = leak
    exponents = Array(repeating: 0, count: 2 * prior.count)
  }

  /// Multiplies by the likelihood of `count` positives over the causes `slots`. False, and nothing changed, where more
  /// than `bound` states would come of it.
  mutating func multiply(slots: [Int], count: Int, bound: Int) -> Bool {
    guard count > 0 else { return true }
    let kinds = slots.count + (leak > 0 ? 1 : 0)
    guard compositions(of: count, into: kinds, atMost: bound) <= bound else { return false }
    let terms = multinomialTerms(slots: slots, count: count)
    let width = 2 * prior.count
    if logWeights.count == 1 {
      // From one state all terms lead to different ones.
      let base = exponents
      exponents = []
      exponents.reserveCapacity(terms.count * width)
      logWeights = terms.map { $0.logWeight + logWeights[0] }
      for term in terms { exponents.append(contentsOf: zip(base, term.exponents).map(+)) }
      return true
    }
    return grow(by: terms, bound: bound)
  }

  /// Multiplies by the likelihood of an observation that may have been any of several: a steady way is one product, a degraded one is
  /// expanded over the first that fires. False, and nothing changed, where more than `bound` states would come of it.
  mutating func multiply(ways: [MixedObservation.Way], bound: Int) -> Bool {
    var terms: [Term] = []
    for way in ways {
      let slots = way.variables
      var exponents = [Int32](repeating: 0, count: 2 * prior.count)
      let log = Double.log(way.weight)
      if way.isDegraded {
        for slot in slots {
          exponents[2 * slot] = 1
          terms.append(Term(exponents: exponents, logWeight: log))
          exponents[2 * slot] = 0
          exponents[2 * slot + 1] = 1
        }
        if leak > 0 { terms.append(Term(exponents: exponents, logWeight: log + Double.log(leak))) }
      } else {
        for slot in slots { exponents[2 * slot + 1] = 1 }
        terms.append(Term(exponents: exponents, logWeight: log))
      }
    }
    return grow(by: terms, bound: bound)
  }

  /// Multiplies every state by every term. False, and nothing changed, where more than `bound` states would come of it.
  private mutating func grow(by terms: [Term], bound: Int) -> Bool {
    let width = 2 * prior.count
    var grown = StateTable(width: width, bound: bound)
    for state in logWeights.indices {
      for term in terms {
        let isWithin = grown.add(
          exponents[state * width..<(state + 1) * width], term.exponents, logWeights[state] + term.logWeight)
        if !isWithin { return false }
      }
    }
    exponents = grown.exponents
    logWeights = grown.logWeights
    return true
  }

  /// Multiplies by the likelihood of `count` positives over the causes `slots`, or of as many of them as fit: where not all do,
  /// within an equal part of the bound for each of so many sites that are still to come, this one included.
  ///
  /// - Returns: how many positives it was multiplied by.
  mutating func multiply(slots: [Int], upTo count: Int, bound: Int, sharedBy sites: Int) -> Int {
    if multiply(slots: slots, count: count, bound: bound) { return count }
    let states = Double(logWeights.count)
    let part = Int(states * Double.pow(Double(bound) / states, 1 / Double(max(sites, 1))))
    var fewer = count
    while fewer > 1 {
      fewer = min(fewer - 1, fewer * 7 / 8)
      if multiply(slots: slots, count: fewer, bound: part) { return fewer }
    }
    return 0
  }

  /// The normalised mixture: each state's coefficient times Π B(α + x, β + y) / B(α, β).
  func mixture() -> BetaMixture {
    let slots = prior.count
    var logs = logWeights
    var betas: [Beta] = []
    betas.reserveCapacity(logs.count * slots)
    let rises = prior.indices.map { slot -> RisingFactorials in
      var most = 0
      for state in logs.indices {
        let at = (state * slots + slot) * 2
        most = max(most, Int(exponents[at] + exponents[at + 1]))
      }
      return RisingFactorials(prior[slot], upTo: most)
    }
    for state in logs.indices {
      for slot in 0..<slots {
        let fired = Int(exponents[(state * slots + slot) * 2])
        let silent = Int(exponents[(state * slots + slot) * 2 + 1])
        logs[state] += rises[slot].logRatio(fired, silent)
        betas.append(Beta(prior[slot].alpha + Double(fired), prior[slot].beta + Double(silent)))
      }
    }
    return BetaMixture(slots: slots, logWeights: logs, betas: betas)
  }

  private struct Term {
    var exponents: [Int32]
    var logWeight: Double
  }

  /// The multinomial expansion of the `count`-th power.
  private func multinomialTerms(slots: [Int], count: Int) -> [Term] {
    let logFactorial = (0...count).map { Double.logGamma(Double($0) + 1) }
    let logLeak = leak > 0 ? Double.log(leak) : -Double.infinity
    var terms: [Term] = []
    var shares = Array(repeating: 0, count: slots.count + 1)
    func close() {
      var exponents = [Int32](repeating: 0, count: 2 * prior.count)
      var later = shares[slots.count]
      var weight = logFactorial[count] - logFactorial[later]
      if later > 0 { weight += Double(later) * logLeak }
      for place in slots.indices.reversed() {
        exponents[2 * slots[place]] = Int32(shares[place])
        exponents[2 * slots[place] + 1] = Int32(later)
        later += shares[place]
        weight -= logFactorial[shares[place]]
      }
      terms.append(Term(exponents: exponents, logWeight: weight))
    }
    func choose(_ place: Int, _ left: Int) {
      if place == slots.count - 1 {
        for leaked in 0...(leak > 0 ? left : 0) {
          shares[place] = left - leaked
          shares[slots.count] = leaked
          close()
        }
        return
      }
      for share in 0...left {
        shares[place] = share
        choose(place + 1, left - share)
      }
    }
    choose(0, count)
    return terms
  }
}

/// States by their exponents, in order of first appearance.
///
/// The hash is linear in the exponents with fixed odd factors; equal hashes are compared in full, and a state whose hash is taken by another
/// is kept apart, which costs a component and no accuracy.
private struct StateTable {
  let width: Int
  let bound: Int
  var exponents: [Int32] = []
  var logWeights: [Double] = []
  private var place: [UInt64: Int] = [:]
  private let factors: [UInt64]

  init(width: Int, bound: Int) {
    self.width = width
    self.bound = bound
    var generator = SplitMix64(seed: 0x5EED)
    factors = (0..<width).map { _ in generator.next() | 1 }
    exponents.reserveCapacity(min(bound, 1024) * width)
  }

  /// Adds a weight to the state of the summed exponents; false where it would be one state too many.
  mutating func add(_ base: ArraySlice<Int32>, _ term: [Int32], _ logWeight: Double) -> Bool {
    var hash: UInt64 = 0
    for at in 0..<width {
      hash &+= UInt64(UInt32(base[base.startIndex + at] + term[at])) &* factors[at]
    }
    if let known = place[hash] {
      var isSame = true
      for at in 0..<width where exponents[known * width + at] != base[base.startIndex + at] + term[at] {
        isSame = false
      }
      if isSame {
        logWeights[known] = logSum(logWeights[known], logWeight)
        return true
      }
    }
    if logWeights.count == bound { return false }
    place[hash] = logWeights.count
    logWeights.append(logWeight)
    for at in 0..<width { exponents.append(base[base.startIndex + at] + term[at]) }
    return true
  }
}

/// log of B(α + x, β + y) / B(α, β) for whole x and y, from running sums of logarithms.
private struct RisingFactorials {
  private var alpha: [Double] = [0]
  private var beta: [Double] = [0]
  private var total: [Double] = [0]

  init(_ prior: Beta, upTo most: Int) {
    for step in 0..<most {
      alpha.append(alpha[step] + Double.log(prior.alpha + Double(step)))
      beta.append(beta[step] + Double.log(prior.beta + Double(step)))
      total.append(total[step] + Double.log(prior.strength + Double(step)))
    }
  }

  func logRatio(_ fired: Int, _ silent: Int) -> Double { alpha[fired] + beta[silent] - total[fired + silent] }
}

/// The number of ways to write `count` as an ordered sum of `kinds` parts, C(count + kinds − 1, kinds − 1), or some number above
/// `atMost`.
private func compositions(of count: Int, into kinds: Int, atMost: Int) -> Int {
  var ways = 1.0
  for step in stride(from: 1, to: kinds, by: 1) {
    ways *= Double(count + step) / Double(step)
    if ways > Double(atMost) + 0.5 { return atMost + 1 }
  }
  return Int(ways.rounded())
}

/// log(eᵃ + eᵇ).
private func logSum(_ one: Double, _ other: Double) -> Double {
  let high = max(one, other)
  return high + Double.log(onePlus: Double.exp(min(one, other) - high))
}
