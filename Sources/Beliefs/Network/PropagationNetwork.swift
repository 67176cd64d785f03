public import Vocabulary

/// Everything that one fault class at one dose needs of the beliefs, flat: who can degrade whom, how probably, and the posterior
/// behind it. Nodes are components and journeys; an edge leads from a cause (the callee) to an effect (the caller).
///
/// Edges lie in compressed sparse rows by effect, so that the causes of one effect, its family, are neighbours in memory; an
/// index of rows by cause goes the other way. Built once per snapshot of the beliefs; a value.
public struct PropagationNetwork: Sendable {
  /// By node index.
  public let nodes: [NodeID]
  /// Edges of effect u are incomingStart[u]..<incomingStart[u + 1]; count nodes + 1.
  public let incomingStart: [Int32]
  /// By edge: the cause's node index. Within one effect ascending.
  public let edgeCause: [Int32]
  /// By edge: the effect's node index.
  public let edgeEffect: [Int32]
  /// By edge: E θ at this class and dose.
  public let edgeMean: [Double]
  /// By edge: the variables of the effect's family that make up its θ at this dose, ascending.
  public let edgeVariables: [[Int]]
  /// By node; nil where a node has no cause.
  public let families: [FamilyPosterior?]
  /// P(an effect degrades of itself while a cause is active).
  public let leak: Double
  /// Hidden couplings, apart from the declared edges.
  public let couplings: [Coupling]
  /// Edges of cause v are outgoingEdge[outgoingStart[v]..<outgoingStart[v + 1]]; count nodes + 1.
  public let outgoingStart: [Int32]
  /// Edge indices by cause.
  public let outgoingEdge: [Int32]

  /// One belief, as the builder takes it.
  public struct Edge: Sendable {
    /// The cause's node index.
    public var cause: Int
    /// The effect's node index.
    public var effect: Int
    /// The variables of the effect's family that make up θ at this dose.
    public var variables: [Int]

    /// A belief.
    public init(cause: Int, effect: Int, variables: [Int]) {
      self.cause = cause
      self.effect = effect
      self.variables = variables
    }
  }

  /// A hidden coupling: `effect` degrades under a fault on `target`, which it does not declare. Predictions use it; in a planner's
  /// worlds only those count that a surprise has raised, and these are edges as well.
  public struct Coupling: Sendable, Hashable {
    /// The node index of the faulted component.
    public var target: Int32
    /// The node index of what degrades.
    public var effect: Int32
    /// E θ.
    public var mean: Double
    /// The variables of the effect's coupling posterior, for those who draw from it.
    public var variables: [Int]

    /// A coupling.
    public init(target: Int, effect: Int, mean: Double, variables: [Int] = []) {
      self.target = Int32(target)
      self.effect = Int32(effect)
      self.mean = mean
      self.variables = variables
    }
  }

  /// A network. Edges may come in any order; they are sorted by effect, then by cause. O(edges log edges), plus one silence per
  /// edge.
  ///
  /// - Precondition: indices lie within the nodes, no edge leads from a node to itself or comes twice, every effect has a family that
  ///   holds the edge's variables.
  public init(
    nodes: [NodeID], edges: [Edge], families: [FamilyPosterior?], leak: Double, couplings: [Coupling] = []
  ) {
    precondition(families.count == nodes.count, "one family slot a node: \(families.count) for \(nodes.count) nodes")
    let sorted = edges.sorted { ($0.effect, $0.cause) < ($1.effect, $1.cause) }
    var previous = (-1, -1)
    for edge in sorted {
      precondition(
        nodes.indices.contains(edge.cause) && nodes.indices.contains(edge.effect),
        "edge \(edge.cause) → \(edge.effect): no such node among \(nodes.count)")
      precondition(edge.cause != edge.effect, "\(nodes[edge.effect]) is its own cause")
      precondition(
        previous != (edge.effect, edge.cause), "two edges from \(nodes[edge.cause]) to \(nodes[edge.effect])")
      precondition(families[edge.effect] != nil, "\(nodes[edge.effect]) has causes but no family")
      previous = (edge.effect, edge.cause)
    }
    self.nodes = nodes
    self.families = families
    self.leak = leak
    self.couplings = couplings
    edgeCause = sorted.map { Int32($0.cause) }
    edgeEffect = sorted.map { Int32($0.effect) }
    edgeVariables = sorted.map(\.variables)
    edgeMean = sorted.map { families[$0.effect]?.mean($0.variables) ?? 0 }
    incomingStart = rowStarts(edgeEffect, rows: nodes.count)
    outgoingStart = rowStarts(edgeCause, rows: nodes.count)
    var next = outgoingStart
    var byCause = [Int32](repeating: 0, count: sorted.count)
    for (edge, cause) in edgeCause.enumerated() {
      byCause[Int(next[Int(cause)])] = Int32(edge)
      next[Int(cause)] += 1
    }
    outgoingEdge = byCause
  }

  /// The same calls and families with other probabilities and variables on the edges; what follows from the calls is shared.
  init(
    _ other: PropagationNetwork, edgeMean: [Double], edgeVariables: [[Int]], leak: Double, couplings: [Coupling]
  ) {
    nodes = other.nodes
    incomingStart = other.incomingStart
    edgeCause = other.edgeCause
    edgeEffect = other.edgeEffect
    self.edgeMean = edgeMean
    self.edgeVariables = edgeVariables
    families = other.families
    self.leak = leak
    self.couplings = couplings
    outgoingStart = other.outgoingStart
    outgoingEdge = other.outgoingEdge
  }

  /// The edges that lead to an effect.
  public func incoming(_ effect: Int) -> Range<Int> { Int(incomingStart[effect])..<Int(incomingStart[effect + 1]) }

  /// The edges that lead from a cause, as indices into the edge arrays.
  public func outgoing(_ cause: Int) -> ArraySlice<Int32> {
    outgoingEdge[Int(outgoingStart[cause])..<Int(outgoingStart[cause + 1])]
  }

  /// The union of the variables of some edges of one effect, ascending: the argument of its family's queries.
  public func variables(_ edges: [Int]) -> [Int] {
    if edges.count == 1 { return edgeVariables[edges[0]] }
    var found: [Int] = []
    found.reserveCapacity(3 * edges.count)
    for edge in edges { found += edgeVariables[edge] }
    // Edges of one effect ask for variables of their own, and mostly in order.
    return found.strictlyAscending ? found : Set(found).sorted()
  }
}

/// Counts per row, summed up: where each row of a compressed sparse matrix starts.
private func rowStarts(_ rowOfEntry: [Int32], rows: Int) -> [Int32] {
  var starts = [Int32](repeating: 0, count: rows + 1)
  for row in rowOfEntry { starts[Int(row) + 1] += 1 }
  for row in 0..<rows { starts[row + 1] += starts[row] }
  return starts
}
