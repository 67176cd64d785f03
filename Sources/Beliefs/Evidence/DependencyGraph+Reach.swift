extension DependencyGraph {
  /// Whether trouble at some nodes can reach a node along the calls, itself included, by node index.
  ///
  /// - Parameter without: a node that is taken out of the graph.
  /// - Complexity: O(nodes + edges reached).
  public func reach(from starts: [Int], without: Int? = nil) -> [Bool] {
    var reached = Array(repeating: false, count: nodes.count)
    var pending: [Int] = []
    for start in starts where start != without && !reached[start] {
      reached[start] = true
      pending.append(start)
    }
    while let node = pending.popLast() {
      for edge in outgoing[node] {
        let effect = edges[edge].effect
        if !reached[effect] && effect != without {
          reached[effect] = true
          pending.append(effect)
        }
      }
    }
    return reached
  }

  /// By node index: the highest criticality of the journeys that trouble at the node can reach; 0 where it reaches none.
  /// Without any journey every node counts 1. O(journeys · edges).
  public var reachableCriticality: [Double] {
    let journeys = nodes.indices.filter { nodes[$0].kind == .journey }
    guard !journeys.isEmpty else { return Array(repeating: 1, count: nodes.count) }
    var best = Array(repeating: 0.0, count: nodes.count)
    // Highest criticality first: a node is settled by the first journey that finds it.
    let ordered = journeys.sorted { (criticality[$1], $0) < (criticality[$0], $1) }
    var isSettled = Array(repeating: false, count: nodes.count)
    for journey in ordered where !isSettled[journey] {
      var pending = [journey]
      isSettled[journey] = true
      best[journey] = criticality[journey]
      while let node = pending.popLast() {
        for edge in incoming[node] where !isSettled[edges[edge].cause] {
          isSettled[edges[edge].cause] = true
          best[edges[edge].cause] = criticality[journey]
          pending.append(edges[edge].cause)
        }
      }
    }
    return best
  }

  /// By node index: whether trouble there can reach a node, the node itself included. O(edges).
  public func upstream(of node: Int) -> [Bool] {
    var reached = Array(repeating: false, count: nodes.count)
    reached[node] = true
    var pending = [node]
    while let at = pending.popLast() {
      for edge in incoming[at] where !reached[edges[edge].cause] {
        reached[edges[edge].cause] = true
        pending.append(edges[edge].cause)
      }
    }
    return reached
  }
}
