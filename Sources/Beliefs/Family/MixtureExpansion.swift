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
  private var states: StateTable

  init(prior: [Beta], leak: Double) {
    self.prior = prior
    self.leak = leak
    states = StateTable(slots: prior.count)
  }

  /// Multiplies by the likelihood of `count` positives over the causes `slots`. False, and nothing changed, where more
  /// than `bound` states would come of it.
  mutating func multiply(slots: [Int], count: Int, bound: Int) -> Bool {
    guard count > 0 else { return true }
    let kinds = slots.count + (leak > 0 ? 1 : 0)
    guard compositions(of: count, into: kinds, atMost: bound) <= bound else { return false }
    return states.multiply(by: multinomialTerms(slots: slots, count: count), bound: bound)
  }

  /// Multiplies by the likelihood of an observation that may have been any of several: a steady way is one product, a degraded one is
  /// expanded over the first that fires. False, and nothing changed, where more than `bound` states would come of it.
  mutating func multiply(ways: [MixedObservation.Way], bound: Int) -> Bool {
    let hashes = MixtureExpansion.hashes(of: ways, states.factors, hasLeak: leak > 0)
    guard states.fits(hashes, bound: bound) else { return false }
    var terms = ExpansionTerms(slots: prior.count, capacity: hashes.count)
    for way in ways {
      let slots = way.variables
      var exponents = [Int32](repeating: 0, count: 2 * prior.count)
      let log = Double.log(way.weight)
      if way.isDegraded {
        for slot in slots {
          exponents[2 * slot] = 1
          terms.append(exponents, log)
          exponents[2 * slot] = 0
          exponents[2 * slot + 1] = 1
        }
        if leak > 0 { terms.append(exponents, log + Double.log(leak)) }
      } else {
        for slot in slots { exponents[2 * slot + 1] = 1 }
        terms.append(exponents, log)
      }
    }
    return states.multiply(by: terms, hashes: hashes, bound: bound)
  }

  /// By term of such an observation, in the order of its terms, the hash of its exponents.
  private static func hashes(
    of ways: [MixedObservation.Way], _ factors: ExponentFactors, hasLeak: Bool
  ) -> [UInt64] {
    var hashes: [UInt64] = []
    for way in ways {
      var silent: UInt64 = 0
      for slot in way.variables {
        if way.isDegraded { hashes.append(silent &+ factors.fired(slot)) }
        silent &+= factors.silent(slot)
      }
      if !way.isDegraded || hasLeak { hashes.append(silent) }
    }
    return hashes
  }

  /// Whether the expansion of all sites, each to a whole power, may have at most `bound` states at every step: where this says no, it has
  /// more. O(states · terms), a few nanoseconds each.
  func fits(_ sites: [ReducedFamily.Site], powers: [Int], bound: Int) -> Bool {
    var count = StateCount()
    for (site, power) in zip(sites, powers) {
      let terms: [UInt64]
      if !site.ways.isEmpty {
        terms = MixtureExpansion.hashes(of: site.ways, states.factors, hasLeak: leak > 0)
      } else if power > 0 {
        let kinds = site.slots.count + (leak > 0 ? 1 : 0)
        guard compositions(of: power, into: kinds, atMost: bound) <= bound else { return false }
        terms = states.factors.hashes(of: multinomialTerms(slots: site.slots, count: power))
      } else {
        continue
      }
      guard count.multiply(by: terms, bound: bound) else { return false }
    }
    return true
  }

  /// Multiplies by the likelihood of `count` positives over the causes `slots`, or of as many of them as fit: where not all do,
  /// within an equal part of the bound for each of so many sites that are still to come, this one included.
  ///
  /// - Returns: how many positives it was multiplied by.
  mutating func multiply(slots: [Int], upTo count: Int, bound: Int, sharedBy sites: Int) -> Int {
    if multiply(slots: slots, count: count, bound: bound) { return count }
    let now = Double(states.count)
    let part = Int(now * Double.pow(Double(bound) / now, 1 / Double(max(sites, 1))))
    var fewer = count
    while fewer > 1 {
      fewer = min(fewer - 1, fewer * 7 / 8)
      if multiply(slots: slots, count: fewer, bound: part) { return fewer }
    }
    return 0
  }

  /// The normalised mixture: each state's coefficient times Π B(α + x, β + y) / B(α, β).
  func mixture() -> PlainMixture {
    let slots = prior.count
    let rises = RisingFactorials(prior, upTo: states.most)
    var logs = states.logWeights
    let betas = [Beta](unsafeUninitializedCapacity: logs.count * slots) { betas, count in
      states.exponents.withUnsafeBufferPointer { exponents in
        for state in logs.indices {
          var log = logs[state]
          for slot in 0..<slots {
            let at = state &* slots &+ slot
            let (fired, silent) = (Int(exponents[2 &* at]), Int(exponents[2 &* at &+ 1]))
            log += rises.logRatio(slot, fired, silent)
            betas.initializeElement(
              at: at, to: Beta(prior[slot].alpha + Double(fired), prior[slot].beta + Double(silent)))
          }
          logs[state] = log
        }
      }
      count = logs.count * slots
    }
    return PlainMixture(slots: slots, logWeights: logs, betas: betas)
  }

  /// The multinomial expansion of the `count`-th power.
  private func multinomialTerms(slots: [Int], count: Int) -> ExpansionTerms {
    let logFactorial = (0...count).map { Double.logGamma(Double($0) + 1) }
    let logLeak = leak > 0 ? Double.log(leak) : -Double.infinity
    var terms = ExpansionTerms(slots: prior.count)
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
      terms.append(exponents, weight)
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

/// log of B(α + x, β + y) / B(α, β) for whole x and y, by slot, from running sums of logarithms.
private struct RisingFactorials {
  /// By slot and x, then likewise by y and by x + y.
  private var alpha: [Double] = []
  private var beta: [Double] = []
  private var total: [Double] = []
  private let width: Int

  /// - Parameter most: the largest x + y by slot.
  init(_ priors: [Beta], upTo most: [Int]) {
    width = (most.max() ?? 0) + 1
    alpha.reserveCapacity(priors.count * width)
    beta.reserveCapacity(priors.count * width)
    total.reserveCapacity(priors.count * width)
    for (slot, prior) in priors.enumerated() {
      var (one, other, both) = (0.0, 0.0, 0.0)
      for step in 0..<width {
        alpha.append(one)
        beta.append(other)
        total.append(both)
        guard step < most[slot] else { continue }
        one += Double.log(prior.alpha + Double(step))
        other += Double.log(prior.beta + Double(step))
        both += Double.log(prior.strength + Double(step))
      }
    }
  }

  func logRatio(_ slot: Int, _ fired: Int, _ silent: Int) -> Double {
    let first = slot &* width
    return alpha[first &+ fired] + beta[first &+ silent] - total[first &+ fired &+ silent]
  }
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
