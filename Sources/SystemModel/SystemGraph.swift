public import Vocabulary

/// The present system as a graph: a frozen index of a ``SystemModel`` in flat arrays (compressed sparse rows).
///
/// Nodes are the components that are not retired, by name, and then the journeys, by name; a node is its place in
/// ``nodes``. Edges are the active dependencies and one from each journey to each of its entry components (a journey is a
/// caller). They stand by caller, then by callee, so an edge is a place as well.
///
///     let graph = model.graph
///     let payments = graph.index(.component("payments"))!
///     graph.callers(of: payments)          // who meets its trouble first
///     graph.reachable(from: [payments])    // who can meet it at all
///     graph.criticalityReach[payments]     // the highest criticality of a journey that can
public struct SystemGraph: Sendable {
  /// A call in the graph: the effect of trouble is the caller, its cause the callee.
  public struct Edge: Sendable, Equatable {
    /// The caller's place.
    public let caller: Int
    /// The callee's place.
    public let callee: Int
    /// Whether the caller waits; a journey waits for its entry components.
    public let mode: CallMode
    /// Whether declared guards stand before the call.
    public let guarded: Bool
    /// The part of the caller's calls that goes over this one, as traffic was observed; one over the number of its dependencies where
    /// none was. Of a journey 1: each of its entries is the whole of it. The shares of a caller's calls sum to 1.
    public internal(set) var share = 1.0
    /// Whether traffic was observed over the call.
    public internal(set) var isObserved = false
  }

  /// The nodes: components by name, then journeys by name.
  public let nodes: [NodeID]
  /// How many of them are components: the places 0 ..< componentCount.
  public let componentCount: Int
  /// The calls, by caller and callee.
  public let edges: [Edge]
  /// By node, the criticality of a journey; 0 for a component.
  public let criticality: [Double]
  /// By node, the highest criticality of a journey that its trouble can reach; nil where it reaches none.
  public let criticalityReach: [Double?]

  private let indexByNode: [NodeID: Int]
  private let calleeStart: [Int]
  private let callerStart: [Int]
  private let callerEdges: [Int]
  /// By place in ``callerEdges``, the caller: what a walk along the trouble reads.
  private let callerNodes: [Int32]

  init(_ model: SystemModel) {
    let components = model.components.filter { !$0.retired }
    let journeys = model.journeys
    nodes = components.map { .component($0.name) } + journeys.map { .journey($0.name) }
    componentCount = components.count
    let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    indexByNode = places
    criticality = components.map { _ in 0 } + journeys.map(\.criticality)

    var edges: [Edge] = []
    for record in model.dependencies where model.isActive(record) {
      guard let caller = places[.component(record.dependency.caller)],
        let callee = places[.component(record.dependency.callee)]
      else { continue }
      var edge = Edge(caller: caller, callee: callee, mode: record.mode, guarded: record.isGuarded)
      edge.isObserved = record.observed != nil
      edges.append(edge)
    }
    for (offset, journey) in journeys.enumerated() {
      for name in journey.entry {
        guard let callee = places[.component(name)] else { continue }
        edges.append(Edge(caller: components.count + offset, callee: callee, mode: .sync, guarded: false))
      }
    }
    let count = nodes.count
    calleeStart = SystemGraph.starts(edges.map(\.caller), count)
    SystemGraph.shareTraffic(&edges, model, nodes, calleeStart: calleeStart, components: components.count)
    self.edges = edges
    callerStart = SystemGraph.starts(edges.map(\.callee), count)
    var next = callerStart
    var callerEdges = [Int](repeating: 0, count: edges.count)
    for (place, edge) in edges.enumerated() {
      callerEdges[next[edge.callee]] = place
      next[edge.callee] += 1
    }
    self.callerEdges = callerEdges
    callerNodes = callerEdges.map { Int32(truncatingIfNeeded: edges[$0].caller) }
    criticalityReach = SystemGraph.criticalityReach(
      criticality, journeys: components.count..<count, edges: edges, calleeStart: calleeStart)
  }

  /// The place of a node; nil where it is unknown or retired.
  public func index(_ node: NodeID) -> Int? { indexByNode[node] }

  /// The places in ``edges`` of the calls that a node makes, by callee.
  public func calls(of node: Int) -> Range<Int> { calleeStart[node]..<calleeStart[node + 1] }
  /// The places in ``edges`` of the calls that reach a node, by caller.
  public func callsReaching(_ node: Int) -> ArraySlice<Int> { callerEdges[callerStart[node]..<callerStart[node + 1]] }

  /// Who calls a node, in order, once a call; without the cost of making an array.
  public func troubled(by node: Int) -> ArraySlice<Int32> { callerNodes[callerStart[node]..<callerStart[node + 1]] }

  /// Whom a node calls, in order.
  public func callees(of node: Int) -> [Int] { calls(of: node).map { edges[$0].callee } }
  /// Who calls a node, journeys among them, in order.
  public func callers(of node: Int) -> [Int] { callsReaching(node).map { edges[$0].caller } }

  /// Counts of the keys, summed: where each key's rows begin.
  private static func starts(_ keys: [Int], _ count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in keys { starts[key + 1] += 1 }
    for key in 0..<count { starts[key + 1] += starts[key] }
    return starts
  }
}

extension SystemGraph {
  /// Sets the shares of every caller's calls. Calls that nobody counted get one share each, the others what is left, by traffic.
  fileprivate static func shareTraffic(
    _ edges: inout [Edge], _ model: SystemModel, _ nodes: [NodeID], calleeStart: [Int], components: Int
  ) {
    for caller in 0..<components {
      let calls = calleeStart[caller]..<calleeStart[caller + 1]
      // Without traffic all are alike, and no name needs looking up.
      guard calls.contains(where: { edges[$0].isObserved }) else {
        for place in calls { edges[place].share = 1 / Double(calls.count) }
        continue
      }
      let traffic = calls.map { place -> Double in
        let link = Dependency(caller: nodes[caller].name, callee: nodes[edges[place].callee].name)
        return Double(model.dependency(link)?.observed?.calls ?? 0)
      }
      let counted = traffic.count { $0 > 0 }
      let whole = traffic.reduce(0, +)
      for (place, calls) in zip(calls, traffic) {
        let share = calls > 0 ? Double(counted) * calls / whole : 1
        edges[place].share = share / Double(traffic.count)
      }
    }
  }
}
