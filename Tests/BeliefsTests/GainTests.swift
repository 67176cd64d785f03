import Foundation
import Testing
import Vocabulary

@testable import Beliefs

@Suite("Information gain and delivered information")
struct GainTests {
  @Test(arguments: [
    (Beta(0.5, 0.5), 0.306853), (Beta(1, 1), 0.193147), (Beta(2, 2), 0.109814), (Beta(5, 5), 0.047512),
    (Beta(10, 1), 0.038366),
  ])
  func `one cause without a leak has the known answers, in nats`(_ beta: Beta, _ nats: Double) {
    let posterior = FamilyPosterior.infer(FamilyEvidence(prior: [beta]))
    #expect(abs(posterior.gain([0]).bits * ln2 - nats) < 1e-6)
    #expect(posterior.gain([0]).fires == beta.mean)
  }

  @Test func `no active cause teaches nothing, and a leak only takes away`() {
    let clear = FamilyPosterior.infer(FamilyEvidence(prior: [Beta(1, 3)]))
    let leaky = FamilyPosterior.infer(FamilyEvidence(prior: [Beta(1, 3)], leak: 0.05))
    #expect(clear.gain([]).bits == 0 && clear.gain([]).fires == 0)
    #expect(leaky.gain([0]).bits < clear.gain([0]).bits)
    #expect(abs(leaky.gain([0]).fires - (1 - 0.95 * 0.75)) < 1e-14)
  }

  @Test func `condensing a mixture does not move the gain`() {
    var generator = Xoshiro256(seed: 4)
    var worst = 0.0
    for _ in 0..<10 {
      let evidence = randomFamily(&generator, causes: 3, observations: 20, leak: 0.02)
      let posterior = FamilyPosterior.infer(evidence)
      let terms = posterior.silenceTerms([0, 1])
      let silent = terms.reduce(0) { $0 + $1.weight * $1.first }
      let full =
        binaryEntropy(0.98 * silent) - terms.reduce(0) { $0 + $1.weight * outcomeEntropy($1.theta, leak: 0.02) }
      worst = max(worst, abs(posterior.gain([0, 1]).bits - full))
    }
    print("gain from sixteen condensed terms instead of all: largest difference \(worst) bits")
    #expect(worst < 1e-4)
  }

  @Test(arguments: [1.0, 0.4], [0, 0.02])
  func `delivered bits are the divergence of after from before`(_ weight: Double, _ leak: Double) {
    let prior = FamilyEvidence(prior: [Beta(1, 2), Beta(0.7, 1)], leak: leak)
    let before = FamilyPosterior.infer(prior)
    for isDegraded in [true, false] {
      let bits = before.deliveredBits(FamilyObservation([0, 1], isDegraded: isDegraded, weight: weight))
      let grid = GridPosterior(prior, size: 200)
      func likelihood(_ point: [Double]) -> Double {
        let silent = (1 - leak) * (1 - point[0]) * (1 - point[1])
        return pow(isDegraded ? 1 - silent : silent, weight)
      }
      let evidence = grid.expectation(likelihood)
      let expected = grid.expectation { likelihood($0) / evidence * log(likelihood($0) / evidence) } / ln2
      #expect(abs(bits - expected) < 0.004, "degraded \(isDegraded): \(bits) against \(expected)")
    }
  }

  @Test func `the mean of delivered bits is the promised gain`() {
    var evidence = FamilyEvidence(prior: [Beta(1, 2), Beta(2, 2)], leak: 0.02)
    evidence.addDegraded([0, 1], count: 2)
    let before = FamilyPosterior.infer(evidence)
    let promised = before.gain([0, 1])
    var mean = 0.0
    for isDegraded in [true, false] {
      let observation = FamilyObservation([0, 1], isDegraded: isDegraded)
      mean += before.probability(observation) * before.deliveredBits(observation)
    }
    #expect(abs(mean / promised.bits - 1) < 1e-3, "\(mean) delivered, \(promised.bits) promised")
  }

  @Test func `delivered bits are the mean log-likelihood after less the log evidence before`() {
    var evidence = FamilyEvidence(prior: [Beta(1, 2), Beta(2, 2)], leak: 0.02)
    evidence.addDegraded([0, 1])
    let before = FamilyPosterior.infer(evidence)
    evidence.addDegraded([0])
    let after = FamilyPosterior.infer(evidence)
    let observation = FamilyObservation([0], isDegraded: true)
    let bits = (after.meanLogLikelihood(observation) - before.logEvidence(observation)) / ln2
    #expect(abs(before.deliveredBits(observation) - bits) < 1e-5)
  }
}
