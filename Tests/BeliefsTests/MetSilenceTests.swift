import Testing
import Vocabulary

@testable import Beliefs

@Suite("What was met")
struct MetSilenceTests {
  @Test(
    "how much another belief is tied to it is what the joint silence says", arguments: 1...10 as ClosedRange<UInt64>)
  func covariance(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    func below(_ bound: Int) -> Int { min(bound - 1, Int(generator.unit() * Double(bound))) }
    let causes = 3 + below(6)
    let priors = (0..<causes).map { _ in
      ThresholdPrior(
        low: 0.2 + generator.unit(), medium: 0.2 + generator.unit(), high: 0.2 + generator.unit(), never: 1.5)
    }
    var family = DoseFamily(priors: priors, leak: 0.02)
    // Ambiguous positives of two groups of causes, so that there may be several mixtures, merged units and plain ones.
    for _ in 0..<5 {
      let half = below(2) * (causes / 2)
      let members = Set((0..<1 + below(3)).map { _ in half + below(max(causes / 2, 1)) }).sorted()
      let dose = Dose.allCases[below(3)]
      if generator.unit() < 0.7 { family.addDegraded(members, at: dose) } else { family.addSteady(members, at: dose) }
    }
    let posterior = FamilyPosterior.infer(family.evidence)
    var tied = 0
    for _ in 0..<20 {
      let met = Set((0..<1 + below(3)).map { _ in below(causes) }).sorted()
      let asked = DoseFamily.variables(met, at: Dose.allCases[below(3)])
      let silence = MetSilence(posterior, asked)
      #expect(abs(silence.silence - posterior.silence(asked)) < 1e-12)
      for cause in 0..<causes {
        for dose in Dose.allCases {
          let variables = DoseFamily.variables(cause, at: dose)
          let own = posterior.silence(variables)
          let slow = posterior.jointSilence(variables, asked) - own * posterior.silence(asked)
          let fast = silence.covariance(variables, silence: own)
          #expect(abs(fast - slow) < 1e-12, "seed \(seed): \(cause) at \(dose) given \(asked)")
          if abs(slow) > 1e-9, !met.contains(cause) { tied += 1 }
        }
      }
    }
    print("seed \(seed): \(posterior.mixtures.count) mixtures, \(tied) tied by one of them alone")
  }
}
