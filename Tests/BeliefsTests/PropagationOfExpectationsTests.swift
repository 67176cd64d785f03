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
