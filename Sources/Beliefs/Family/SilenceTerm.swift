/// One component's view of the silence Q = Π (1 − a) of a set of variables: its weight and Q's first two moments.
package struct SilenceTerm {
  /// The component's weight.
  package var weight: Double
  /// E Q.
  package var first: Double
  /// E Q².
  package var second: Double
  /// Where Q is known to be 1 − θ of one exact Beta, that Beta.
  package var exact: Beta?

  /// θ = 1 − Q as a Beta: the exact one, else the one of Q's mean and variance. For a product of Betas the first two moments
  /// are exact, and so is the match for the dose increments of one cause; the tests print the error of the others.
  package var theta: Beta {
    exact ?? Beta(mean: 1 - first, variance: second - first * first)
  }
}

/// What a query takes of one unit.
struct UnitPart {
  var unit: Int
  /// Nil where the whole unit is asked for.
  var share: UnitShare?
}

/// A part of a merged unit, whose θ is shared among its increments by a Dirichlet that no evidence has touched.
enum UnitShare {
  /// The smallest doses: θ · r with r of this Beta, independent of θ.
  case prefix(Beta)
  /// Any other choice of places.
  case scattered(places: [Int], shares: [Double])

  /// E Q and E Q² of the part, for θ of the unit.
  func moments(_ theta: Beta) -> (first: Double, second: Double) {
    switch self {
    case .prefix(let ratio): return prefixMoments(theta, ratio)
    case .scattered(let places, let shares):
      return scatteredMoments(theta, shares: shares, places: places)
    }
  }

  /// A prefix as a mixture of prefixes, whose moments match it more closely.
  ///
  /// For n positives of a unit, θⁿ = (θ_prefix + θ_rest)ⁿ is a binomial sum, so the prefix is a mixture over how many of them it
  /// fired, with beta-binomial weights and r ~ Beta(q + j, q′ + n − j). For whole n each of these θ · r is again a Beta, of a
  /// Dirichlet, and its two moments are all there is to it.
  func alternatives(_ theta: Beta) -> [(weight: Double, share: UnitShare)] {
    guard case .prefix(let ratio) = self else { return [(1, self)] }
    let count = min(Int(max(theta.alpha - ratio.strength + 1e-6, 0)), 12)
    var weight = 1.0
    for step in 0..<count { weight *= (ratio.beta + Double(step)) / (ratio.strength + Double(step)) }
    return (0...count).map { fired in
      defer {
        // From `fired` to `fired` + 1.
        weight *=
          Double(count - fired) / Double(fired + 1) * (ratio.alpha + Double(fired))
          / (ratio.beta + Double(count - fired) - 1)
      }
      return (weight, .prefix(Beta(ratio.alpha + Double(fired), ratio.beta + Double(count - fired))))
    }
  }
}

/// E Q and E Q² of the smallest doses of a merged unit: Q = 1 − θ · r with r of `ratio`, independent of θ.
@inline(__always)
func prefixMoments(_ theta: Beta, _ ratio: Beta) -> (first: Double, second: Double) {
  let t1 = theta.mean * ratio.mean
  let t2 =
    theta.mean * (theta.alpha + 1) / (theta.strength + 1) * ratio.mean * (ratio.alpha + 1) / (ratio.strength + 1)
  return (1 - t1, 1 - 2 * t1 + t2)
}

/// E Q and E Q² for some increments of a merged unit, by nested quadrature. With T_k = θ · (share up to k), increment k is silent
/// with (1 − T_k)/(1 − T_{k−1}). Only single increments past the first are asked for this way, for display.
private func scatteredMoments(_ theta: Beta, shares: [Double], places: [Int]) -> (first: Double, second: Double) {
  func expectation(_ reach: Double, _ last: Int, _ value: Double, _ power: Int) -> Double {
    // `reach` is T_last. Going down, T_{last−1} = T_last · Beta(q_0 + … + q_{last−1}, q_last).
    var value = value
    if places.contains(last) { value *= 1 - reach }
    if last == 0 { return power == 1 ? value : value * value }
    let divides = places.contains(last)
    let below = Beta(shares[0..<last].reduce(0, +), shares[last])
    func inner(_ ratio: Double) -> Double {
      let lower = reach * ratio
      return expectation(lower, last - 1, divides ? value / max(1 - lower, 1e-300) : value, power)
    }
    return betaExpectation(below, atZero: inner(0), atOne: inner(1)) { ratio, _ in inner(ratio) }
  }
  func moment(_ power: Int) -> Double {
    let top = shares.count - 1
    let end = 1 - 1e-15
    return betaExpectation(
      theta, atZero: expectation(0, top, 1, power), atOne: expectation(end, top, 1, power)
    ) { x, _ in expectation(min(x, end), top, 1, power) }
  }
  return (moment(1), moment(2))
}

extension FamilyPosterior {
  /// The terms of the silence of some variables, over all the mixtures that they touch.
  ///
  /// - Parameters:
  ///   - variables: ascending.
  ///   - limit: the most terms. Beyond it the mixtures with most components are each replaced by one term of their
  ///     overall first two moments, which keeps every mean and variance and loses shape.
  package func silenceTerms(_ variables: [Int], limit: Int = 4096) -> [SilenceTerm] {
    var settled = [SilenceTerm.one(weight: 1)]
    var factors = 0
    var coupled: [(mixture: Int, part: UnitPart)] = []
    for part in parts(variables) {
      let unit = units[part.unit]
      if unit.mixture >= 0 {
        coupled.append((Int(unit.mixture), part))
      } else {
        settled = SilenceTerm.product(settled, part, unit.beta, isFirst: factors == 0, limit: limit)
        factors += 1
      }
    }
    guard !coupled.isEmpty else { return settled }
    if coupled.count > 1 { coupled.sort { ($0.mixture, $0.part.unit) < ($1.mixture, $1.part.unit) } }
    var groups: [[SilenceTerm]] = []
    var at = 0
    while at < coupled.count {
      let mixture = coupled[at].mixture
      var end = at
      while end < coupled.count && coupled[end].mixture == mixture { end += 1 }
      groups.append(terms(mixtures[mixture], coupled[at..<end].map(\.part), limit: limit))
      at = end
    }
    if factors > 0 { groups.append(settled) }
    while groups.count > 1 && groups.reduce(1.0, { $0 * Double($1.count) }) > Double(limit) {
      guard let most = groups.indices.max(by: { groups[$0].count < groups[$1].count }), groups[most].count > 1
      else { break }
      groups[most] = [SilenceTerm.merged(groups[most])]
    }
    var result = groups[0]
    for group in groups.dropFirst() {
      result = result.flatMap { one in group.map { one.times($0) } }
    }
    return result
  }

  private func terms(_ mixture: BetaMixture, _ parts: [UnitPart], limit: Int) -> [SilenceTerm] {
    let share = limit / mixture.weights.count
    var result: [SilenceTerm] = []
    result.reserveCapacity(mixture.weights.count)
    for component in mixture.weights.indices {
      var terms = [SilenceTerm.one(weight: mixture.weights[component])]
      for (place, part) in parts.enumerated() {
        let theta = mixture.betas[component * mixture.slots + Int(units[part.unit].slot)]
        terms = SilenceTerm.product(terms, part, theta, isFirst: place == 0, limit: share)
      }
      result += terms
    }
    return result
  }

  /// The units that a query touches, and how much of each.
  func parts(_ variables: [Int]) -> [UnitPart] {
    let ordered = variables.strictlyAscending ? variables : Set(variables).sorted()
    var parts: [UnitPart] = []
    parts.reserveCapacity(ordered.count)
    var at = 0
    while at < ordered.count {
      let index = Int(unitOfVariable[ordered[at]])
      let unit = units[index]
      if unit.count == 1 {
        parts.append(UnitPart(unit: index, share: nil))
        at += 1
        continue
      }
      let first = Int(unit.first)
      let count = Int(unit.count)
      var places: [Int] = []
      while at < ordered.count && ordered[at] < first + count {
        places.append(ordered[at] - first)
        at += 1
      }
      if places.count == count {
        parts.append(UnitPart(unit: index, share: nil))
      } else if places.last == places.count - 1 {
        let inside = shares[first..<first + places.count].reduce(0, +)
        let outside = shares[first + places.count..<first + count].reduce(0, +)
        parts.append(UnitPart(unit: index, share: .prefix(Beta(inside, outside))))
      } else {
        let all = Array(shares[first..<first + count])
        parts.append(UnitPart(unit: index, share: .scattered(places: places, shares: all)))
      }
    }
    return parts
  }
}

extension SilenceTerm {
  /// The empty product.
  static func one(weight: Double) -> SilenceTerm { SilenceTerm(weight: weight, first: 1, second: 1, exact: nil) }

  /// Every term times one part more; a prefix splits the terms as long as `limit` allows.
  static func product(
    _ terms: [SilenceTerm], _ part: UnitPart, _ theta: Beta, isFirst: Bool, limit: Int
  ) -> [SilenceTerm] {
    guard let share = part.share else { return terms.map { $0.times(theta, isFirst: isFirst) } }
    let alternatives = limit > 1 ? share.alternatives(theta) : []
    guard alternatives.count > 1 && alternatives.count * terms.count <= limit else {
      return terms.map { $0.times(share.moments(theta), weight: 1) }
    }
    return terms.flatMap { term in
      alternatives.map { term.times($0.share.moments(theta), weight: $0.weight) }
    }
  }

  private func times(_ theta: Beta, isFirst: Bool) -> SilenceTerm {
    let n = theta.strength
    return SilenceTerm(
      weight: weight, first: first * theta.beta / n, second: second * theta.beta * (theta.beta + 1) / (n * (n + 1)),
      exact: isFirst ? theta : nil)
  }

  private func times(_ moments: (first: Double, second: Double), weight: Double) -> SilenceTerm {
    SilenceTerm(
      weight: self.weight * weight, first: first * moments.first, second: second * moments.second, exact: nil)
  }

  func times(_ other: SilenceTerm) -> SilenceTerm {
    SilenceTerm(
      weight: weight * other.weight, first: first * other.first, second: second * other.second, exact: nil)
  }

  /// One term of the overall first two moments; weights need not sum to one.
  static func merged(_ terms: [SilenceTerm]) -> SilenceTerm {
    if terms.count == 1 { return terms[0] }
    var sum = SilenceTerm(weight: 0, first: 0, second: 0, exact: nil)
    for term in terms {
      sum.weight += term.weight
      sum.first += term.weight * term.first
      sum.second += term.weight * term.second
    }
    sum.first /= sum.weight
    sum.second /= sum.weight
    return sum
  }

  /// At most `count` terms: those whose means lie in the same of `count` equal bins are merged by their first two moments.
  /// Neighbours in the mean overlap almost wholly, so what is lost is small; the tests print it.
  static func condensed(_ terms: [SilenceTerm], to count: Int) -> [SilenceTerm] {
    guard terms.count > count else { return terms }
    let low = terms.reduce(1.0) { min($0, $1.first) }
    let high = terms.reduce(0.0) { max($0, $1.first) }
    var bins: [[SilenceTerm]] = Array(repeating: [], count: count)
    for term in terms {
      let place = high > low ? Int((term.first - low) / (high - low) * Double(count)) : 0
      bins[min(place, count - 1)].append(term)
    }
    return bins.filter { !$0.isEmpty }.map(merged)
  }
}
