public import Vocabulary

/// Who can be met by whose trouble.
extension SystemGraph {
  /// By node, whether trouble of one of `targets` can reach it along the calls; the targets themselves count. One pass
  /// over what is reached: O(nodes + edges).
  public func reachable(from targets: [Int]) -> [Bool] {
    var seen = [Bool](repeating: false, count: nodes.count)
    var stack = targets
    for target in targets { seen[target] = true }
    while let node = stack.popLast() {
      for caller in troubled(by: node) where !seen[Int(caller)] {
        seen[Int(caller)] = true
        stack.append(Int(caller))
      }
    }
    return seen
  }

  /// The nodes that trouble of `target` can reach, in order, without itself.
  public func ancestors(of target: Int) -> [Int] {
    let seen = reachable(from: [target])
    return nodes.indices.filter { seen[$0] && $0 != target }
  }

  /// By node, how many calls trouble of `target` travels at least to reach it; nil where it cannot. Breadth first.
  public func distances(from target: Int) -> [Int?] {
    var distance = [Int?](repeating: nil, count: nodes.count)
    distance[target] = 0
    var queue = [target]
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for place in callsReaching(node) where distance[edges[place].caller] == nil {
        distance[edges[place].caller] = (distance[node] ?? 0) + 1
        queue.append(edges[place].caller)
      }
    }
    return distance
  }

  /// The journeys that trouble of `target` can reach, in order.
  public func journeys(reachedFrom target: Int) -> [Int] {
    let seen = reachable(from: [target])
    return (componentCount..<nodes.count).filter { seen[$0] }
  }

  /// The nodes that a journey depends on, itself among them: by node, whether its trouble can reach the journey. One pass.
  public func dependencies(of journey: Int) -> [Bool] {
    var seen = [Bool](repeating: false, count: nodes.count)
    seen[journey] = true
    var stack = [journey]
    while let node = stack.popLast() {
      for place in calls(of: node) where !seen[edges[place].callee] {
        seen[edges[place].callee] = true
        stack.append(edges[place].callee)
      }
    }
    return seen
  }

  /// One walk down from all journeys, the most critical first: a node takes the criticality of the first that meets it.
  static func criticalityReach(
    _ criticality: [Double], journeys: Range<Int>, edges: [Edge], calleeStart: [Int]
  ) -> [Double?] {
    var reach = [Double?](repeating: nil, count: criticality.count)
    var stack: [Int] = []
    for journey in journeys.sorted(by: { (-criticality[$0], $0) < (-criticality[$1], $1) }) {
      let value = criticality[journey]
      reach[journey] = value
      stack.append(journey)
      while let node = stack.popLast() {
        for place in calleeStart[node]..<calleeStart[node + 1] where reach[edges[place].callee] == nil {
          reach[edges[place].callee] = value
          stack.append(edges[place].callee)
        }
      }
    }
    return reach
  }
}

extension SystemModel {
  /// The present system as a graph. Made anew on every call: keep it. O((components + dependencies) · log).
  public var graph: SystemGraph { SystemGraph(self) }

  /// Who calls a component, components and journeys, in order. Makes the graph: for many questions keep ``graph``.
  public func callers(of component: String) -> [NodeID] {
    let graph = self.graph
    return graph.index(.component(component)).map { graph.callers(of: $0).map { graph.nodes[$0] } } ?? []
  }

  /// Whom a component calls, in order. Makes the graph: for many questions keep ``graph``.
  public func callees(of component: String) -> [NodeID] {
    let graph = self.graph
    return graph.index(.component(component)).map { graph.callees(of: $0).map { graph.nodes[$0] } } ?? []
  }
}
