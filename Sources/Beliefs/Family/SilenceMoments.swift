/// The first two moments of a silence Q = Π (1 − a) over a whole posterior, without a term a component.
///
/// What means and deviations need. A term for each component (``FamilyPosterior/silenceTerms(_:limit:)``) is for those who need the shape:
/// the planner asks for moments some hundred thousand times a plan, of mixtures of up to thousands of components.
struct SilenceMoments {
  /// E Q.
  var first: Double
  /// E Q², for the same sum of weights as `first`.
  var second: Double
  /// E Q without taking the weights of a mixture for more than they add up to: 1 but for rounding.
  var silence: Double
  /// Where θ = 1 − Q has exactly one Beta, that Beta.
  var exact: Beta?

  /// θ as a Beta: the exact one, else the one of Q's mean and variance.
  var theta: Beta { exact ?? Beta(mean: 1 - first, variance: second - first * first) }
}

/// What a query takes of one unit, without anything on the heap.
private struct PlainPart {
  /// The mixture of the unit, and its place in it; the unit's own Beta where the mixture is negative.
  let mixture: Int32
  let slot: Int32
  let beta: Beta
  /// Whether the whole unit is asked for; else its share `ratio`.
  let isWhole: Bool
  let ratio: Beta

  /// E of the silence of a share of a unit, and of its square, by those of the whole unit: c + d s, and e + f s + g s². With r the share,
  /// 1 − θ r is (1 − r) + r (1 − θ), so that all are positive and nothing cancels.
  var byWhole: (c: Double, d: Double, e: Double, f: Double, g: Double) {
    let mean = ratio.mean
    let square = mean * (ratio.alpha + 1) / (ratio.strength + 1)
    let rest = 1 - mean
    return (rest, mean, rest * (ratio.beta + 1) / (ratio.strength + 1), 2 * (mean - square), square)
  }
}

extension BetaMixture {
  /// The sum of the weights, and Σ w E Q and Σ w E Q² over those parts that are of this mixture. O(components · parts), several
  /// components at a time.
  fileprivate func moments(
    _ parts: UnsafeBufferPointer<PlainPart>, of number: Int32
  ) -> (weight: Double, first: Double, second: Double) {
    let count = weights.count
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { room in
      guard let first = room.baseAddress else { return (0, 0, 0) }
      let second = first + count
      weights.withUnsafeBufferPointer { weights in
        for component in 0..<count {
          first[component] = weights[component]
          second[component] = weights[component]
        }
      }
      firsts.withUnsafeBufferPointer { firsts in
        seconds.withUnsafeBufferPointer { seconds in
          for part in parts where part.mixture == number {
            let column = Int(part.slot) &* count
            if part.isWhole {
              for component in 0..<count {
                first[component] *= firsts[column &+ component]
                second[component] *= seconds[column &+ component]
              }
            } else {
              let (c, d, e, f, g) = part.byWhole
              for component in 0..<count {
                let silence = firsts[column &+ component]
                first[component] *= c + d * silence
                second[component] *= e + f * silence + g * seconds[column &+ component]
              }
            }
          }
        }
      }
      return (
        weights.withUnsafeBufferPointer { sumInFours($0) },
        sumInFours(UnsafeBufferPointer(start: first, count: count)),
        sumInFours(UnsafeBufferPointer(start: second, count: count))
      )
    }
  }
}

/// The sum as four sums side by side, which do not wait for each other.
func sumInFours(_ values: UnsafeBufferPointer<Double>) -> Double {
  var sums = SIMD4<Double>.zero
  var index = 0
  while index &+ 4 <= values.count {
    sums += SIMD4(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3])
    index &+= 4
  }
  var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
  while index < values.count {
    sum += values[index]
    index &+= 1
  }
  return sum
}

extension FamilyPosterior {
  /// E Q and E Q² of the silence of some variables. Exact for the mixture: but for rounding what the terms merged are. O(components ·
  /// units asked for), with room for two numbers a component.
  ///
  /// - Parameter variables: ascending, or they are sorted first.
  func silenceMoments(_ variables: [Int]) -> SilenceMoments {
    guard variables.strictlyAscending else { return silenceMoments(Set(variables).sorted()) }
    return withUnsafeTemporaryAllocation(of: PlainPart.self, capacity: variables.count) { room in
      guard let count = plainParts(variables, into: room) else {
        return SilenceMoments(merging: silenceTerms(variables, limit: 1))
      }
      return moments(UnsafeBufferPointer(rebasing: room[..<count]))
    }
  }

  /// The parts of a query; nil where it asks for single increments past the first of a merged unit, whose moments take a quadrature.
  private func plainParts(_ variables: [Int], into room: UnsafeMutableBufferPointer<PlainPart>) -> Int? {
    var parts = 0
    var at = 0
    while at < variables.count {
      let unit = units[Int(unitOfVariable[variables[at]])]
      let first = Int(unit.first)
      let count = Int(unit.count)
      // Single increments past the first.
      guard variables[at] == first else { return nil }
      var places = 1
      while places < count, at + places < variables.count, variables[at + places] == first + places { places += 1 }
      let isWhole = places == count
      var ratio = unit.beta
      if !isWhole {
        // A gap, behind which more of the unit is asked for.
        guard at + places == variables.count || variables[at + places] >= first + count else { return nil }
        var (inside, outside) = (0.0, 0.0)
        for place in first..<first + places { inside += shares[place] }
        for place in first + places..<first + count { outside += shares[place] }
        ratio = Beta(inside, outside)
      }
      room.initializeElement(
        at: parts,
        to: PlainPart(mixture: unit.mixture, slot: unit.slot, beta: unit.beta, isWhole: isWhole, ratio: ratio))
      parts += 1
      at += places
    }
    return parts
  }

  private func moments(_ parts: UnsafeBufferPointer<PlainPart>) -> SilenceMoments {
    var product = PartProduct()
    var coupled = 0
    var next = Int32.max
    for part in parts {
      if part.mixture < 0 {
        product.take(part, part.beta)
      } else {
        coupled += 1
        next = min(next, part.mixture)
      }
    }
    if coupled == 0 {
      return SilenceMoments(
        first: product.first, second: product.second, silence: product.first, exact: product.exact)
    }
    let isAlone = coupled == parts.count
    var whole = (first: 1.0, second: 1.0, weight: 1.0)
    var sum = 0.0
    var groups = 0
    // Mixture by mixture, ascending: nearly always there is one.
    while coupled > 0 {
      let (weight, first, second) = mixtures[Int(next)].moments(parts, of: next)
      whole.first *= first / weight
      whole.second *= second / weight
      whole.weight *= weight
      sum = first
      groups += 1
      var following = Int32.max
      for part in parts {
        if part.mixture == next {
          coupled -= 1
        } else if part.mixture > next {
          following = min(following, part.mixture)
        }
      }
      next = following
    }
    let first = whole.first * product.first
    return SilenceMoments(
      first: first, second: whole.second * product.second,
      silence: groups == 1 && isAlone ? sum : whole.weight * first, exact: nil)
  }
}

/// The product of some parts that no mixture ties.
private struct PartProduct {
  var first = 1.0
  var second = 1.0
  var exact: Beta?
  private var count = 0

  @inline(__always)
  mutating func take(_ part: PlainPart, _ theta: Beta) {
    exact = part.isWhole && count == 0 ? theta : nil
    count &+= 1
    if part.isWhole {
      let n = theta.strength
      first = first * theta.beta / n
      second = second * theta.beta * (theta.beta + 1) / (n * (n + 1))
    } else {
      let moments = prefixMoments(theta, part.ratio)
      first *= moments.first
      second *= moments.second
    }
  }
}

extension SilenceMoments {
  /// Those of some terms together; weights need not sum to one.
  init(merging terms: [SilenceTerm]) {
    let whole = SilenceTerm.merged(terms)
    self.init(
      first: whole.first, second: whole.second, silence: terms.reduce(0) { $0 + $1.weight * $1.first },
      exact: terms.count == 1 ? whole.exact : nil)
  }
}
