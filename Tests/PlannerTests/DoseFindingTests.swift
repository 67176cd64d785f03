import Beliefs
import Foundation
import Testing
import Vocabulary

@testable import Planner

@Suite("Dose finding")
struct DoseFindingTests {
  private static let priors = [
    ThresholdPrior(low: 0.5, medium: 0.5, high: 0.5, never: 0.5),
    ThresholdPrior(low: 0.3, medium: 0.4, high: 0.8, never: 2),
    ThresholdPrior(low: 1.5, medium: 0.5, high: 0.4, never: 0.6),
    ThresholdPrior(low: 0.2, medium: 1.2, high: 0.6, never: 0.5),
  ]

  private func search(_ prior: ThresholdPrior, seed: UInt64 = 1, steady: [Dose] = [], degraded: [Dose] = [])
    -> DoseFinding
  {
    var family = DoseFamily(priors: [prior], leak: 0.02)
    for dose in steady { family.addSteady([0], at: dose) }
    for dose in degraded { family.addDegraded([0], at: dose) }
    return DoseFinding(
      FamilyPosterior.infer(family.evidence),
      variables: Dictionary(uniqueKeysWithValues: Dose.allCases.map { ($0, DoseFamily.variables(0, at: $0)) }),
      leak: 0.02,
      seed: seed)
  }

  @Test("planned searches need fewer runs than escalating and halving to the same certainty, and are as often right")
  func effort() {
    var sums: [DoseFinding.Way: (runs: Double, right: Double)] = [:]
    for (place, prior) in DoseFindingTests.priors.enumerated() {
      for seed in 1...2 as ClosedRange<UInt64> {
        let start = search(prior, seed: seed)
        for way in DoseFinding.Way.allCases {
          let found = start.effort(by: way, courses: 40, seed: 100 + seed)
          sums[way, default: (0, 0)].runs += found.mean
          sums[way, default: (0, 0)].right += found.rightShare / (1 - found.openShare)
          print("prior \(place) seed \(seed) \(way): \(found)")
        }
      }
    }
    let count = Double(2 * DoseFindingTests.priors.count)
    for way in DoseFinding.Way.allCases {
      print("\(way): mean runs \((sums[way]?.runs ?? 0) / count), right \((sums[way]?.right ?? 0) / count)")
    }
    let planned = sums[.planned]?.runs ?? .infinity
    #expect(planned < 0.9 * (sums[.ladder]?.runs ?? 0))
    #expect(planned < 0.95 * (sums[.bisection]?.runs ?? 0))
    // The certainty asked for is 90 %.
    #expect((sums[.planned]?.right ?? 0) / count > 0.85)
  }

  @Test("what is believed of the breaking dose adds up, follows the evidence, and ends the search")
  func standing() {
    var open = search(DoseFindingTests.priors[0])
    #expect(abs(open.standing.values.reduce(0, +) - 1) < 1e-9)
    #expect(open.answer == nil && open.next() != nil)
    let before = open.standing
    open.observe(.medium, isDegraded: true)
    #expect(open.runs == 1)
    #expect((open.standing[nil] ?? 1) < (before[nil] ?? 0))
    #expect((open.standing[.low] ?? 0) + (open.standing[.medium] ?? 0) > (before[.low] ?? 0) + (before[.medium] ?? 0))
    for _ in 0..<30 { open.observe(.low, isDegraded: false) }
    for _ in 0..<30 { open.observe(.medium, isDegraded: true) }
    #expect(open.answer == .some(.medium))
    #expect(open.next() == nil)
    for dose in Dose.allCases { #expect(open.bits(dose) < 0.05) }

    let known = search(
      DoseFindingTests.priors[0], steady: Array(repeating: .high, count: 30), degraded: [])
    #expect(known.answer == .some(nil), "nothing breaks it")
  }

  @Test("the runs that the draws tell of are those of the exact posterior")
  func posterior() {
    // θ_high alone is Beta(1.5, 0.5): P(θ ≥ 1/2), and the same after two steady runs.
    func above(_ beta: Beta) -> Double {
      let steps = 20_000
      var (part, whole) = (0.0, 0.0)
      for step in 0..<steps {
        let x = (Double(step) + 0.5) / Double(steps)
        let density = pow(x, beta.alpha - 1) * pow(1 - x, beta.beta - 1)
        whole += density
        if x >= 0.5 { part += density }
      }
      return part / whole
    }
    let prior = ThresholdPrior(low: 0.5, medium: 0.5, high: 0.5, never: 0.5)
    let family = DoseFamily(priors: [prior], leak: 0)
    var found = DoseFinding(
      FamilyPosterior.infer(family.evidence), variables: [.high: DoseFamily.variables(0, at: .high)], leak: 0)
    #expect(abs((found.standing[.high] ?? 0) - above(Beta(1.5, 0.5))) < 0.03)
    found.observe(.high, isDegraded: false)
    found.observe(.high, isDegraded: false)
    #expect(abs((found.standing[.high] ?? 0) - above(Beta(1.5, 2.5))) < 0.04)
    #expect(found.doses == [.high])
  }
}
