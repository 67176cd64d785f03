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
