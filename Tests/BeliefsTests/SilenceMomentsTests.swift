import Testing
import Vocabulary

@testable import Beliefs

/// Moments are asked for a hundred thousand times a plan, and so have a path of their own: it must be that of the terms.
@Suite("Moments without terms")
struct SilenceMomentsTests {
  /// A family of some doses with ambiguous observations, some of them weighted.
  private func posterior(_ generator: inout Xoshiro256, causes: Int) -> FamilyPosterior {
    let leak = generator.unit() < 0.5 ? 0 : 0.02
    let priors = (0..<causes).map { _ in
      ThresholdPrior(
        low: 0.1 + generator.unit(), medium: 0.1 + generator.unit(), high: 0.1 + generator.unit(), never: 1)
    }
    var family = DoseFamily(priors: priors, leak: leak)
    let isWeighted = generator.unit() < 0.3
    for _ in 0..<Int(generator.next() % 9) {
      let active = randomSubset(&generator, of: causes)
      let dose = Dose.allCases[Int(generator.next() % 3)]
      let weight = isWeighted ? 0.5 : 1
      if generator.unit() < 0.5 {
        family.addDegraded(active, at: dose, weight: weight)
      } else {
        family.addSteady(active, at: dose, weight: weight)
      }
    }
    return FamilyPosterior.infer(family.evidence, componentBound: 300)
  }

  /// Whole columns are multiplied in another order than terms are.
  private func isClose(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-12 }

  @Test("are those of the terms, but for rounding", arguments: 1...60 as ClosedRange<UInt64>)
  func sameAsTerms(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    let causes = 1 + Int(generator.next() % 5)
    let posterior = posterior(&generator, causes: causes)
    func compare(_ variables: [Int]) {
      let terms = posterior.silenceTerms(variables, limit: 1)
      let moments = posterior.silenceMoments(variables)
      let whole = SilenceTerm.merged(terms)
      let words = "seed \(seed), variables \(variables), \(posterior.componentCount) components"
      #expect(isClose(moments.first, whole.first) && isClose(moments.second, whole.second), "\(words)")
      #expect(moments.exact == (terms.count == 1 ? terms[0].exact : nil), "\(words)")
      #expect(isClose(moments.theta.mean, whole.theta.mean), "\(words)")
      #expect(isClose(moments.theta.variance, whole.theta.variance), "\(words)")
      #expect(isClose(posterior.silence(variables), terms.reduce(0) { $0 + $1.weight * $1.first }), "\(words)")
    }
    compare([])
    for dose in Dose.allCases {
      for cause in 0..<causes { compare(DoseFamily.variables(cause, at: dose)) }
      for _ in 0..<4 { compare(DoseFamily.variables(randomSubset(&generator, of: causes), at: dose)) }
    }
    // Any variables: single increments past the first, gaps, and out of order.
    if seed % 6 == 0 {
      for _ in 0..<2 { compare(randomSubset(&generator, of: 3 * causes)) }
      compare(Array((0..<3 * causes).reversed()))
    }
  }

  @Test("know several mixtures and what hangs on none of them")
  func severalMixtures() {
    var evidence = FamilyEvidence(prior: Array(repeating: Beta(0.6, 0.9), count: 6), leak: 0.01)
    for _ in 0..<3 {
      evidence.addDegraded([0, 1])
      evidence.addDegraded([2, 4])
    }
    let posterior = FamilyPosterior.infer(evidence)
    #expect(posterior.mixtures.count == 2)
    for variables in [[0, 1, 2, 3, 4, 5], [0, 2], [1, 3], [3, 5], [2, 4], [0, 1, 3]] {
      let terms = posterior.silenceTerms(variables, limit: 1)
      let whole = SilenceTerm.merged(terms)
      let moments = posterior.silenceMoments(variables)
      #expect(isClose(moments.first, whole.first) && isClose(moments.second, whole.second))
      #expect(isClose(moments.theta.variance, whole.theta.variance))
      #expect(isClose(posterior.silence(variables), terms.reduce(0) { $0 + $1.weight * $1.first }))
    }
  }

  @Test("divergences of mixtures are those of finer steps", arguments: 1...40 as ClosedRange<UInt64>)
  func divergences(seed: UInt64) throws {
    var generator = Xoshiro256(seed: seed)
    func density(_ count: Int) -> ThetaDensity {
      let weights = (0..<count).map { _ in 0.05 + generator.unit() }
      let total = weights.reduce(0, +)
      return ThetaDensity(
        weights: weights.map { $0 / total },
        betas: (0..<count).map { _ in Beta(0.5 + 9 * generator.unit(), 0.5 + 9 * generator.unit()) })
    }
    let one = density(4 + Int(generator.next() % 12))
    let other = density(1 + Int(generator.next() % 12))
    guard let fine = LogitSteps(one.betas, fineness: 5) else { return }
    let exact = one.divergence(from: other, fine)
    #expect(abs(one.divergence(from: other) - exact) < 1e-10 * max(1, exact), "seed \(seed)")
    let grid = LogitGrid(weights: one.weights, betas: one.betas)
    let apart = grid.expectation { one.log($0, $1) - other.log($0, $1) } / ln2
    #expect(abs(apart - exact) < 1e-5, "seed \(seed)")
  }

  @Test("where one component is far narrower than the others, each has steps of its own")
  func unlike() { #expect(LogitSteps([Beta(0.1, 0.1), Beta(2e6, 2e6)]) == nil) }
}
