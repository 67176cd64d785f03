internal import SystemModel

/// Where trouble of one node can go, and whether it needs to pass through another on its way.
///
/// One walk breadth first keeps a shortest way to every node. Most questions are answered by such a way: a node that does not lie on it is
/// not needed. Only where it does, another walk goes around it, O(nodes + edges).
struct TroubleTree {
  private let graph: SystemGraph
  private let start: Int?
  /// By node, from where trouble comes to it; the start's is itself, −1 where trouble does not come.
  private var parent: [Int32]
  /// The last walk around a node.
  private var detour: (avoided: Int, parent: [Int32])?

  /// The ways from a node; none where there is no such node.
  init(_ graph: SystemGraph, from start: Int?) {
    self.graph = graph
    self.start = start
    parent = TroubleTree.walk(graph, from: start, avoiding: nil)
  }

  /// Whether trouble can reach a node at all.
  func reaches(_ node: Int) -> Bool { parent[node] >= 0 }

  /// Whether trouble can reach a node without passing through another, which counts as not reached.
  mutating func reaches(_ node: Int, avoiding avoided: Int) -> Bool {
    guard reaches(node), start != avoided else { return false }
    var at = node
    while at != avoided {
      if at == start { return true }
      at = Int(parent[at])
    }
    if detour?.avoided != avoided { detour = (avoided, TroubleTree.walk(graph, from: start, avoiding: avoided)) }
    return detour.map { $0.parent[node] >= 0 } ?? false
  }

  private static func walk(_ graph: SystemGraph, from start: Int?, avoiding avoided: Int?) -> [Int32] {
    var parent = [Int32](repeating: -1, count: graph.nodes.count)
    guard let start else { return parent }
    parent[start] = Int32(truncatingIfNeeded: start)
    var queue = [Int32(truncatingIfNeeded: start)]
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for caller in graph.troubled(by: Int(node)) where parent[Int(caller)] < 0 && Int(caller) != avoided {
        parent[Int(caller)] = node
        queue.append(caller)
      }
    }
    return parent
  }
}
