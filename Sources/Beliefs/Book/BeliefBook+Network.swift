internal import SystemModel
public import Vocabulary

extension BeliefBook {
  /// The mean from which a hidden coupling is a belief like any other, in the planner's worlds too: a surprise raised it.
  public static let raisedCoupling = 0.1

  /// The flat view of one class at one dose: the calls of the system, and the hidden couplings that a surprise has raised, as
  /// edges; every hidden coupling with evidence apart. O(calls · inference of untested families, which is a copy of their
  /// priors).
  public func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork {
    NetworkFamilies(self, faultClass).network(dose)
  }
}

extension BeliefBook {
  /// Whether an effect was seen degraded where only this hidden coupling could have done it. What a coupling takes a share in
  /// beside known calls is no surprise: the calls explain it.
  fileprivate func isSurprise(_ cause: Cause, of key: FamilyKey) -> Bool {
    inputs.ledger.rows(of: key).contains { row in
      guard row.key.isDegraded, case .family(_, let causes, _) = row.key.subject else { return false }
      return causes == [cause]
    }
  }
}

/// The families of all nodes under one class: what the networks of its three doses share.
public struct NetworkFamilies: Sendable {
  private let book: BeliefBook
  /// Under faults of which class.
  public let faultClass: FaultClass
  /// By node of the system's graph; nil where a node has no cause.
  public let families: [FamilyBeliefs?]

  /// The families of one class.
  public init(_ book: BeliefBook, _ faultClass: FaultClass) {
    self.book = book
    self.faultClass = faultClass
    families = book.inputs.graph.nodes.map { node in
      let family = book.family(FamilyKey(effect: node, faultClass: faultClass))
      return family.causes.contains { $0.kind != .fault } ? family : nil
    }
  }

  /// The network at one dose.
  public func network(_ dose: Dose) -> PropagationNetwork {
    let graph = book.inputs.graph
    var edges: [PropagationNetwork.Edge] = []
    var couplings: [PropagationNetwork.Coupling] = []
    // The tenth cause of any family has the same variables: one array serves them all.
    var shared: [[Int]] = []
    for (effect, family) in families.enumerated() {
      guard let family else { continue }
      while shared.count < family.causes.count { shared.append(DoseFamily.variables(shared.count, at: dose)) }
      for (place, cause) in family.causes.enumerated() where cause.kind != .fault {
        guard let source = graph.index(.component(cause.name)), source != effect else { continue }
        let variables = shared[place]
        if cause.kind == .call {
          guard graph.calls(effect, source) else { continue }
          edges.append(PropagationNetwork.Edge(cause: source, effect: effect, variables: variables))
          continue
        }
        let mean = family.posterior.mean(variables)
        couplings.append(
          PropagationNetwork.Coupling(target: source, effect: effect, mean: mean, variables: variables))
        if book.isSurprise(cause, of: family.key),
          family.posterior.mean(family.variables(place, .high)) >= BeliefBook.raisedCoupling
        {
          edges.append(PropagationNetwork.Edge(cause: source, effect: effect, variables: variables))
        }
      }
    }
    return PropagationNetwork(
      nodes: graph.nodes, edges: edges, families: families.map { $0?.posterior }, leak: book.leak.mean,
      couplings: couplings)
  }
}

extension PropagationNetwork {
  /// The same network with other probabilities on its edges: one draw from the posterior, say.
  package init(_ other: PropagationNetwork, edgeMean: [Double], leak: Double) {
    precondition(edgeMean.count == other.edgeMean.count, "one probability an edge")
    nodes = other.nodes
    incomingStart = other.incomingStart
    edgeCause = other.edgeCause
    edgeEffect = other.edgeEffect
    self.edgeMean = edgeMean
    edgeVariables = other.edgeVariables
    families = other.families
    self.leak = leak
    couplings = other.couplings
    outgoingStart = other.outgoingStart
    outgoingEdge = other.outgoingEdge
  }
}
