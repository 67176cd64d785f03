import Beliefs
import Vocabulary

/// A random family with observations drawn from a truth of its prior.
func randomFamily(
  _ generator: inout Xoshiro256, causes: Int, observations: Int, leak: Double,
  weight: (inout Xoshiro256) -> Double = { _ in 1 }
) -> FamilyEvidence {
  let priors = [Beta(1, 1), Beta(0.5, 0.8), Beta(2, 3), Beta(1, 4)]
  let prior = (0..<causes).map { _ in priors[Int(generator.next() % 4)] }
  let truth = prior.map { $0.sample(using: &generator) }
  var evidence = FamilyEvidence(prior: prior, leak: leak)
  for _ in 0..<observations {
    let active = randomSubset(&generator, of: causes)
    let silent = active.reduce(1 - leak) { $0 * (1 - truth[$1]) }
    let power = weight(&generator)
    if generator.unit() < silent {
      evidence.addSteady(active, weight: power)
    } else {
      evidence.addDegraded(active, weight: power)
    }
  }
  return evidence
}

/// A subset of 0..<count that is not empty.
func randomSubset(_ generator: inout Xoshiro256, of count: Int) -> [Int] {
  while true {
    let chosen = (0..<count).filter { _ in generator.unit() < 0.5 }
    if !chosen.isEmpty { return chosen }
  }
}

/// Moments of two variables by brute force: a midpoint rule on a grid of the unit square, in the variables' own quantiles.
struct GridPosterior {
  private let points: [[Double]]
  private let weights: [Double]

  /// The posterior over a grid of `size` quantiles of each prior, negatives included; every likelihood evaluated as it stands.
  init(_ evidence: FamilyEvidence, size: Int = 400) {
    let axes = zip(evidence.prior, evidence.negatives).map { prior, negative in
      let updated = Beta(prior.alpha, prior.beta + negative)
      return (0..<size).map { updated.quantile((Double($0) + 0.5) / Double(size)) }
    }
    var points: [[Double]] = [[]]
    for axis in axes { points = points.flatMap { point in axis.map { point + [$0] } } }
    let likelihood = points.map { point in
      evidence.positives.reduce(1.0) { product, positive in
        let silent = positive.variables.reduce(1 - evidence.leak) { $0 * (1 - point[$1]) }
        return product * power(1 - silent, positive.weight * Double(positive.count))
      }
    }
    let total = likelihood.reduce(0, +)
    self.points = points
    weights = likelihood.map { $0 / total }
  }

  /// E f.
  func expectation(_ f: ([Double]) -> Double) -> Double {
    zip(points, weights).reduce(0) { $0 + $1.1 * f($1.0) }
  }
}
