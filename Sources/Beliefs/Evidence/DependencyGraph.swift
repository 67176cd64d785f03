public import Vocabulary

/// Who depends on whom, as the beliefs need it: components, journeys as callers of their entry components, and calls.
///
/// Trouble runs from a callee (the cause) to its callers (the effects). Declared and observed calls count alike; a
/// retired one is left out by whoever builds the graph. Nodes are held in order, so that no answer depends on the order of
/// declaration. Building costs O((nodes + calls) log); a value that is shared, not copied.
public struct DependencyGraph: Sendable, Equatable {
  /// A part of the system.
  public struct Component: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// What it is, in the vocabulary's words; an unknown word counts as service.
    public let kind: String

    /// A component.
    public init(_ name: String, kind: String = "service") {
      self.name = name
      self.kind = kind
    }
  }

  /// A behaviour that users meet.
  public struct Journey: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The components where it enters.
    public let entry: [String]
    /// How much it matters, 0 to 1.
    public let criticality: Double

    /// A journey.
    public init(_ name: String, entry: [String], criticality: Double) {
      self.name = name
      self.entry = entry
      self.criticality = criticality
    }
  }

  /// A call, with what shapes its prior.
  public struct Call: Sendable, Hashable {
    /// Who calls whom.
    public let dependency: Dependency
    /// Whether the caller waits.
    public let mode: CallMode
    /// Whether a timeout, a breaker or a fallback is declared.
    public let isGuarded: Bool
    /// What traces say about trouble on it.
    public let traces: TraceCounts

    /// A call.
    public init(
      caller: String, callee: String, mode: CallMode = .sync, isGuarded: Bool = false, traces: TraceCounts = .none
    ) {
      dependency = Dependency(caller: caller, callee: callee)
      self.mode = mode
      self.isGuarded = isGuarded
      self.traces = traces
    }
  }

  /// An edge from a cause to an effect.
  public struct Edge: Sendable, Hashable {
    /// The node index of the callee.
    public let cause: Int
    /// The node index of the caller.
    public let effect: Int
    /// Whether the caller waits; a journey does.
    public let mode: CallMode
    /// Whether the call is guarded.
    public let isGuarded: Bool
    /// What traces say about it.
    public let traces: TraceCounts
  }

  /// Components by name, then journeys by name.
  public let nodes: [NodeID]
  /// By node index: what the component is; "journey" for a journey.
  public let kinds: [String]
  /// By node index: a journey's criticality, 0 for a component.
  public let criticality: [Double]
  /// Edges by effect, then by cause.
  public let edges: [Edge]
  /// By node index: the indices of the edges that lead to it.
  public let incoming: [Range<Int>]
  /// By node index: the indices of the edges that lead from it.
  public let outgoing: [[Int]]
  private let places: [NodeID: Int]

  /// A graph. A component that only a call or an entry names exists too. Of two calls with the same ends the first counts;
  /// a call of a component to itself is left out.
  public init(components: [Component], calls: [Call] = [], journeys: [Journey] = []) {
    var kindOf: [NodeID: String] = [:]
    var weightOf: [NodeID: Double] = [:]
    for component in components { kindOf[.component(component.name)] = component.kind }
    for call in calls {
      for name in [call.dependency.caller, call.dependency.callee] where kindOf[.component(name)] == nil {
        kindOf[.component(name)] = "service"
      }
    }
    for journey in journeys {
      kindOf[.journey(journey.name)] = "journey"
      weightOf[.journey(journey.name)] = journey.criticality
      for name in journey.entry where kindOf[.component(name)] == nil { kindOf[.component(name)] = "service" }
    }
    let nodes = kindOf.keys.sorted()
    var places: [NodeID: Int] = [:]
    for (index, node) in nodes.enumerated() { places[node] = index }
    var edges: [Edge] = []
    func add(_ callee: String, _ effect: NodeID, _ mode: CallMode, _ isGuarded: Bool, _ traces: TraceCounts) {
      guard let from = places[.component(callee)], let to = places[effect], from != to else { return }
      edges.append(Edge(cause: from, effect: to, mode: mode, isGuarded: isGuarded, traces: traces))
    }
    var seen: Set<Dependency> = []
    for call in calls where seen.insert(call.dependency).inserted {
      add(call.dependency.callee, .component(call.dependency.caller), call.mode, call.isGuarded, call.traces)
    }
    for journey in journeys {
      for name in Set(journey.entry).sorted() { add(name, .journey(journey.name), .sync, false, .none) }
    }
    edges.sort { ($0.effect, $0.cause) < ($1.effect, $1.cause) }
    var starts = Array(repeating: 0, count: nodes.count + 1)
    var outgoing: [[Int]] = Array(repeating: [], count: nodes.count)
    for (index, edge) in edges.enumerated() {
      starts[edge.effect + 1] += 1
      outgoing[edge.cause].append(index)
    }
    for index in nodes.indices { starts[index + 1] += starts[index] }
    self.nodes = nodes
    self.places = places
    self.edges = edges
    self.outgoing = outgoing
    kinds = nodes.map { kindOf[$0] ?? "service" }
    criticality = nodes.map { weightOf[$0] ?? 0 }
    incoming = nodes.indices.map { starts[$0]..<starts[$0 + 1] }
  }

  /// The index of a node; nil where the graph has none of that name.
  public func index(of node: NodeID) -> Int? { places[node] }

  /// The edge from a cause to an effect.
  public func edge(from cause: Int, to effect: Int) -> Edge? {
    for index in incoming[effect] where edges[index].cause == cause { return edges[index] }
    return nil
  }
}

/// What traces say of one call: of the calls in which the callee was in trouble, in how many the caller was too.
public struct TraceCounts: Sendable, Hashable {
  /// Callee and caller failed.
  public var propagatedErrors: Int
  /// The callee failed, the caller did not.
  public var maskedErrors: Int
  /// Callee and caller were late.
  public var propagatedDelays: Int
  /// The callee was late, the caller was not.
  public var maskedDelays: Int

  /// Counts.
  public init(propagatedErrors: Int = 0, maskedErrors: Int = 0, propagatedDelays: Int = 0, maskedDelays: Int = 0) {
    self.propagatedErrors = propagatedErrors
    self.maskedErrors = maskedErrors
    self.propagatedDelays = propagatedDelays
    self.maskedDelays = maskedDelays
  }

  /// No trace.
  public static let none = TraceCounts()
}
