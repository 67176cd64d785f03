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

  /// Thresholds as weakly known as those of a link that was never tested: half a run in all.
  private static let weak = [
    ThresholdPrior(low: 0.125, medium: 0.125, high: 0.125, never: 0.125),
    ThresholdPrior(low: 0.05, medium: 0.1, high: 0.1, never: 0.25),
    ThresholdPrior(low: 0.1, medium: 0.1, high: 0.15, never: 0.15),
    ThresholdPrior(low: 0.02, medium: 0.05, high: 0.2, never: 0.23),
  ]

  /// Means over the starts: runs and the share of right answers among those that were given.
  private func efforts(
    _ words: String, _ starts: [DoseFinding], courses: Int
  ) -> [DoseFinding.Way: (runs: Double, right: Double)] {
    var means: [DoseFinding.Way: (runs: Double, right: Double)] = [:]
    for (place, start) in starts.enumerated() {
      for way in DoseFinding.Way.allCases {
        let found = start.effort(by: way, courses: courses, seed: UInt64(100 + place))
        means[way, default: (0, 0)].runs += found.mean / Double(starts.count)
        means[way, default: (0, 0)].right += found.rightShare / (1 - found.openShare) / Double(starts.count)
      }
    }
    for way in DoseFinding.Way.allCases {
      print("\(words), \(way): mean runs \(means[way]?.runs ?? 0), right \(means[way]?.right ?? 0)")
    }
    return means
  }

  @Test("planned searches need fewer runs than escalating and halving to the same certainty, and are as often right")
  func effort() {
    let strong = efforts(
      "two runs' worth known", DoseFindingTests.priors.flatMap { [search($0, seed: 1), search($0, seed: 2)] },
      courses: 60)
    let planned = strong[.planned]?.runs ?? .infinity
    #expect(planned < 0.9 * (strong[.ladder]?.runs ?? 0))
    #expect(planned < 0.95 * (strong[.bisection]?.runs ?? 0))
    // The certainty asked for is 90 %.
    #expect((strong[.planned]?.right ?? 0) > 0.85)

    let weak = efforts(
      "half a run's worth known",
      DoseFindingTests.weak.flatMap {
        [search($0), search($0, degraded: [.high]), search($0, steady: [.high], degraded: [.medium, .high])]
      }, courses: 60)
    #expect((weak[.planned]?.runs ?? .infinity) < 0.92 * (weak[.ladder]?.runs ?? 0))
    #expect((weak[.planned]?.runs ?? .infinity) < (weak[.bisection]?.runs ?? 0))
    #expect((weak[.planned]?.right ?? 0) > 0.85)
  }

  @Test("ways are compared course by course: with itself a way has no lead, and leads are opposite")
  func leads() {
    let start = search(DoseFindingTests.weak[1])
    let planned = start.effort(by: .planned, courses: 30)
    let halving = start.effort(by: .bisection, courses: 30)
    #expect(planned.lead(over: planned) == (0, 0))
    #expect(start.effort(by: .planned, courses: 30) == planned)
    let (lead, back) = (planned.lead(over: halving), halving.lead(over: planned))
    #expect(abs(lead.mean + back.mean) < 1e-12 && abs(lead.halfWidth - back.halfWidth) < 1e-12)
    #expect(abs(lead.mean - (halving.mean - planned.mean)) < 1e-9)
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
