import Foundation
import Interchange
import SystemModel
import Vocabulary

/// Who calls whom, in a real or a drawn system, and which components users meet.
struct Topology: Sendable {
  let name: String
  let services: [(name: String, kind: String)]
  let calls: [(caller: String, callee: String)]

  /// Which components matter to users.
  enum Journeys: String, CaseIterable, Sendable {
    /// A journey of criticality 1 from every component that nobody calls.
    case all
    /// One journey of criticality 1, on a fifth to a half of the components; the others serve none.
    case some

    var words: String { self == .all ? "all serve journeys" : "some serve a journey" }
  }

  /// A file of `../shared/data/topologies`: `{"services": [{"name", "kind"}], "calls": [{"caller", "callee"}]}`.
  init(file: URL) throws {
    guard let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any],
      let services = document["services"] as? [[String: Any]], let calls = document["calls"] as? [[String: Any]]
    else { throw BenchError("\(file.path) is no topology") }
    name = file.lastPathComponent.replacing(".graph.json", with: "")
    self.services = services.map { ($0["name"] as? String ?? "", $0["kind"] as? String ?? "service") }
    self.calls = calls.map { ($0["caller"] as? String ?? "", $0["callee"] as? String ?? "") }
  }

  /// Drawn: `components` in tiers, popular ones called more often.
  init(drawn components: Int, calls: Int, seed: UInt64) {
    let system = SyntheticSystem(.tiered, components: components, calls: calls, seed: seed)
    func label(_ index: Int) -> String { "c" + String(repeating: "0", count: index < 10 ? 1 : 0) + "\(index)" }
    name = "drawn, \(components) components"
    services = (0..<components).map { (label($0), "service") }
    self.calls = system.calls.map { (label($0.caller), label($0.callee)) }
  }

  /// The system with its journeys.
  func model(_ journeys: Journeys, seed: UInt64) -> SystemModel {
    var model = SystemModel()
    let start = Timestamp(seconds: 0)
    for service in services {
      model.apply(
        .componentDeclared(ComponentDeclared(component: service.name, kind: service.kind)), at: start, position: 1)
    }
    for call in calls where call.caller != call.callee {
      let declared = DependencyDeclared(
        dependency: Dependency(caller: call.caller, callee: call.callee), mode: .sync)
      model.apply(.dependencyDeclared(declared), at: start, position: 1)
    }
    for entry in entries(journeys, of: model, seed: seed) {
      let declared = JourneyDeclared(journey: "of \(entry)", entry: [entry], criticality: 1)
      model.apply(.journeyDeclared(declared), at: start, position: 1)
    }
    return model
  }

  private func entries(_ journeys: Journeys, of model: SystemModel, seed: UInt64) -> [String] {
    let graph = model.graph
    let outer = graph.nodes.indices.filter { graph.callers(of: $0).isEmpty && !graph.callees(of: $0).isEmpty }
    guard journeys == .some else { return outer.map { graph.nodes[$0].name } }
    let all = Double(graph.nodes.count)
    func needed(_ node: Int) -> Double { Double(graph.dependencies(of: node).count { $0 }) / all }
    let fitting = graph.nodes.indices.filter { (0.2...0.5).contains(needed($0)) }
    // Where none fits, the one that comes nearest to a third.
    let nearest = graph.nodes.indices.min { abs(needed($0) - 0.33) < abs(needed($1) - 0.33) }
    var generator = Xoshiro256(seed: seed)
    let chosen = fitting.isEmpty ? nearest : fitting[Int(generator.next() % UInt64(fitting.count))]
    return chosen.map { [graph.nodes[$0].name] } ?? []
  }
}
