internal import SystemModel
public import Vocabulary

extension BeliefBook {
  /// The mean from which a hidden coupling is a belief like any other, in the planner's worlds too: a surprise raised it.
  public static let raisedCoupling = 0.1

  /// The flat view of one class at one dose: the calls of the system, and the hidden couplings that a surprise has raised, as
  /// edges; every hidden coupling with evidence apart. O(calls · inference of untested families, which is a copy of their
  /// priors).
  public func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork {
    ClassNetworks(self, faultClass).network(dose)
  }

  /// The part of that network that trouble of one target can reach, the target with it: all that an experiment there depends on. Nodes keep
  /// their order, edges their probabilities and worlds. O(calls among those nodes · inference of their families).
  public func network(_ faultClass: FaultClass, _ dose: Dose, around target: Target) -> PropagationNetwork {
    let graph = inputs.graph
    let raised = inputs.ledger.surprises(faultClass).mapValues { $0.compactMap(graph.index) }
    var isReached = Array(repeating: false, count: graph.nodes.count)
    var stack: [Int] = []
    func reach(_ node: Int?) {
      guard let node, !isReached[node] else { return }
      isReached[node] = true
      stack.append(node)
    }
    switch target {
    case .component(let name): reach(graph.index(.component(name)))
    case .dependency(let link): reach(graph.index(.component(link.caller)))
    }
    while let node = stack.popLast() {
      for caller in graph.troubled(by: node) { reach(Int(caller)) }
      for effect in raised[graph.nodes[node].name] ?? [] where graph.nodes[node].kind == .component { reach(effect) }
    }
    // A faulted link's callee is a cause without being degraded for others.
    if case .dependency(let link) = target, let callee = graph.index(.component(link.callee)) {
      isReached[callee] = true
    }
    let members = graph.nodes.indices.filter { isReached[$0] }
    var local = [Int?](repeating: nil, count: graph.nodes.count)
    for (place, member) in members.enumerated() { local[member] = place }
    var edges: [PropagationNetwork.Edge] = []
    var posteriors: [FamilyPosterior?] = []
    for (effect, member) in members.enumerated() {
      let family = causalFamily(of: graph.nodes[member], faultClass)
      posteriors.append(family?.posterior)
      guard let family else { continue }
      for (place, cause) in family.causes.enumerated() where cause.kind != .fault {
        guard let source = graph.index(.component(cause.name)), source != member, let from = local[source],
          cause.kind == .call ? graph.calls(member, source) : isRaised(place, of: family)
        else { continue }
        edges.append(PropagationNetwork.Edge(cause: from, effect: effect, variables: family.variables(place, dose)))
      }
    }
    return PropagationNetwork(
      nodes: members.map { graph.nodes[$0] }, edges: edges, families: posteriors, leak: leak.mean)
  }
}

/// The families of all nodes under one class, with the networks of its three doses.
public struct NetworkFamilies: Sendable {
  /// By node of the system's graph; nil where a node has no cause.
  public let families: [FamilyBeliefs?]
  private let networks: ClassNetworks

  /// The families of one class.
  public init(_ book: BeliefBook, _ faultClass: FaultClass) {
    var families: [FamilyBeliefs?] = []
    families.reserveCapacity(book.inputs.graph.nodes.count)
    networks = ClassNetworks(book, faultClass) { node in
      let family = book.causalFamily(of: node, faultClass)
      families.append(family)
      return family
    }
    self.families = families
  }

  /// Under faults of which class.
  public var faultClass: FaultClass { networks.faultClass }

  /// The network at one dose.
  public func network(_ dose: Dose) -> PropagationNetwork { networks.network(dose) }
}

extension PropagationNetwork {
  /// The same network with other probabilities on its edges: one draw from the posterior, say.
  package init(_ other: PropagationNetwork, edgeMean: [Double], leak: Double) {
    precondition(edgeMean.count == other.edgeMean.count, "one probability an edge")
    self.init(other, edgeMean: edgeMean, edgeVariables: other.edgeVariables, leak: leak, couplings: other.couplings)
  }

  /// The same calls with the same families, of which the edges ask for other variables: another dose.
  init(_ other: PropagationNetwork, edgeVariables: [[Int]], couplings: [Coupling]) {
    let means = edgeVariables.indices.map { other.families[Int(other.edgeEffect[$0])]?.mean(edgeVariables[$0]) ?? 0 }
    self.init(other, edgeMean: means, edgeVariables: edgeVariables, leak: other.leak, couplings: couplings)
  }
}
