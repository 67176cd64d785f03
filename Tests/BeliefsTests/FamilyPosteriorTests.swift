import Foundation
import Testing
import Vocabulary

@testable import Beliefs

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

@Suite("Family posterior")
struct FamilyPosteriorTests {
  @Test func `one cause without a leak is counting`() {
    var evidence = FamilyEvidence(prior: [Beta(1, 4)])
    evidence.addDegraded([0], weight: 0.7)
    evidence.addDegraded([0], count: 3)
    evidence.addSteady([0], weight: 0.5, count: 2)
    let posterior = FamilyPosterior.infer(evidence)
    #expect(posterior.componentCount == 0)
    #expect(abs(posterior.mean(0) - 4.7 / (4.7 + 5)) < 1e-14)
    #expect(posterior.summary([0]) == Beta(4.7, 5))
  }

  @Test func `an ambiguous positive is shared by its causes and explained away by later evidence`() {
    var evidence = FamilyEvidence(prior: [Beta(1, 1), Beta(1, 1)])
    evidence.addDegraded([0, 1])
    let shared = FamilyPosterior.infer(evidence)
    // By hand: E a₁ = (1/3 + 1/2·1/2 − 1/3·1/2) / (3/4) = 5/9.
    #expect(abs(shared.mean(0) - 5.0 / 9) < 1e-12 && abs(shared.mean(1) - 5.0 / 9) < 1e-12)
    evidence.addSteady([1], count: 20)
    let explained = FamilyPosterior.infer(evidence)
    #expect(explained.mean(0) > 0.64 && explained.mean(1) < 0.08)
  }

  @Test(arguments: [0, 0.03])
  func `exact mixtures agree with brute force, as far as a grid goes`(_ leak: Double) {
    var generator = Xoshiro256(seed: 11)
    for _ in 0..<6 {
      let evidence = randomFamily(&generator, causes: 2, observations: 9, leak: leak)
      let posterior = FamilyPosterior.infer(evidence)
      let grid = GridPosterior(evidence, size: 150)
      for variable in 0..<2 {
        #expect(abs(posterior.mean(variable) - grid.expectation { $0[variable] }) < 5e-3)
      }
      let silence = grid.expectation { (1 - $0[0]) * (1 - $0[1]) }
      let square = grid.expectation { pow((1 - $0[0]) * (1 - $0[1]), 2) }
      let moments = posterior.thetaMoments([0, 1])
      #expect(abs(posterior.silence([0, 1]) - silence) < 5e-3)
      #expect(abs(moments.standardDeviation - (square - silence * silence).squareRoot()) < 5e-3)
      let kept = 1 - leak
      let gain =
        binaryEntropy(kept * silence)
        - grid.expectation { binaryEntropy(kept * (1 - $0[0]) * (1 - $0[1])) }
      #expect(abs(posterior.gain([0, 1]).bits - gain) < 5e-3)
    }
  }

  @Test func `fractional weights agree with brute force on a grid`() {
    var generator = Xoshiro256(seed: 12)
    var errors: [Double] = []
    for round in 0..<12 {
      let leak = round % 2 == 0 ? 0 : 0.02
      let evidence = randomFamily(&generator, causes: 2, observations: 8, leak: leak) { 0.2 + 0.8 * $0.unit() }
      let posterior = FamilyPosterior.infer(evidence)
      let grid = GridPosterior(evidence, size: 150)
      for variable in 0..<2 { errors.append(abs(posterior.mean(variable) - grid.expectation { $0[variable] })) }
    }
    let figures = ErrorFigures(errors)
    print("fractional weights against a grid, posterior mean: \(figures)")
    #expect(figures.mean < 0.002 && figures.max < 0.01)
  }

  @Test(arguments: [1.0, 0.6]) func `the order of events does not matter, to the last bit`(_ weight: Double) {
    var generator = Xoshiro256(seed: 5)
    for _ in 0..<10 {
      let evidence = randomFamily(&generator, causes: 4, observations: 14, leak: 0.02) { _ in weight }
      var turned = evidence
      turned.positives.reverse()
      let one = FamilyPosterior.infer(evidence)
      let other = FamilyPosterior.infer(turned)
      for variable in 0..<4 { #expect(one.mean(variable) == other.mean(variable)) }
      #expect(one.gain([0, 1]).bits == other.gain([0, 1]).bits)
    }
  }

  @Test func `blocks that share no cause are inferred apart`() {
    var evidence = FamilyEvidence(prior: Array(repeating: Beta(1, 2), count: 6), leak: 0)
    for pair in [[0, 1], [2, 3], [4, 5]] { evidence.addDegraded(pair, count: 30) }
    let posterior = FamilyPosterior.infer(evidence)
    // Together they would have 31³ components, beyond the bound.
    #expect(posterior.mixtures.count == 3 && posterior.componentCount <= 93)
    let alone = FamilyPosterior.infer(
      FamilyEvidence(prior: [Beta(1, 2), Beta(1, 2)]).adding([0, 1], count: 30))
    #expect(abs(posterior.mean(2) - alone.mean(0)) < 1e-12)
    let product = alone.silence([0, 1])
    #expect(abs(posterior.silence([0, 1, 2, 3]) - product * product) < 1e-12)
  }

  @Test func `draws have the posterior's moments`() {
    let seed: UInt64 = 77
    var generator = Xoshiro256(seed: seed)
    var evidence = randomFamily(&generator, causes: 3, observations: 10, leak: 0.02)
    evidence.addDegraded([0, 1, 2], count: 2)
    let posterior = FamilyPosterior.infer(evidence)
    let draws = (0..<20_000).map { _ in posterior.draw(using: &generator) }
    for variables in [[0], [1], [0, 2], [0, 1, 2]] {
      let thetas = draws.map { FamilyPosterior.theta(variables, in: $0) }
      let mean = thetas.reduce(0, +) / Double(thetas.count)
      let moments = posterior.thetaMoments(variables)
      #expect(abs(mean - moments.mean) < 0.008, "seed \(seed), \(variables)")
      let interval = posterior.thetaInterval(variables)
      let held = Double(thetas.count { $0 >= interval.low && $0 <= interval.high }) / Double(thetas.count)
      #expect(abs(held - 0.9) < 0.012, "seed \(seed), \(variables): \(held)")
    }
  }

  @Test func `intervals of several causes are off by less than a hundredth`() {
    var errors: [Double] = []
    var generator = Xoshiro256(seed: 78)
    for _ in 0..<8 {
      let evidence = randomFamily(&generator, causes: 4, observations: 8, leak: 0.01)
      let posterior = FamilyPosterior.infer(evidence)
      let thetas = (0..<20_000).map { _ in FamilyPosterior.theta([0, 1, 2], in: posterior.draw(using: &generator)) }
        .sorted()
      let interval = posterior.thetaInterval([0, 1, 2])
      errors += [abs(interval.low - thetas[1000]), abs(interval.high - thetas[19_000])]
    }
    let figures = ErrorFigures(errors)
    print("ends of 90 % intervals over three causes against 20,000 draws: \(figures)")
    #expect(figures.mean < 0.01 && figures.max < 0.03)
  }
}

extension FamilyEvidence {
  func adding(_ variables: [Int], weight: Double = 1, count: Int = 1) -> FamilyEvidence {
    var copy = self
    copy.addDegraded(variables, weight: weight, count: count)
    return copy
  }
}
