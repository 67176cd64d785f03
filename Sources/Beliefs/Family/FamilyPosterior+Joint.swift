extension FamilyPosterior {
  /// E[Π_{one} (1 − a) · Π_{other} (1 − a)]: the mean product of two silences of the same family, common variables squared.
  ///
  /// With it follow the covariance of two beliefs of a family, and what is thought of one after an outcome that hung on the other.
  /// Exact for the mixture where both ask for whole units or for the smallest doses of merged ones, as a cause at a dose does;
  /// other choices from a merged unit are taken for independent. O(components · variables asked for).
  public func jointSilence(_ one: [Int], _ other: [Int]) -> Double {
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

  /// Whether what is seen of one set of variables can tell of another: they share a unit or a mixture.
  public func areCoupled(_ one: [Int], _ other: [Int]) -> Bool {
    let mine = Set(one.map { unitOfVariable[$0] })
    if other.contains(where: { mine.contains(unitOfVariable[$0]) }) { return true }
    let mixtures = Set(mine.map { units[Int($0)].mixture }).subtracting([-1])
    return !mixtures.isEmpty && other.contains { mixtures.contains(units[Int(unitOfVariable[$0])].mixture) }
  }

  /// E of the product of two parts of one unit's silence, for θ of the unit.
  private func crossMoment(_ unit: BetaUnit, _ one: UnitPart?, _ other: UnitPart?, _ theta: Beta) -> Double {
    guard let one else { return other.map { firstMoment($0, theta) } ?? 1 }
    guard let other else { return firstMoment(one, theta) }
    guard let first = reach(one, unit), let second = reach(other, unit) else {
      return firstMoment(one, theta) * firstMoment(other, theta)
    }
    // 1 − θ r and 1 − θ r′ with nested shares: the smaller is the larger times an independent Beta.
    let (small, large) = first <= second ? (first, second) : (second, first)
    let all = Array(shares[Int(unit.first)..<Int(unit.first + unit.count)])
    func sum(_ places: Range<Int>) -> Double { places.reduce(0) { $0 + all[$1] } }
    let squared = theta.mean * (theta.alpha + 1) / (theta.strength + 1)
    let whole = sum(0..<all.count)
    let inside = sum(0..<large)
    let largeMean = inside / whole
    let largeSquared = largeMean * (inside + 1) / (whole + 1)
    let ratio = sum(0..<small) / inside
    return 1 - theta.mean * (largeMean + largeMean * ratio) + squared * largeSquared * ratio
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
