/// The silence S = Π (1 − a) of the causes that an effect has met, at hand for questions about many other beliefs of its family: how much each
/// is tied to it.
///
/// A mixture's components are multiplied by what was met once, for all questions together. O(components · variables met), with a number a component
/// of every mixture that was met.
package struct MetSilence: Sendable {
  /// E S, without the leak.
  package let silence: Double

  private let family: FamilyPosterior
  private let met: [Int]
  /// The units that were met, ascending.
  private let units: [Int32]
  private let tied: [Tied]

  /// What was met of one mixture.
  private struct Tied {
    let mixture: Int32
    /// By component, its weight times the mean of what was met, over the sum of those: the weights given that all of it stays silent.
    let weights: [Double]
  }

  /// - Parameter met: variables, ascending.
  package init(_ family: FamilyPosterior, _ met: [Int]) {
    self.family = family
    self.met = met
    silence = family.silence(met)
    units = met.map { family.unitOfVariable[$0] }
    let mixtures = Set(units.map { family.units[Int($0)].mixture }).subtracting([-1]).sorted()
    tied = mixtures.isEmpty ? [] : family.weights(given: met, mixtures).map { Tied(mixture: $0, weights: $1) }
  }

  /// Cov(s, S) for the silence s of some variables, ascending, of which E s is given. Nothing where neither a unit nor a mixture is common to both.
  ///
  /// - Complexity: O(variables asked for) where no mixture ties them, O(components · variables asked for) where one does; of a mixture's unit that was met
  ///   itself, that of ``FamilyPosterior/jointSilence(_:_:)``.
  package func covariance(_ variables: [Int], silence own: Double) -> Double {
    if let ratio = plainRatio(variables) {
      return variables.contains { isMet(family.unitOfVariable[$0]) } ? silence * (ratio - own) : 0
    }
    var coupled: (tied: Tied, parts: [Int32])?
    for (index, variable) in variables.enumerated() {
      let number = family.unitOfVariable[variable]
      // Of a unit that several variables belong to, the first tells.
      if index > 0, family.unitOfVariable[variables[index - 1]] == number { continue }
      if isMet(number) { return bySums(variables, own) }
      let mixture = family.units[Int(number)].mixture
      guard mixture >= 0, let tied = tied.first(where: { $0.mixture == mixture }) else { continue }
      if let found = coupled, found.tied.mixture != mixture { return bySums(variables, own) }
      coupled = (tied, (coupled?.parts ?? []) + [number])
    }
    guard let coupled else { return 0 }
    let mixture = family.mixtures[Int(coupled.tied.mixture)]
    guard let ratio = family.silenceRatio(of: variables, coupled.parts, in: mixture, weights: coupled.tied.weights)
    else {
      return bySums(variables, own)
    }
    return own * silence * (ratio - 1)
  }

  /// E s given that all that was met stays silent, of single variables that no mixture ties; nil where it is not so simple. With s = 1 − a, s² is to s as a Beta
  /// of one more count.
  private func plainRatio(_ variables: [Int]) -> Double? {
    var product = 1.0
    for variable in variables {
      let number = family.unitOfVariable[variable]
      let unit = family.units[Int(number)]
      guard unit.count == 1, unit.mixture < 0 else { return nil }
      let (beta, n) = (unit.beta.beta, unit.beta.strength)
      product *= isMet(number) ? (beta + 1) / (n + 1) : beta / n
    }
    return product
  }

  private func isMet(_ unit: Int32) -> Bool {
    var (low, high) = (0, units.count)
    while low < high {
      let middle = (low + high) / 2
      if units[middle] < unit { low = middle + 1 } else { high = middle }
    }
    return low < units.count && units[low] == unit
  }

  private func bySums(_ variables: [Int], _ own: Double) -> Double {
    family.jointSilence(variables, met) - own * silence
  }
}

extension FamilyPosterior {
  /// By mixture, the weights of its components given that some variables stay silent.
  fileprivate func weights(given met: [Int], _ numbers: [Int32]) -> [(Int32, [Double])] {
    let parts = parts(met)
    return numbers.map { number in
      let mixture = mixtures[Int(number)]
      var weights = mixture.weights
      for part in parts where units[part.unit].mixture == number {
        let slot = Int(units[part.unit].slot)
        for component in weights.indices {
          let theta = mixture.betas[component &* mixture.slots &+ slot]
          weights[component] *= part.share.map { $0.moments(theta).first } ?? theta.beta / theta.strength
        }
      }
      let sum = weights.reduce(0, +)
      return (number, sum > 0 ? weights.map { $0 / sum } : mixture.weights)
    }
  }

  /// The mean silence of what some variables ask of some units of a mixture, under other weights, over that under its own; nil where it asks for single
  /// increments past the first of a merged unit.
  fileprivate func silenceRatio(
    of variables: [Int], _ asked: [Int32], in mixture: BetaMixture, weights: [Double]
  ) -> Double? {
    let parts = parts(variables).filter { part in asked.contains { Int($0) == part.unit } }
    var (own, given) = (mixture.weights, weights)
    for part in parts {
      var (rest, factor) = (0.0, 1.0)
      switch part.share {
      case nil: break
      case .prefix(let ratio): (rest, factor) = (1 - ratio.mean, ratio.mean)
      case .scattered: return nil
      }
      mixture.multiply(&own, &given, slot: Int(units[part.unit].slot), rest: rest, factor: factor)
    }
    let before = own.withUnsafeBufferPointer { sumInFours($0) }
    return before > 0 ? given.withUnsafeBufferPointer { sumInFours($0) } / before : nil
  }
}

extension BetaMixture {
  /// Multiplies two columns by rest + factor · E (1 − a) of a slot, several components at a time.
  fileprivate func multiply(_ one: inout [Double], _ other: inout [Double], slot: Int, rest: Double, factor: Double) {
    let count = weights.count
    let column = slot &* count
    one.withUnsafeMutableBufferPointer { one in
      other.withUnsafeMutableBufferPointer { other in
        firsts.withUnsafeBufferPointer { firsts in
          for component in 0..<count {
            let silence = rest + factor * firsts[column &+ component]
            one[component] *= silence
            other[component] *= silence
          }
        }
      }
    }
  }
}
