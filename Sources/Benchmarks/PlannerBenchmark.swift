import Beliefs
import Planner
import SystemModel
import Vocabulary

/// How long the complete ranking of a large system takes: 10,000 components, 50,000 calls, every component and link × class × dose.
///
/// Three shapes, two priors: with the smaller one cascades die out, with the larger one they run through the tiers. Prints wall
/// times; an assertion on them would measure the machine.
enum PlannerBenchmark {
  static func run(components: Int = 10_000, calls: Int = 50_000, seed: UInt64 = 1) {
    for shape in SyntheticSystem.Shape.allCases {
      let system = SyntheticSystem(shape, components: components, calls: calls, seed: seed)
      let model = model(of: system)
      for prior in [Beta(1, 5), Beta(1, 2)] {
        let clock = ContinuousClock()
        let start = clock.now
        let network = network(model.graph, prior, leak: 0.02)
        let built = clock.now
        let planner = Planner(
          model: model, networks: { _, _ in network }, policy: Policy(), history: RunHistory(),
          now: Timestamp(seconds: 0), seed: seed, position: 1)
        let plan = planner.propose(PlanRequest(top: 10, environment: "staging"))
        let done = clock.now
        let best = plan.proposals.first
        print(
          "planner \(shape) mean θ \(prior.mean): network \(built - start), \(plan.candidates) candidates ranked in",
          "\(done - built), settled \(plan.isSettled), best \(best?.bits ?? 0) ± \(best?.standardError ?? 0) bits")
      }
    }
  }

  private static func model(of system: SyntheticSystem) -> SystemModel {
    var model = SystemModel()
    func name(_ index: Int) -> String { "c\(index)" }
    var position: Int64 = 0
    for call in system.calls {
      position += 1
      let declared = DependencyDeclared(
        dependency: Dependency(caller: name(call.caller), callee: name(call.callee)), mode: .sync)
      model.apply(.dependencyDeclared(declared), at: Timestamp(seconds: 0), position: position)
    }
    let called = Set(system.calls.map(\.callee))
    let entry = (0..<system.components).filter { !called.contains($0) }.prefix(200).map(name)
    let journeys = entry.isEmpty ? [name(0)] : entry
    for (index, entry) in journeys.enumerated() {
      position += 1
      let declared = JourneyDeclared(journey: "j\(index)", entry: [entry], criticality: 1 / Double(1 + index % 4))
      model.apply(.journeyDeclared(declared), at: Timestamp(seconds: 0), position: position)
    }
    return model
  }

  private static func network(_ graph: SystemGraph, _ prior: Beta, leak: Double) -> PropagationNetwork {
    var edges: [PropagationNetwork.Edge] = []
    var families: [FamilyPosterior?] = []
    for node in graph.nodes.indices {
      let causes = graph.callees(of: node)
      for (variable, cause) in causes.enumerated() {
        edges.append(PropagationNetwork.Edge(cause: cause, effect: node, variables: [variable]))
      }
      let evidence = FamilyEvidence(prior: causes.map { _ in prior }, leak: leak)
      families.append(causes.isEmpty ? nil : FamilyPosterior.infer(evidence))
    }
    return PropagationNetwork(nodes: graph.nodes, edges: edges, families: families, leak: leak)
  }
}
