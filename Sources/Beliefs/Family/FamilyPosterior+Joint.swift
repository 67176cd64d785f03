extension FamilyPosterior {
  /// E[Π_{one} (1 − a) · Π_{other} (1 − a)]: the mean product of two silences of the same family, common variables squared.
  ///
  /// With it follow the covariance of two beliefs of a family, and what is thought of one after an outcome that hung on the other.
  /// Exact for the mixture where both ask for whole units or for the smallest doses of merged ones, as a cause at a dose does;
  /// other choices from a merged unit are taken for independent. O(components · variables asked for).
  public func jointSilence(_ one: [Int], _ other: [Int]) -> Double {
    if let plain = plainJointSilence(one, other) { return plain }
    var asked: [Int: (one: UnitPart?, other: UnitPart?)] = [:]
    var order: [Int] = []
    for part in parts(one) {
      if asked[part.unit] == nil { order.append(part.unit) }
      asked[part.unit, default: (nil, nil)].one = part
    }
    for part in parts(other) {
      if asked[part.unit] == nil { order.append(part.unit) }
      asked[part.unit, default: (nil, nil)].other = part
    }
    var product = 1.0
    var coupled: [Int32: [Int]] = [:]
    for index in order {
      let unit = units[index]
      if unit.mixture >= 0 {
        coupled[unit.mixture, default: []].append(index)
      } else {
        product *= crossMoment(unit, asked[index]?.one, asked[index]?.other, unit.beta)
      }
    }
    for (which, members) in coupled.sorted(by: { $0.key < $1.key }) {
      let mixture = mixtures[Int(which)]
      let factors = members.compactMap { index in
        crossFactor(units[index], asked[index]?.one, asked[index]?.other).map { (slot: Int(units[index].slot), $0) }
      }
      guard factors.count < members.count else {
        product *= mixture.mean(ofProduct: factors)
        continue
      }
      var sum = 0.0
      for component in mixture.weights.indices {
        var term = mixture.weights[component]
        for index in members {
          let theta = mixture.betas[component * mixture.slots + Int(units[index].slot)]
          term *= crossMoment(units[index], asked[index]?.one, asked[index]?.other, theta)
        }
        sum += term
      }
      product *= sum
    }
    return product
  }

  /// The same of single variables that no mixture ties, without anything on the heap; nil where it is not so simple.
  private func plainJointSilence(_ one: [Int], _ other: [Int]) -> Double? {
    guard one.strictlyAscending, other.strictlyAscending else { return nil }
    var product = 1.0
    var (left, right) = (0, 0)
    while left < one.count || right < other.count {
      let mine = left < one.count ? one[left] : .max
      let its = right < other.count ? other[right] : .max
      let unit = units[Int(unitOfVariable[min(mine, its)])]
      guard unit.count == 1, unit.mixture < 0 else { return nil }
      let (beta, n) = (unit.beta.beta, unit.beta.strength)
      product *= beta / n
      if mine == its { product *= (beta + 1) / (n + 1) }
      if mine <= its { left += 1 }
      if its <= mine { right += 1 }
    }
    return product
  }

  /// E of the product of two parts of one unit's silence, for θ of the unit.
  private func crossMoment(_ unit: BetaUnit, _ one: UnitPart?, _ other: UnitPart?, _ theta: Beta) -> Double {
    if let factor = crossFactor(unit, one, other) {
      let first = theta.beta / theta.strength
      return factor.plain + factor.first * first + factor.second * first * (theta.beta + 1) / (theta.strength + 1)
    }
    return (one.map { firstMoment($0, theta) } ?? 1) * (other.map { firstMoment($0, theta) } ?? 1)
  }

  /// The same as a sum of E (1 − θ) and E (1 − θ)²; nil where it is none, as one part is of single increments past the first.
  private func crossFactor(_ unit: BetaUnit, _ one: UnitPart?, _ other: UnitPart?) -> CrossFactor? {
    guard let one, let other else {
      switch (one ?? other)?.share {
      case nil: return CrossFactor(plain: 0, first: 1, second: 0)
      case .prefix(let ratio): return CrossFactor(plain: 1 - ratio.mean, first: ratio.mean, second: 0)
      case .scattered: return nil
      }
    }
    guard let first = reach(one, unit), let second = reach(other, unit) else { return nil }
    // 1 − θ r and 1 − θ r′ with nested shares: the smaller is the larger times an independent Beta.
    let (small, large) = first <= second ? (first, second) : (second, first)
    func sum(_ count: Int) -> Double { (0..<count).reduce(0) { $0 + shares[Int(unit.first) + $1] } }
    let whole = sum(Int(unit.count))
    let inside = sum(large)
    let ratio = sum(small) / inside
    let largeMean = inside / whole
    // 1 − a θ + b θ², in s = 1 − θ.
    let a = largeMean * (1 + ratio)
    let b = largeMean * (inside + 1) / (whole + 1) * ratio
    return CrossFactor(plain: 1 - a + b, first: a - 2 * b, second: b)
  }

  private func firstMoment(_ part: UnitPart, _ theta: Beta) -> Double {
    part.share.map { $0.moments(theta).first } ?? theta.beta / theta.strength
  }

  /// How many increments of a unit a part asks for, from the first on; nil where it asks for others.
  private func reach(_ part: UnitPart, _ unit: BetaUnit) -> Int? {
    switch part.share {
    case nil: return Int(unit.count)
    case .prefix(let ratio):
      // The prefix is told by its share of the prior counts.
      var inside = 0.0
      for place in 0..<Int(unit.count) {
        inside += shares[Int(unit.first) + place]
        if abs(inside - ratio.alpha) <= 1e-12 * (1 + ratio.alpha) { return place + 1 }
      }
      return nil
    case .scattered: return nil
    }
  }
}

/// What one unit adds to a product of two silences: plain + first · E s + second · E s², s the silence of the whole unit.
private struct CrossFactor {
  let plain: Double
  let first: Double
  let second: Double
}

extension BetaMixture {
  /// Σ w Π over some slots of what each adds under the component. O(components · slots asked for), several components at a time.
  fileprivate func mean(ofProduct factors: [(slot: Int, factor: CrossFactor)]) -> Double {
    var terms = weights
    terms.withUnsafeMutableBufferPointer { terms in
      firsts.withUnsafeBufferPointer { firsts in
        seconds.withUnsafeBufferPointer { seconds in
          for (slot, factor) in factors {
            let column = slot &* terms.count
            for component in terms.indices {
              terms[component] *=
                factor.plain + factor.first * firsts[column &+ component] + factor.second * seconds[column &+ component]
            }
          }
        }
      }
    }
    return terms.withUnsafeBufferPointer { sumInFours($0) }
  }
}
