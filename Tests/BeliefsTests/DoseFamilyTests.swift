import Foundation
import Testing
import Vocabulary

@testable import Beliefs

@Suite("Doses as increments")
struct DoseFamilyTests {
  let prior = ThresholdPrior(low: 0.3, medium: 0.5, high: 0.4, never: 1.2)

  @Test(arguments: Dose.allCases) func `the increments make up the Dirichlet's own aggregate`(_ dose: Dose) {
    let posterior = FamilyPosterior.infer(DoseFamily(priors: [prior]).evidence)
    let variables = DoseFamily.variables(0, at: dose)
    let theta = prior.theta(dose)
    #expect(abs(posterior.mean(variables) - theta.mean) < 1e-14)
    #expect(abs(posterior.thetaMoments(variables).standardDeviation - theta.standardDeviation) < 1e-12)
    let interval = posterior.thetaInterval(variables)
    #expect(abs(interval.low - theta.quantile(0.05)) < 1e-9 && abs(interval.high - theta.quantile(0.95)) < 1e-9)
  }

  @Test(arguments: Dose.allCases) func `with one cause and one dose the posterior is the plain Beta`(_ dose: Dose) {
    var family = DoseFamily(priors: [prior])
    family.addDegraded([0], at: dose, weight: 0.8, count: 3)
    family.addSteady([0], at: dose, weight: 0.5, count: 4)
    let posterior = FamilyPosterior.infer(family.evidence)
    let theta = prior.theta(dose)
    let expected = Beta(theta.alpha + 2.4, theta.beta + 2)
    let found = posterior.summary(DoseFamily.variables(0, at: dose))
    #expect(posterior.componentCount == 0)
    #expect(abs(found.alpha - expected.alpha) < 1e-9 && abs(found.beta - expected.beta) < 1e-9)
  }

  @Test(arguments: [0, 0.02]) func `merging changes no answer at any dose`(_ leak: Double) {
    var generator = Xoshiro256(seed: 9)
    var gains: [Double] = []
    for _ in 0..<12 {
      var family = DoseFamily(priors: [prior, prior], leak: leak)
      // One dose a family: what merging is for.
      let dose: Dose = generator.unit() < 0.5 ? .medium : .high
      for _ in 0..<6 {
        let causes = randomSubset(&generator, of: 2)
        if generator.unit() < 0.5 {
          family.addDegraded(causes, at: dose)
        } else {
          family.addSteady(causes, at: dose)
        }
      }
      var apart = family.evidence
      apart.chains = []
      let merged = FamilyPosterior.infer(family.evidence)
      let full = FamilyPosterior.infer(apart, componentBound: 200_000)
      for asked in Dose.allCases {
        for causes in [[0], [1], [0, 1]] {
          let variables = DoseFamily.variables(causes, at: asked)
          let one = merged.thetaMoments(variables)
          let other = full.thetaMoments(variables)
          #expect(abs(one.mean - other.mean) < 1e-5)
          #expect(abs(one.standardDeviation - other.standardDeviation) < 1e-4)
          gains.append(abs(merged.gain(variables).bits - full.gain(variables).bits))
        }
      }
      for variable in 0..<6 {
        #expect(abs(merged.mean(variable) - full.mean(variable)) < 1e-5)
        #expect(abs(merged.standardDeviation(variable) - full.standardDeviation(variable)) < 1e-4)
      }
    }
    let figures = ErrorFigures(gains)
    print("gain from merged increments against the full mixture, leak \(leak), bits: \(figures)")
    #expect(figures.mean < 0.003 && figures.max < 0.01)
  }

  @Test func `draws of merged increments have their moments`() {
    var family = DoseFamily(priors: [prior])
    family.addDegraded([0], at: .high, count: 3)
    let posterior = FamilyPosterior.infer(family.evidence)
    var generator = Xoshiro256(seed: 21)
    let draws = (0..<20_000).map { _ in posterior.draw(using: &generator) }
    for dose in Dose.allCases {
      let variables = DoseFamily.variables(0, at: dose)
      let mean = draws.reduce(0) { $0 + FamilyPosterior.theta(variables, in: $1) } / Double(draws.count)
      #expect(abs(mean - posterior.mean(variables)) < 0.008)
    }
    for variable in 0..<3 {
      let mean = draws.reduce(0) { $0 + $1[variable] } / Double(draws.count)
      #expect(abs(mean - posterior.mean(variable)) < 0.01)
    }
  }

  @Test func `means rise with the dose and one dose teaches about the others`() {
    var generator = Xoshiro256(seed: 10)
    for _ in 0..<20 {
      var family = DoseFamily(priors: [prior, prior, prior], leak: 0.02)
      for _ in 0..<12 {
        let causes = randomSubset(&generator, of: 3)
        let dose = Dose.allCases[Int(generator.next() % 3)]
        if generator.unit() < 0.4 {
          family.addDegraded(causes, at: dose, weight: 0.4 + 0.6 * generator.unit())
        } else {
          family.addSteady(causes, at: dose, weight: 0.4 + 0.6 * generator.unit())
        }
      }
      let posterior = FamilyPosterior.infer(family.evidence)
      for cause in 0..<3 {
        let means = Dose.allCases.map { posterior.mean(DoseFamily.variables(cause, at: $0)) }
        #expect(means[0] <= means[1] && means[1] <= means[2])
      }
    }
    var steady = DoseFamily(priors: [prior])
    steady.addSteady([0], at: .high, count: 5)
    var broken = DoseFamily(priors: [prior])
    broken.addDegraded([0], at: .low, count: 5)
    let low = DoseFamily.variables(0, at: .low)
    let high = DoseFamily.variables(0, at: .high)
    #expect(FamilyPosterior.infer(steady.evidence).mean(low) < 0.5 * prior.theta(.low).mean)
    #expect(FamilyPosterior.infer(broken.evidence).mean(high) > prior.theta(.high).mean)
  }
}
