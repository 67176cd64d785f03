import Beliefs
import Foundation
import Planner
import SystemModel
import Testing
import Vocabulary

/// The objectives beside information, against the enumeration of every outcome of an experiment on small systems: each outcome's
/// probability from the present means, each family inferred anew after it.
@Suite("Objectives")
struct ObjectiveTests {
  @Test("prediction is what the next meetings of all beliefs become less uncertain by, outcome by outcome")
  func prediction() throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      var scene = randomScene(seed, nodes: 5, calls: 6)
      scene.leak = seed % 2 == 0 ? 0 : 0.03
      let world = OutcomeEnumeration(scene)
      var request = PlanRequest(top: 200, environment: "staging", objective: .prediction)
      request.dose = .high
      let plan = scene.plan(request)
      for proposal in plan.proposals where proposal.fault.kind.faultClass == .unavailable {
        guard case .component(let name) = proposal.target else { continue }
        // Three doses, all of one belief here.
        let expected = 3 * world.predictionBits(target: name)
        #expect(
          abs(proposal.objectiveValue - expected) < 1e-6 + 1e-4 * expected, "seed \(seed), \(name): \(expected)")
        #expect(proposal.bits > 0 && proposal.objectiveValue < 3 * proposal.bits)
      }
    }
  }

  @Test("resilience is the expected fall of the journeys' variance, to first order, and ranks as the exact fall does")
  func resilience() throws {
    var errors: [Double] = []
    var ratios: [Double] = []
    var losses: [Double] = []
    for seed in 1...15 as ClosedRange<UInt64> {
      var scene = randomScene(seed, nodes: 6, calls: 7)
      scene.leak = seed % 2 == 0 ? 0 : 0.03
      let callers = scene.model.graph.nodes.filter { node in
        scene.model.graph.index(node).map { scene.model.graph.callers(of: $0).isEmpty } ?? false
      }
      for (place, node) in callers.enumerated() { scene.journey("of \(node.name)", [node.name], place == 0 ? 1 : 0.4) }
      let faults = BeliefInputs(ledger: EvidenceLedger(), model: scene.model, now: scene.now).weighedFaults
      let world = OutcomeEnumeration(scene)
      var request = PlanRequest(
        top: 500, environment: "staging", objective: .resilience(of: scene.model, under: faults))
      request.dose = .high
      let plan = scene.plan(request)
      var found: [(value: Double, exact: Double)] = []
      for proposal in plan.proposals where proposal.fault.kind.faultClass == .unavailable {
        guard case .component(let name) = proposal.target else { continue }
        let shares = faults.filter { $0.faultClass == .unavailable }.map { ($0.component, $0.share) }
        let (first, exact) = world.varianceReduction(target: name, shares)
        errors.append(abs(proposal.objectiveValue - first) / first)
        ratios.append(first / exact)
        found.append((proposal.objectiveValue, exact))
      }
      let best = found.map(\.exact).max() ?? 0
      let chosen = found.max { $0.value < $1.value }?.exact ?? 0
      if best > 0 { losses.append(1 - chosen / best) }
    }
    print("resilience: error of the first order, mean \(mean(errors)) max \(errors.max() ?? 0)")
    print("  first order over exact: mean \(mean(ratios)), from \(ratios.min() ?? 0) to \(ratios.max() ?? 0)")
    print("  what the first choice loses of the best: mean \(mean(losses)), max \(losses.max() ?? 0)")
    #expect(errors.count > 30)
    #expect(mean(errors) < 0.02 && errors.max() ?? 1 < 0.15)
    #expect(mean(losses) < 0.02)
  }

  @Test("hypothesis is the information about the intent's fate; what cannot tell of it is worth nothing")
  func hypothesis() throws {
    var scene = Scene()
    scene.call("front", "cart", Beta(1, 1))
    scene.call("cart", "db", Beta(2, 3))
    scene.call("front", "ads", Beta(1, 1))
    let subject = PredictionAim.Subject(node: .component("front"), weight: 1)
    let fault = PredictionAim.Fault(target: .component("cart"), faultClass: .unavailable, share: 1)
    let aim = PredictionAim(subjects: [subject], faults: [fault], dose: .high, measure: .bits)
    let request = PlanRequest(top: 200, environment: "staging", objective: .hypothesis("calm", aim))
    let plan = scene.plan(request)
    #expect(plan.objective.name == "hypothesis:calm")
    // One belief of Beta(1, 1): afterwards 2/3 or 1/3, I = 1 − h(1/3).
    let direct = try #require(plan.proposal(on: "cart", "compute.kill"))
    let third = 1.0 / 3
    let expected = 1 + third * log2(third) + 2 * third * log2(2 * third)
    #expect(abs(direct.objectiveValue - expected) < 1e-3)
    // A fault on db meets front only where cart falls.
    let further = try #require(plan.proposal(on: "db", "compute.kill"))
    #expect(abs(further.objectiveValue - 0.4 * expected) < 1e-3)
    #expect(plan.proposal(on: "ads", "compute.kill") == nil)
    #expect(plan.proposals.allSatisfy { $0.fault.kind.faultClass == .unavailable })
    #expect(plan.proposals.first?.target == .component("cart"))
  }

  @Test("an intent about a link is served by a fault on it as by one on its callee")
  func link() throws {
    var scene = Scene()
    scene.call("front", "cart", Beta(1, 1))
    scene.call("other", "cart", Beta(1, 1))
    let link = Target.dependency(Dependency(caller: "front", callee: "cart"))
    let aim = PredictionAim(
      subjects: [PredictionAim.Subject(node: .component("front"), weight: 1)],
      faults: [PredictionAim.Fault(target: link, faultClass: .unavailable, share: 1)], dose: .high, measure: .bits)
    let plan = scene.plan(PlanRequest(top: 50, environment: "staging", objective: .hypothesis("calm", aim)))
    let onLink = try #require(plan.proposal(on: link, "net.partition"))
    let onCallee = try #require(plan.proposal(on: "cart", "compute.kill"))
    #expect(abs(onLink.objectiveValue - onCallee.objectiveValue) < 1e-6)
    #expect(onLink.objectiveValue > 0.08)
  }

  @Test("in a batch a second look at the same thing adds less, under every objective")
  func batches() throws {
    var scene = randomScene(4, nodes: 6, calls: 8)
    scene.journey("of all", ["s0", "s1"], 1)
    let faults = BeliefInputs(ledger: EvidenceLedger(), model: scene.model, now: scene.now).weighedFaults
    for objective in [PlanObjective.prediction, .resilience(of: scene.model, under: faults)] {
      let batch = scene.plan(PlanRequest(batch: 6, environment: "staging", objective: objective))
      let alone = scene.plan(PlanRequest(top: 500, environment: "staging", objective: objective))
      #expect(batch.proposals.count == 6)
      for one in batch.proposals {
        let same = try #require(alone.proposals.first { $0.id == one.id })
        #expect(one.objectiveValue <= same.objectiveValue * 1.0001)
      }
    }
  }

  @Test("the product of two silences has the mean that draws have")
  func joint() {
    var generator = Xoshiro256(seed: 5)
    for round in 0..<6 {
      let prior = ThresholdPrior(low: 0.6, medium: 0.5, high: 0.7, never: 1.4)
      var family = DoseFamily(priors: [prior, prior, prior], leak: 0.02)
      if round > 0 { family.addDegraded([0, 1], at: .medium) }
      if round > 1 { family.addSteady([0], at: .low) }
      if round > 2 { family.addDegraded([1, 2], at: .high) }
      if round > 3 { family.addDegraded([0], at: .high) }
      if round > 4 { family.addSteady([1], at: .high) }
      let posterior = FamilyPosterior.infer(family.evidence)
      let one = DoseFamily.variables([0, 1], at: .medium)
      for other in [
        DoseFamily.variables(0, at: .low), DoseFamily.variables(1, at: .high), DoseFamily.variables(2, at: .medium),
      ] {
        var sum = 0.0
        let count = 40_000
        for _ in 0..<count {
          let draw = posterior.draw(using: &generator)
          sum += (1 - FamilyPosterior.theta(one, in: draw)) * (1 - FamilyPosterior.theta(other, in: draw))
        }
        #expect(abs(sum / Double(count) - posterior.jointSilence(one, other)) < 0.012, "round \(round)")
      }
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
}

/// Every outcome of an experiment on a small acyclic system of plain Betas.
private struct OutcomeEnumeration {
  let graph: SystemGraph
  let leak: Double
  /// By node, its callees in order, and the beliefs about them.
  let causes: [[Int]]
  let priors: [[Beta]]
  /// Callees before callers.
  let order: [Int]
  let criticality: [Double]

  init(_ scene: Scene) {
    let graph = scene.model.graph
    self.graph = graph
    leak = scene.leak
    causes = graph.nodes.indices.map { graph.callees(of: $0) }
    priors = graph.nodes.indices.map { node in
      graph.callees(of: node).map {
        scene.beliefs[Scene.Belief(cause: graph.nodes[$0], effect: graph.nodes[node])] ?? scene.prior
      }
    }
    var order: [Int] = []
    while order.count < graph.nodes.count {
      let settled = order
      order += graph.nodes.indices.filter { node in
        !settled.contains(node) && graph.callees(of: node).allSatisfy(settled.contains)
      }
    }
    self.order = order
    criticality = graph.criticality
  }

  /// By outcome: its probability and the means of all beliefs after it.
  private func outcomes(of target: Int) -> [(probability: Double, means: [[Double]])] {
    let now = priors.map { $0.map(\.mean) }
    var open: [(probability: Double, degraded: Set<Int>, means: [[Double]])] = [(1, [target], now)]
    for node in order where node != target && !causes[node].isEmpty {
      var next: [(probability: Double, degraded: Set<Int>, means: [[Double]])] = []
      for state in open {
        let active = causes[node].indices.filter { state.degraded.contains(causes[node][$0]) }
        guard !active.isEmpty else {
          next.append(state)
          continue
        }
        let steady = (1 - leak) * active.reduce(1) { $0 * (1 - priors[node][$1].mean) }
        for isDegraded in [true, false] {
          var evidence = FamilyEvidence(prior: priors[node], leak: leak)
          if isDegraded { evidence.addDegraded(active) } else { evidence.addSteady(active) }
          let after = FamilyPosterior.infer(evidence)
          var changed = state
          changed.probability *= isDegraded ? 1 - steady : steady
          if isDegraded { changed.degraded.insert(node) }
          changed.means[node] = causes[node].indices.map { after.mean($0) }
          next.append(changed)
        }
      }
      open = next
    }
    return open.map { ($0.probability, $0.means) }
  }

  func predictionBits(target: String) -> Double {
    guard let target = graph.index(.component(target)) else { return 0 }
    func entropy(_ mean: Double) -> Double {
      let silent = (1 - leak) * (1 - mean)
      return [silent, 1 - silent].reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
    }
    func total(_ means: [[Double]]) -> Double { means.joined().reduce(0) { $0 + entropy($1) } }
    let before = total(priors.map { $0.map(\.mean) })
    return before - outcomes(of: target).reduce(0) { $0 + $1.probability * total($1.means) }
  }

  /// Σ criticality · Var over the outcomes of R after each: its first-order part, and all of it.
  func varianceReduction(target: String, _ shares: [(String, Double)]) -> (first: Double, exact: Double) {
    guard let target = graph.index(.component(target)) else { return (0, 0) }
    let now = priors.map { $0.map(\.mean) }
    let found = outcomes(of: target)
    var first = 0.0
    var exact = 0.0
    for journey in graph.nodes.indices where graph.nodes[journey].kind == .journey {
      let here = damage(journey, now, shares)
      var slopes = now
      for node in now.indices {
        for place in now[node].indices {
          var (low, high) = (now, now)
          low[node][place] = 0
          high[node][place] = 1
          slopes[node][place] = damage(journey, high, shares) - damage(journey, low, shares)
        }
      }
      for outcome in found {
        var linear = 0.0
        for node in now.indices {
          for place in now[node].indices {
            linear += slopes[node][place] * (outcome.means[node][place] - now[node][place])
          }
        }
        first += criticality[journey] * outcome.probability * linear * linear
        let moved = damage(journey, outcome.means, shares) - here
        exact += criticality[journey] * outcome.probability * moved * moved
      }
    }
    return (first, exact)
  }

  /// Σ share · P(journey degrades), by going over which calls are live.
  private func damage(_ journey: Int, _ means: [[Double]], _ shares: [(String, Double)]) -> Double {
    let starts = shares.compactMap { name, share in graph.index(.component(name)).map { ($0, share) } }
    // P(trouble at the start reaches a node), in order; exact over the joint states of the nodes so far.
    return starts.reduce(0) { sum, start in
      var states: [(Set<Int>, Double)] = [([start.0], 1)]
      for node in order where node != start.0 && !causes[node].isEmpty {
        var next: [Set<Int>: Double] = [:]
        for (degraded, probability) in states {
          let silent = causes[node].indices.reduce(1.0) {
            degraded.contains(causes[node][$1]) ? $0 * (1 - means[node][$1]) : $0
          }
          if silent < 1 { next[degraded.union([node]), default: 0] += probability * (1 - silent) }
          if silent > 0 { next[degraded, default: 0] += probability * silent }
        }
        states = next.map { ($0.key, $0.value) }
      }
      return sum + start.1 * states.reduce(0) { $1.0.contains(journey) ? $0 + $1.1 : $0 }
    }
  }
}
