import Beliefs
import Foundation
import Planner
import SystemModel
import Testing
import Vocabulary

/// The planner's half of the exact reference: the gain of every target of small systems with evidence. The other half, the
/// posterior, is tested with the beliefs.
@Suite("Oracle gain")
struct OracleGainTests {
  @Test("the gain is within 2 % of the best on average, and the first choice loses at most 1 % of it")
  func gain() throws {
    let (source, cases) = try OracleSystem.load()
    var errors: [Double] = []
    var regrets: [Double] = []
    var predictions: [Double] = []
    for entry in cases {
      let plan = entry.system.plan()
      let best = entry.expected.experiments.map(\.bits).max() ?? 0
      var found: [String: Double] = [:]
      for experiment in entry.expected.experiments {
        let proposal = plan.proposal(on: experiment.target, "compute.kill")
        found[experiment.target] = proposal?.objectiveValue ?? 0
        errors.append(abs((proposal?.objectiveValue ?? 0) - experiment.bits) / max(best, 1e-12))
        for (node, probability) in experiment.predicted {
          let own = proposal?.predicted.first { $0.node == .component(node) }?.probability ?? 0
          predictions.append(abs(own - probability))
        }
      }
      let chosen = entry.expected.experiments.max { found[$0.target] ?? 0 < found[$1.target] ?? 0 }
      regrets.append((best - (chosen?.bits ?? 0)) / max(best, 1e-12))
    }
    print("\(cases.count) cases of \(source)")
    print("  information gain, error / best: \(figures(errors))")
    print("  regret of the first choice:     \(figures(regrets))")
    print("  predicted probability, error:   \(figures(predictions))")
    #expect(mean(errors) <= 0.02)
    #expect(mean(regrets) <= 0.01)
    #expect(mean(predictions) <= 0.005)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }

  private func figures(_ values: [Double]) -> String {
    let sorted = values.sorted()
    let p95 = sorted.isEmpty ? 0 : sorted[Int(0.95 * Double(sorted.count - 1))]
    return String(format: "mean %.2g p95 %.2g max %.2g", mean(values), p95, sorted.last ?? 0)
  }
}

/// A case of the exact reference.
struct OracleSystem: Decodable {
  struct System: Decodable {
    struct Edge: Decodable {
      let cause: String
      let effect: String
      let alpha: Double
      let beta: Double
    }
    struct Run: Decodable {
      let target: String
      let active: [String]
    }
    let nodes: [String]
    let edges: [Edge]
    let leak: Double
    let observations: [Run]
  }
  struct Answers: Decodable {
    struct Experiment: Decodable {
      let target: String
      let bits: Double
      let predicted: [String: Double]
    }
    let experiments: [Experiment]
  }
  let system: System
  let expected: Answers

  private enum CodingKeys: String, CodingKey {
    case system = "case"
    case expected
  }

  /// The cases of the file that FAULTBOOK_ORACLE_CASES names, else of the fixtures.
  static func load() throws -> (source: String, cases: [OracleSystem]) {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let own = tests.appending(path: "BeliefsTests/Fixtures/oracle-cases.json")
    let path = ProcessInfo.processInfo.environment["FAULTBOOK_ORACLE_CASES"] ?? own.path()
    let data = try Data(contentsOf: URL(filePath: path))
    return (path, try JSONDecoder().decode([OracleSystem].self, from: data))
  }
}

extension OracleSystem.System {
  /// What the planner says of it, all targets ranked.
  func plan() -> Plan {
    var model = SystemModel()
    for (position, node) in nodes.enumerated() {
      model.apply(
        .componentDeclared(ComponentDeclared(component: node, kind: "service")), at: Timestamp(seconds: 0),
        position: Int64(position + 1))
    }
    for edge in edges {
      let call = Dependency(caller: edge.effect, callee: edge.cause)
      model.apply(
        .dependencyDeclared(DependencyDeclared(dependency: call, mode: .sync)), at: Timestamp(seconds: 0),
        position: model.position + 1)
    }
    let network = network(model.graph)
    let planner = Planner(
      model: model, networks: { _, _ in network }, policy: Policy(), history: RunHistory(),
      now: Timestamp(seconds: 0), seed: 1, position: model.position)
    return planner.propose(PlanRequest(top: 1000, environment: "test"))
  }

  private func network(_ graph: SystemGraph) -> PropagationNetwork {
    var links: [PropagationNetwork.Edge] = []
    var families: [FamilyPosterior?] = []
    for node in graph.nodes.indices {
      let name = graph.nodes[node].name
      let causes = graph.callees(of: node)
      let names = causes.map { graph.nodes[$0].name }
      for (variable, cause) in causes.enumerated() {
        links.append(PropagationNetwork.Edge(cause: cause, effect: node, variables: [variable]))
      }
      let priors = names.compactMap { cause in
        edges.first { $0.cause == cause && $0.effect == name }.map { Beta($0.alpha, $0.beta) }
      }
      var evidence = FamilyEvidence(prior: priors, leak: leak)
      for run in observations where run.target != name {
        let active = names.indices.filter { run.active.contains(names[$0]) }
        if active.isEmpty { continue }
        if run.active.contains(name) { evidence.addDegraded(active) } else { evidence.addSteady(active) }
      }
      families.append(causes.isEmpty ? nil : FamilyPosterior.infer(evidence))
    }
    return PropagationNetwork(nodes: graph.nodes, edges: links, families: families, leak: leak)
  }
}
