/// The posterior of one family: what the evidence says of all its causes together.
///
/// Variables that no observation couples are independent, so the posterior is a product of *units*, each with its own Beta,
/// and of *mixtures*, each a weighted sum of products of Betas over the few units that ambiguous positives couple. A unit
/// is one variable, or the merged dose increments of one cause (see ``DoseFamily``).
///
///     var evidence = FamilyEvidence(prior: [Beta(1, 1), Beta(1, 4)], leak: 0.02)
///     evidence.addDegraded([0, 1])           // which of the two it was is unknown
///     evidence.addSteady([1])
///     let posterior = FamilyPosterior.infer(evidence)
///     posterior.mean(0)                      // 0.63
///     posterior.gain([0, 1]).bits            // what trying both again is expected to teach
///
/// Every query takes a set of variables as an ascending list; a cause at a dose is ``DoseFamily/variables(_:at:)``.
/// Costs: moments O(components · variables asked for); about 0.1 µs where nothing is ambiguous.
public struct FamilyPosterior: Sendable, Equatable {
  /// The probability that the effect degrades of itself while a cause is active.
  public let leak: Double

  package let units: [BetaUnit]
  package let mixtures: [BetaMixture]
  /// By variable, the unit that it belongs to.
  package let unitOfVariable: [Int32]
  /// By variable, its prior α: within a merged unit the shares of its parts, which no evidence has touched.
  package let shares: [Double]

  /// The number of components over all mixtures: 0 where every variable is a plain Beta.
  public var componentCount: Int { mixtures.reduce(0) { $0 + $1.weights.count } }
}

/// One variable, or neighbouring dose increments merged into one.
package struct BetaUnit: Sendable, Hashable {
  /// The first variable.
  package var first: Int32
  /// How many variables, from the first on.
  package var count: Int32
  /// Its distribution: exact where `mixture` is negative, else the Beta of the mixture's mean and variance.
  package var beta: Beta
  /// The mixture it is part of; −1 where it is independent of all others.
  package var mixture: Int32 = -1
  /// Its place in that mixture.
  package var slot: Int32 = 0
}

/// A weighted sum of products of Betas over `slots` variables.
package struct BetaMixture: Sendable, Hashable {
  /// How many variables.
  package let slots: Int
  /// By component; positive, summing to one.
  package let weights: [Double]
  /// By component and slot, row by row.
  package let betas: [Beta]
  /// E (1 − a) by slot and component, column by column: moments of many sets of variables are asked for, and multiply whole columns.
  let firsts: [Double]
  /// E (1 − a)², likewise.
  let seconds: [Double]

  /// A mixture with its columns. O(components · slots).
  init(_ plain: PlainMixture) {
    (slots, weights, betas) = (plain.slots, plain.weights, plain.betas)
    let (slots, betas, count) = (plain.slots, plain.betas, plain.weights.count)
    var seconds = [Double](repeating: 0, count: betas.count)
    firsts = [Double](unsafeUninitializedCapacity: betas.count) { firsts, filled in
      for slot in 0..<slots {
        for component in 0..<count {
          let beta = betas[component &* slots &+ slot]
          let n = beta.alpha + beta.beta
          let first = beta.beta / n
          firsts[slot &* count &+ component] = first
          seconds[slot &* count &+ component] = first * ((beta.beta + 1) / (n + 1))
        }
      }
      filled = betas.count
    }
    self.seconds = seconds
  }

  /// The mean of one slot.
  package func mean(_ slot: Int) -> Double {
    var sum = 0.0
    for index in weights.indices { sum += weights[index] * betas[index * slots + slot].mean }
    return sum
  }

  /// The variance of one slot: within components plus between them.
  package func variance(_ slot: Int) -> Double {
    let centre = mean(slot)
    var sum = 0.0
    for index in weights.indices {
      let beta = betas[index * slots + slot]
      let offset = beta.mean - centre
      sum += weights[index] * (beta.variance + offset * offset)
    }
    return sum
  }
}
