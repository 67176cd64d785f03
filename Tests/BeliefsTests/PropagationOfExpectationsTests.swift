import Foundation
import Testing
import Vocabulary

@testable import Beliefs

@Suite("Expectation propagation against the exact posterior")
struct PropagationOfExpectationsTests {
  @Test func `on 300 random families it is several times closer than sequential moment matching`() {
    let seed: UInt64 = 1
    var generator = Xoshiro256(seed: seed)
    var propagated: [Double] = []
    var sequential: [Double] = []
    while propagated.count < 300 * 3 {
      let evidence = randomFamily(
        &generator, causes: 2 + Int(generator.next() % 3), observations: 3 + Int(generator.next() % 22), leak: 0.02)
      // A debug build takes long over the few largest mixtures.
      guard evidence.positives.reduce(0, { $0 + $1.variables.count }) <= 20 else { continue }
      let exact = FamilyPosterior.infer(evidence, componentBound: 20_000)
      let approximate = FamilyPosterior.infer(evidence, componentBound: 0)
      let matched = sequentialMomentMatching(evidence)
      for variable in evidence.prior.indices {
        propagated.append(abs(approximate.mean(variable) - exact.mean(variable)))
        sequential.append(abs(matched[variable].mean - exact.mean(variable)))
      }
    }
    let one = ErrorFigures(propagated)
    let other = ErrorFigures(sequential)
    print("posterior mean against the exact one, 300 random families, seed \(seed)")
    print("  expectation propagation:    \(one)")
    print("  sequential moment matching: \(other)")
    #expect(one.mean < 0.004 && one.p95 < 0.012)
    #expect(one.mean < 0.3 * other.mean)
  }

  @Test(arguments: [30, 100, 150, 400], [[[0]], [[0, 1]], [[0], [0, 1]]])
  func `hundreds of observations for a cause count beside hundreds against it`(_ count: Int, _ sets: [[Int]]) {
    var evidence = FamilyEvidence(prior: [Beta(0.3, 0.2), Beta(0.18, 0.32)], leak: 0.02)
    for variable in 0..<2 { evidence.addSteady([variable], count: count) }
    // Exact is cheap for one set; the second adds a handful.
    evidence.addDegraded(sets[0], count: sets[0].count == 1 ? count : min(count, 150))
    for set in sets.dropFirst() { evidence.addDegraded(set, count: 4) }
    let exact = FamilyPosterior.infer(evidence, componentBound: 20_000)
    let approximate = FamilyPosterior.infer(evidence, componentBound: 0)
    // Where both are always met together either may be to blame, and one Beta each cannot say so.
    for variable in 0..<2 where sets != [[0, 1]] {
      let (one, other) = (exact.thetaMoments([variable]), approximate.thetaMoments([variable]))
      #expect(abs(one.mean - other.mean) < 0.02, "\(one) against \(other)")
    }
    // Together the two must account for what was seen, however they share it.
    #expect(abs(exact.mean([0, 1]) - approximate.mean([0, 1])) < 0.02)
  }

  /// Two causes always met together, aged evidence: either may be to blame. What is exact takes a grid of two logits.
  @Test(arguments: [5.3, 100.4], [0.0, 5])
  func `causes that are always met together are told apart as far as their priors go`(
    _ power: Double, _ against: Double
  ) {
    var errors: [Double] = []
    var alone: [Double] = []
    for prior in [[Beta(0.3, 0.2), Beta(0.3, 0.2)], [Beta(0.3, 0.2), Beta(0.18, 0.32)], [Beta(1, 1), Beta(1, 4)]] {
      var evidence = FamilyEvidence(prior: prior, leak: 0.02)
      for variable in 0..<2 where against > 0 { evidence.addSteady([variable], weight: against) }
      evidence.addDegraded([0, 1], weight: power / 10, count: 10)
      let exact = togetherExactly(evidence)
      let posterior = FamilyPosterior.infer(evidence)
      let propagated = FamilyPosterior.infer(evidence, componentBound: 0)
      for variable in 0..<2 {
        errors.append(abs(posterior.mean(variable) - exact[variable]))
        alone.append(abs(propagated.mean(variable) - exact[variable]))
      }
    }
    print(
      "always together \(power) times, \(against) against: off by at most \(errors.max() ?? 0);",
      "expectation propagation alone \(alone.max() ?? 0)")
    #expect(errors.max() ?? 1 < 0.05)
  }

  /// The posterior means of two causes by the midpoint rule on their logits.
  private func togetherExactly(_ evidence: FamilyEvidence) -> [Double] {
    let nodes = (0..<420).map { -80 + 0.3 * Double($0) }
    let logs = nodes.map { (fires: -log1p(exp(-$0)), silent: -log1p(exp($0))) }
    let power = evidence.positives.reduce(0) { $0 + $1.weight * Double($1.count) }
    let densities = zip(evidence.prior, evidence.negatives).map { prior, negative in
      logs.map { prior.alpha * $0.fires + (prior.beta + negative) * $0.silent }
    }
    let top = densities.map { $0.max() ?? 0 }.reduce(0, +)
    var sums = [0.0, 0.0, 0.0]
    for one in nodes.indices {
      for other in nodes.indices {
        let silent = (1 - evidence.leak) * exp(logs[one].silent + logs[other].silent)
        let density = exp(densities[0][one] + densities[1][other] - top + power * log1p(-silent))
        sums[0] += density * exp(logs[one].fires)
        sums[1] += density * exp(logs[other].fires)
        sums[2] += density
      }
    }
    return [sums[0] / sums[2], sums[1] / sums[2]]
  }

  @Test func `as the weights tend to one, the answer tends to the exact one`() {
    var generator = Xoshiro256(seed: 2)
    var near: [Double] = []
    var nearer: [Double] = []
    for _ in 0..<40 {
      let evidence = randomFamily(&generator, causes: 3, observations: 10, leak: 0.02)
      let exact = FamilyPosterior.infer(evidence)
      for weight in [0.99, 0.9999] {
        var weighed = evidence
        for index in weighed.positives.indices { weighed.positives[index].weight = weight }
        let posterior = FamilyPosterior.infer(weighed)
        for variable in 0..<3 {
          let error = abs(posterior.mean(variable) - exact.mean(variable))
          if weight < 0.999 { near.append(error) } else { nearer.append(error) }
        }
      }
    }
    print("posterior mean against the exact one: weight 0.99 \(ErrorFigures(near)), 0.9999 \(ErrorFigures(nearer))")
    #expect(ErrorFigures(near).max < 0.01)
    #expect(ErrorFigures(nearer).max < 1e-4)
  }

  /// What chapter "Beliefs" refuses: one observation after the other, each matched once.
  private func sequentialMomentMatching(_ evidence: FamilyEvidence) -> [Beta] {
    var betas = zip(evidence.prior, evidence.negatives).map { Beta($0.alpha, $0.beta + $1) }
    for positive in evidence.positives {
      let site = TiltedSite(slots: positive.variables, power: positive.weight)
      let moments = site.moments(cavity: positive.variables.map { betas[$0] }, leak: evidence.leak)
      for (place, variable) in positive.variables.enumerated() { betas[variable] = moments.matched[place] }
    }
    return betas
  }
}
