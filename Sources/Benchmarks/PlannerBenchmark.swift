import ArgumentParser
import Beliefs
import Foundation
import Planner
import SystemModel
import Vocabulary

/// `faultbook-bench planner`: the complete ranking of a large system, every component and link × class × dose.
struct PlannerBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planner",
    abstract: "Ranks every experiment of a large synthetic system.",
    discussion: """
      Shapes of call graph × two priors: with the smaller mean cascades die out, with the larger one they run through the
      system. Wall time and processor time of this process: on a machine with other work the second says more.
      """)

  @Option(help: "Components.")
  var components = 10_000
  @Option(help: "Calls.")
  var calls = 50_000
  @Option(help: "Only this shape: tiered, acyclic or cyclic.")
  var shape: String?
  @Option(help: "Only this mean of the prior of propagation, of the strongest class at high.")
  var mean: Double?
  @Option(help: "Seed of the systems and of the worlds.")
  var seed: UInt64 = 1

  func run() throws {
    for shape in SyntheticSystem.Shape.allCases where self.shape == nil || self.shape == shape.rawValue {
      let system = SyntheticSystem(shape, components: components, calls: calls, seed: seed)
      let model = PlannerBenchmark.model(of: system)
      for mean in mean.map({ [$0] }) ?? [0.15, 0.33] {
        let graph = model.graph
        let networks = { @Sendable (faultClass: FaultClass, dose: Dose) in
          PlannerBenchmark.network(graph, mean * PlannerBenchmark.share(faultClass, dose), leak: 0.02)
        }
        let planner = Planner(
          model: model, networks: networks, policy: Policy(), history: RunHistory(),
          now: Timestamp(seconds: 0), seed: seed, position: 1)
        var plan: Plan?
        let processor = clock()
        let wall = seconds { plan = planner.propose(PlanRequest(top: 10, environment: "staging")) }
        let used = Double(clock() - processor) / Double(CLOCKS_PER_SEC)
        guard let plan, let best = plan.proposals.first else { continue }
        print(
          "\(shape), mean θ \(mean): \(grouped(Double(plan.candidates))) candidates in \(decimals(wall)) s,",
          "\(decimals(used)) s of processor; best \(decimals(best.bits)) ± \(decimals(best.standardError)) bits,",
          plan.isSettled ? "order settled" : "order within chance")
        fflush(nil)
      }
    }
  }

  private func decimals(_ value: Double) -> String { String(format: "%.2f", value) }

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

  /// Classes and doses differ, as they do in a book: the mean of the first class at high, and less of the others.
  private static func share(_ faultClass: FaultClass, _ dose: Dose) -> Double {
    let byDose = dose == .low ? 0.5 : dose == .medium ? 0.8 : 1
    return byDose * (1 - 0.05 * Double(faultClass.index))
  }

  private static func network(_ graph: SystemGraph, _ mean: Double, leak: Double) -> PropagationNetwork {
    let prior = Beta(3 * mean, 3 * (1 - mean))
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
