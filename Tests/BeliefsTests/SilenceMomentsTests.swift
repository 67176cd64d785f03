import RealModule
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

  @Test(
    "divergences of mixtures are those of finer steps, and of equal ones over the whole of both tails",
    arguments: [(0.5, 9.5), (0.05, 3), (0.05, 60), (0.01, 1), (0.02, 400)], 1...3 as ClosedRange<UInt64>)
  func divergences(range: (least: Double, most: Double), seed: UInt64) throws {
    var generator = Xoshiro256(seed: seed)
    func parameter() -> Double { range.least * Double.pow(range.most / range.least, generator.unit()) }
    func density(_ count: Int) -> ThetaDensity {
      let weights = (0..<count).map { _ in 0.05 + generator.unit() }
      let total = weights.reduce(0, +)
      return ThetaDensity(
        weights: weights.map { $0 / total }, betas: (0..<count).map { _ in Beta(parameter(), parameter()) })
    }
    let one = density(2 + Int(generator.next() % 12))
    // A belief that hardly moved, or another one altogether.
    let nudged = ThetaDensity(
      weights: one.weights, betas: one.betas.map { Beta($0.alpha * (0.9 + 0.2 * generator.unit()), $0.beta) })
    for other in [density(1 + Int(generator.next() % 12)), nudged] {
      let told = one.divergence(from: other)
      let fine = one.divergence(from: other, LogitSteps(one.betas, against: other.betas, fineness: 3))
      #expect(abs(told - fine) < 2e-7 * max(1, fine), "\(range), seed \(seed): \(told), \(fine)")
      guard let equal = Self.inEqualSteps(one, other) else { continue }
      #expect(abs(told - equal) < 1e-6 * max(1, equal), "\(range), seed \(seed): \(told), \(equal)")
    }
  }

  /// The divergence by equal steps of the narrowest component from where the widest begins to where it ends; nil where those are too
  /// many for a test.
  private static func inEqualSteps(_ one: ThetaDensity, _ other: ThetaDensity) -> Double? {
    var (low, high, step) = (Double.infinity, -Double.infinity, 0.35)
    for beta in one.betas {
      let (centre, width) = (Double.log(beta.alpha / beta.beta), (1 / beta.alpha + 1 / beta.beta).squareRoot())
      low = min(low, centre - 44 / beta.alpha - 9 * width)
      high = max(high, centre + 44 / beta.beta + 9 * width)
      // Finer than what is tested by half.
      step = min(step, 0.25 * width)
    }
    guard (high - low) / step < 5000 else { return nil }
    var sum = 0.0
    for index in 0...Int((high - low) / step) {
      let u = low + Double(index) * step
      let logX = u < 0 ? u - Double.log(onePlus: Double.exp(u)) : -Double.log(onePlus: Double.exp(-u))
      let now = one.log(logX, logX - u)
      if now > -44 { sum += Double.exp(now) * (now - other.log(logX, logX - u)) }
    }
    return sum * step / ln2
  }

  @Test("tails of hundreds of units and components far narrower than others take some hundred nodes")
  func nodes() {
    for betas in [
      [Beta(0.02, 0.9), Beta(0.05, 3)], [Beta(0.1, 0.1), Beta(400, 400)], [Beta(0.01, 1), Beta(1, 0.01)],
    ] {
      var (count, mass) = (0, 0.0)
      let density = ThetaDensity(weights: [0.5, 0.5], betas: betas)
      LogitSteps(betas).forEach { logX, logY, share in
        count += 1
        mass += share * Double.exp(density.log(logX, logY))
      }
      #expect(count < 1500, "\(betas): \(count)")
      #expect(abs(mass - 1) < 1e-9, "\(betas): \(mass)")
    }
  }
}
