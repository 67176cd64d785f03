import Foundation
import Testing
import Vocabulary

@testable import Beliefs

@Suite("How far beliefs move")
struct MoveTests {
  @Test(
    arguments: [(Beta(2, 3), Beta(1, 1)), (Beta(2.5, 0.8), Beta(0.7, 0.9)), (Beta(0.5, 4), Beta(3, 2))])
  func `the divergence of two Betas is the integral that it stands for`(_ after: Beta, _ before: Beta) {
    // Midpoints of equal probability under `after`.
    let count = 20_000
    var sum = 0.0
    for place in 0..<count {
      let x = after.quantile((Double(place) + 0.5) / Double(count))
      func logDensity(_ beta: Beta) -> Double {
        (beta.alpha - 1) * log(x) + (beta.beta - 1) * log1p(-x) - logBeta(beta.alpha, beta.beta)
      }
      sum += logDensity(after) - logDensity(before)
    }
    #expect(abs(after.divergence(from: before) - sum / Double(count)) < 0.002)
    #expect(after.divergence(from: after) == 0)
  }

  /// What was seen before: nothing, or steady and degraded at doses, each so many times.
  static let pasts: [[(dose: Dose, isDegraded: Bool, count: Int)]] =
    [[]] + Dose.allCases.flatMap { dose in [[(dose, false, 1)], [(dose, true, 1)], [(dose, true, 3)]] }
    + [[(.high, true, 3), (.medium, false, 1)], [(.low, false, 2), (.high, true, 2)]]

  @Test(arguments: Dose.allCases, [true, false])
  func `one clear observation moves a belief by the bits that it delivers, whatever was seen before`(
    _ dose: Dose, _ isDegraded: Bool
  ) {
    let prior = ThresholdPrior(low: 0.225, medium: 0.075, high: 0.075, never: 0.125)
    for leak in [0, 0.02] {
      for past in MoveTests.pasts {
        var family = DoseFamily(priors: [prior], leak: leak)
        func see(_ dose: Dose, _ isDegraded: Bool, _ count: Int) {
          if isDegraded {
            family.addDegraded([0], at: dose, count: count)
          } else {
            family.addSteady([0], at: dose, count: count)
          }
        }
        for one in past { see(one.dose, one.isDegraded, one.count) }
        let before = FamilyPosterior.infer(family.evidence)
        see(dose, isDegraded, 1)
        let after = FamilyPosterior.infer(family.evidence)
        let observation = FamilyObservation(DoseFamily.variables(0, at: dose), isDegraded: isDegraded)
        let (nats, _) = after.divergence(ofCause: 0, from: before, cause: 0)
        let delivered = before.deliveredBits(observation)
        // Where doses are told apart after an ambiguous observation both figures rest on Betas of the first two moments.
        #expect(abs(nats / ln2 - delivered) < 0.05 + 0.25 * delivered, "leak \(leak), after \(past)")
      }
    }
  }

  @Test func `an account says of the last run that it moved the belief by what the book moved`() {
    let scene = Scene("web>cart web>db cart>db top>web", journeys: ["shop": ["web"]])
    let runs = [
      scene.run(1, on: .component("db"), "cart- web- j:shop+"), scene.run(2, on: .component("db"), "cart+ web-"),
      scene.run(3, on: .component("cart"), "web- top- j:shop-"),
      scene.run(4, on: .component("db"), "cart- web- top? j:shop-"),
    ]
    let (before, after) = (scene.book(Array(runs.dropLast())), scene.book(runs))
    let moves = after.moves(since: before).beliefs.filter { $0.change == .moved }
    var compared = 0
    for move in moves {
      let account =
        move.symptom.map { after.account(of: $0, move.cause, move.key) }
        ?? after.account(of: move.cause, move.key, dose: move.dose ?? .high)
      guard let last = account?.testimonies.last, last.contribution.stream == runs[3].stream else { continue }
      #expect(abs(last.moved - move.bits) < 1e-6, "\(move.id): \(last.moved) against \(move.bits)")
      compared += 1
    }
    #expect(compared > 4)
  }

  @Test func `a run moves the families that it touches, and the bits are those of the run where one cause could do it`()
  {
    let scene = Scene("web>cart cart>db", journeys: ["shop": ["web"]])
    let first = scene.run(1, on: .component("db"), "cart- web+")
    let second = scene.run(2, on: .component("db"), "cart-")
    let before = scene.book([first])
    let after = scene.book([first, second])
    let moves = after.moves(since: before)
    let calls = moves.beliefs.filter { $0.kind == .propagation }
    #expect(calls.map(\.id) == ["propagation:db>cart@latency"])
    let delivered = before.delivered(by: RunEvidence(second, in: scene.graph), stream: second.stream)
    #expect(abs(calls[0].bits - delivered.propagationBits) < 0.02)
    #expect(after.moves(since: after).beliefs.isEmpty && before.moves(since: before).leakBits == 0)
  }

  @Test func `what moved is the same whichever way a state was reached`() {
    let scene = Scene("web>cart cart>db web>user", journeys: ["shop": ["web"]])
    let runs = [
      scene.run(1, on: .component("db"), "cart- web+"), scene.run(2, on: .component("cart"), "web- db+"),
      scene.run(3, on: nil, "web- cart+ db+ user+", fault: "none"),
    ]
    let before = scene.book([runs[0]])
    var step = before
    for run in runs.dropFirst() { step = step.recording(RunEvidence(run, in: scene.graph), stream: run.stream) }
    let one = scene.book(runs).moves(since: before)
    let other = step.moves(since: before)
    #expect(one.beliefs == other.beliefs)
    #expect(one.leakBits > 0 && one.leakBits == other.leakBits)
  }

  @Test func `beliefs without evidence move with their group's prior, and traces move one`() throws {
    let scene = Scene("web>cart cart>db web>user")
    let before = scene.book([])
    var inputs = before.inputs
    let group = BeliefGroup(.call(mode: .sync, isGuarded: false), .latency)
    inputs.priors = GroupPriors(
      fitted: [group: ThresholdPrior(low: 1, medium: 1, high: 1, never: 1)], position: 7, runs: 5)
    let moves = BeliefBook(inputs).moves(since: before)
    #expect(moves.beliefs.count == 3 && moves.beliefs.allSatisfy { !$0.isTested && $0.bits > 0.1 })

    var seen = scene
    seen.apply(
      .dependencyObserved(
        DependencyObserved(
          dependency: Dependency(caller: "web", callee: "cart"), mode: .sync, from: Scene.start, to: Scene.start,
          calls: 100, errors: 20, propagatedErrors: 15, maskedErrors: 5)))
    let moved = seen.book([]).moves(since: before, untested: [.component("web")]).beliefs
    #expect(moved.map(\.id) == ["propagation:cart>web@errors"])
  }

  @Test func `a call that becomes known appears, and is no bits`() {
    let moves = Scene("web>cart web>user").book([]).moves(since: Scene("web>cart").book([])).beliefs
    #expect(moves.count == FaultClass.allCases.count)
    #expect(moves.allSatisfy { $0.change == .appeared && $0.cause == .call("user") && $0.bits == 0 })
  }
}
