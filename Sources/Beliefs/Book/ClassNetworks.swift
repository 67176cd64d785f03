internal import SystemModel
public import Vocabulary

/// The networks of one class at its three doses: who can pass trouble on to whom is the same, how probably is not.
///
/// Holds the posteriors and the edges, and not what else is known of the families: a system of 177,000 calls has them under six classes.
/// Making one costs O(calls · inference of untested families, which is a copy of their priors); a network O(calls).
public struct ClassNetworks: Sendable {
  /// Under faults of which class.
  public let faultClass: FaultClass

  /// The network at a high dose: its edges are those of every dose.
  private let high: PropagationNetwork
  /// By edge, the place of the cause in its effect's family.
  private let places: [Int32]
  private let couplings: [Coupling]

  private struct Coupling {
    let target: Int
    let effect: Int
    let place: Int
  }

  /// The networks of one class.
  public init(_ book: BeliefBook, _ faultClass: FaultClass) {
    self.init(book, faultClass) { book.causalFamily(of: $0, faultClass) }
  }

  /// - Parameter family: the family of a node, asked once each; nil where a node has no cause.
  init(_ book: BeliefBook, _ faultClass: FaultClass, family: (NodeID) -> FamilyBeliefs?) {
    self.faultClass = faultClass
    let graph = book.inputs.graph
    var edges: [PropagationNetwork.Edge] = []
    edges.reserveCapacity(graph.edges.count)
    var couplings: [Coupling] = []
    var posteriors: [FamilyPosterior?] = []
    posteriors.reserveCapacity(graph.nodes.count)
    // The tenth cause of any family has the same variables: one array serves them all.
    var shared: [[Int]] = []
    for (effect, node) in graph.nodes.enumerated() {
      let family = family(node)
      posteriors.append(family?.posterior)
      guard let family else { continue }
      while shared.count < family.causes.count { shared.append(DoseFamily.variables(shared.count, at: .high)) }
      for (place, cause) in family.causes.enumerated() where cause.kind != .fault {
        guard let source = graph.index(.component(cause.name)), source != effect else { continue }
        let edge = PropagationNetwork.Edge(cause: source, effect: effect, variables: shared[place])
        if cause.kind == .call {
          if graph.calls(effect, source) { edges.append(edge) }
          continue
        }
        couplings.append(Coupling(target: source, effect: effect, place: place))
        if book.isRaised(place, of: family) { edges.append(edge) }
      }
    }
    self.couplings = couplings
    high = PropagationNetwork(nodes: graph.nodes, edges: edges, families: posteriors, leak: book.leak.mean)
    places = high.edgeVariables.map { Int32(truncatingIfNeeded: ($0.first ?? 0) / 3) }
  }

  /// The network at one dose.
  public func network(_ dose: Dose) -> PropagationNetwork {
    let count = Int(places.max() ?? 0) + 1
    let variables = (0..<count).map { DoseFamily.variables($0, at: dose) }
    let couplings = couplings.map { coupling in
      let variables = DoseFamily.variables(coupling.place, at: dose)
      return PropagationNetwork.Coupling(
        target: coupling.target, effect: coupling.effect,
        mean: high.families[coupling.effect]?.mean(variables) ?? 0, variables: variables)
    }
    return PropagationNetwork(high, edgeVariables: places.map { variables[Int($0)] }, couplings: couplings)
  }
}

extension BeliefBook {
  /// The beliefs about who can pass trouble on to a node; nil where nobody is known to.
  func causalFamily(of node: NodeID, _ faultClass: FaultClass) -> FamilyBeliefs? {
    let family = family(FamilyKey(effect: node, faultClass: faultClass))
    return family.causes.contains { $0.kind != .fault } ? family : nil
  }

  /// Whether a surprise has raised the hidden coupling at a place of a family.
  func isRaised(_ place: Int, of family: FamilyBeliefs) -> Bool {
    isSurprise(family.causes[place], of: family.key)
      && family.posterior.mean(DoseFamily.variables(place, at: .high)) >= BeliefBook.raisedCoupling
  }

  /// Whether an effect was seen degraded where only this hidden coupling could have done it. What a coupling takes a share in
  /// beside known calls is no surprise: the calls explain it.
  fileprivate func isSurprise(_ cause: Cause, of key: FamilyKey) -> Bool {
    inputs.ledger.rows(of: key).contains { row in
      guard row.key.isDegraded, case .family(_, let causes, _) = row.key.subject else { return false }
      return causes == [cause]
    }
  }
}
