import Beliefs
import Testing
import Vocabulary

@Suite("Simulation-based calibration")
struct CalibrationTests {
  /// Talts et al. (2018): truths from the prior, runs from the truths; intervals from the runs must hold the truths as often as they say.
  @Test func `intervals of 90 % hold the truth 87 to 93 % of the time`() {
    let seed: UInt64 = 20_260_415
    var generator = Xoshiro256(seed: seed)
    let priors = [
      ThresholdPrior(low: 0.3, medium: 0.4, high: 0.5, never: 1.2),
      ThresholdPrior(low: 1, medium: 0.5, high: 0.5, never: 0.7),
      ThresholdPrior(low: 0.1, medium: 0.2, high: 0.4, never: 2),
    ]
    var held = 0
    var count = 0
    var heldTogether = 0
    var countTogether = 0
    while count < 2000 {
      let causes = 1 + Int(generator.next() % 3)
      let leak = [0, 0.02, 0.05][Int(generator.next() % 3)]
      let chosen = (0..<causes).map { _ in priors[Int(generator.next() % 3)] }
      var family = DoseFamily(priors: chosen, leak: leak)
      let truth = chosen.flatMap { prior in prior.increments.map { $0.sample(using: &generator) } }
      for _ in 0..<2 + Int(generator.next() % 7) {
        let active = randomSubset(&generator, of: causes)
        let dose = Dose.allCases[Int(generator.next() % 3)]
        let theta = FamilyPosterior.theta(DoseFamily.variables(active, at: dose), in: truth)
        if generator.unit() < (1 - leak) * (1 - theta) {
          family.addSteady(active, at: dose)
        } else {
          family.addDegraded(active, at: dose)
        }
      }
      let posterior = FamilyPosterior.infer(family.evidence, componentBound: 300)
      for dose in Dose.allCases {
        for cause in 0..<causes {
          let variables = DoseFamily.variables(cause, at: dose)
          let interval = posterior.thetaInterval(variables)
          let theta = FamilyPosterior.theta(variables, in: truth)
          if theta >= interval.low && theta <= interval.high { held += 1 }
          count += 1
        }
        if causes > 1 {
          let variables = DoseFamily.variables(Array(0..<causes), at: dose)
          let interval = posterior.thetaInterval(variables)
          let theta = FamilyPosterior.theta(variables, in: truth)
          if theta >= interval.low && theta <= interval.high { heldTogether += 1 }
          countTogether += 1
        }
      }
    }
    let share = Double(held) / Double(count)
    let shareTogether = Double(heldTogether) / Double(countTogether)
    print("90 % intervals hold the truth, seed \(seed): one cause \(share) of \(count)")
    print("  all causes together \(shareTogether) of \(countTogether)")
    #expect(share >= 0.87 && share <= 0.93)
    #expect(shareTogether >= 0.86 && shareTogether <= 0.94)
  }
}
