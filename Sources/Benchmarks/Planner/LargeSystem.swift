import Beliefs
import Planner
import Synchronization
import SystemModel
import Vocabulary

/// A system to plan for, with journeys.
struct LargeSystem: Sendable {
  /// Where it comes from.
  enum Source: Sendable {
    case file(TopologyFile)
    /// Beliefs of one flat mean: of the strongest class at high.
    case synthetic(SyntheticSystem.Shape, components: Int, calls: Int, mean: Double)

    var name: String {
      switch self {
      case .file(let file): file.name
      case .synthetic(let shape, let components, _, let mean): "\(shape.rawValue)-\(components), mean \(mean)"
      }
    }
  }

  let source: Source
  let model: SystemModel
  let graph: SystemGraph
  let now = Timestamp(seconds: 1_700_000_000)
  /// The mean of every belief; nil where beliefs are those of the product.
  let flatMean: Double?

  var name: String { source.name }
  var components: Int { graph.componentCount }
  var calls: Int { graph.edges.count }

  init(_ source: Source, journeys: Int, seed: UInt64) throws {
    self.source = source
    var services: [(name: String, kind: String)] = []
    var calls: [(caller: String, callee: String)] = []
    switch source {
    case .file(let file):
      let graph = try file.graph()
      services = graph.services.map { ($0.name, $0.kind ?? "service") }
      calls = graph.calls.filter { $0.caller != $0.callee }.map { ($0.caller, $0.callee) }
      flatMean = nil
    case .synthetic(let shape, let components, let count, let mean):
      let system = SyntheticSystem(shape, components: components, calls: count, seed: seed)
      services = (0..<system.components).map { ("c\($0)", "service") }
      calls = system.calls.map { ("c\($0.caller)", "c\($0.callee)") }
      flatMean = mean
    }
    model = LargeSystem.model(services, calls, journeys: journeys, seed: seed)
    graph = model.graph
  }

  /// The model, with as many journeys, each entering at a component that nobody calls and that calls something.
  private static func model(
    _ services: [(name: String, kind: String)], _ calls: [(caller: String, callee: String)], journeys: Int, seed: UInt64
  ) -> SystemModel {
    var model = SystemModel()
    var position: Int64 = 0
    func apply(_ fact: Fact) {
      position += 1
      model.apply(fact, at: Timestamp(seconds: 0), position: position)
    }
    for service in services {
      apply(.componentDeclared(ComponentDeclared(component: service.name, kind: service.kind)))
    }
    for call in calls {
      let dependency = Dependency(caller: call.caller, callee: call.callee)
      apply(.dependencyDeclared(DependencyDeclared(dependency: dependency, mode: .sync)))
    }
    let called = Set(calls.map(\.callee))
    let callers = Set(calls.map(\.caller))
    var entries = services.map(\.name).filter { callers.contains($0) && !called.contains($0) }
    if entries.isEmpty { entries = services.map(\.name).filter(callers.contains) }
    var generator = Xoshiro256(seed: seed)
    for index in 0..<min(journeys, entries.count) {
      let entry = entries.remove(at: min(entries.count - 1, Int(generator.unit() * Double(entries.count))))
      apply(
        .journeyDeclared(
          JourneyDeclared(journey: "j\(index)", entry: [entry], criticality: 1 / Double(1 + index % 4))))
    }
    return model
  }

  /// The beliefs without any evidence.
  var book: BeliefBook {
    BeliefBook(BeliefInputs(ledger: EvidenceLedger(), model: model, graph: graph, now: now))
  }

  /// The beliefs under one class at one dose: the book's, or those of the flat mean.
  func networks(_ book: BeliefBook) -> @Sendable (FaultClass, Dose) -> PropagationNetwork {
    guard let flatMean else {
      let known = Mutex<[FaultClass: ClassNetworks]>([:])
      return { faultClass, dose in
        let networks = known.withLock { known in
          if let made = known[faultClass] { return made }
          let made = ClassNetworks(book, faultClass)
          known[faultClass] = made
          return made
        }
        return networks.network(dose)
      }
    }
    return { [graph] in LargeSystem.flat(graph, flatMean * LargeSystem.share($0, $1)) }
  }

  /// A planner for a state of the beliefs. Its history has one old run of every class and dose, so that a complete ranking is
  /// one of all eighteen.
  func planner(_ networks: @escaping @Sendable (FaultClass, Dose) -> PropagationNetwork, seed: UInt64) -> Planner {
    var runs: [RunHistory.PastRun] = []
    let past = Timestamp(seconds: 1_600_000_000)
    for faultClass in FaultClass.allCases {
      guard let kind = FaultKind.kinds(of: faultClass).first, let name = model.components.first?.name else { continue }
      for dose in Dose.allCases {
        runs.append(
          RunHistory.PastRun(
            id: "\(faultClass)-\(dose)", target: .component(name), kind: kind, dose: dose, environment: "staging",
            startedAt: past, endedAt: past, grade: .e4, outcome: .inconclusive))
      }
    }
    return Planner(
      model: model, networks: networks, policy: Policy(), history: RunHistory(runs: runs), now: now, seed: seed,
      position: 1)
  }

  /// Classes and doses differ, as they do in a book: the mean of the first class at high, and less of the others.
  private static func share(_ faultClass: FaultClass, _ dose: Dose) -> Double {
    let byDose = dose == .low ? 0.5 : dose == .medium ? 0.8 : 1
    return byDose * (1 - 0.05 * Double(faultClass.index))
  }

  /// A network whose beliefs all have one mean.
  static func flat(_ graph: SystemGraph, _ mean: Double, leak: Double = 0.02) -> PropagationNetwork {
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
