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

  @Test(arguments: Dose.allCases, [true, false])
  func `one clear observation moves a belief by the bits that it delivers`(_ dose: Dose, _ isDegraded: Bool) {
    let prior = ThresholdPrior(low: 0.225, medium: 0.075, high: 0.075, never: 0.125)
    for second in Dose.allCases {
      var family = DoseFamily(priors: [prior])
      family.addSteady([0], at: second, weight: 0.7)
      let before = FamilyPosterior.infer(family.evidence)
      if isDegraded {
        family.addDegraded([0], at: dose)
      } else {
        family.addSteady([0], at: dose)
      }
      let after = FamilyPosterior.infer(family.evidence)
      let observation = FamilyObservation(DoseFamily.variables(0, at: dose), isDegraded: isDegraded)
      let bits = after.divergence(ofCause: 0, from: before, cause: 0) / ln2
      // Over doses that are told apart the delivered bits take θ for a Beta, and a unit that fired is shared.
      let tolerance = dose <= second ? 1e-9 : isDegraded ? 0.1 : 0.03
      #expect(abs(bits - before.deliveredBits(observation)) < tolerance, "after steady at \(second)")
    }
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
