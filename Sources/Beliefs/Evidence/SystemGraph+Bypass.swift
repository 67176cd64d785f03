internal import SystemModel

extension SystemGraph {
  /// By node, whether trouble of `start` can reach it along the calls without passing through `avoided`, which counts as not
  /// reached. O(nodes + edges reached).
  func reachable(from start: Int, avoiding avoided: Int) -> [Bool] {
    var seen = [Bool](repeating: false, count: nodes.count)
    guard start != avoided else { return seen }
    seen[start] = true
    var stack = [start]
    while let node = stack.popLast() {
      for place in callsReaching(node) where !seen[edges[place].caller] && edges[place].caller != avoided {
        seen[edges[place].caller] = true
        stack.append(edges[place].caller)
      }
    }
    return seen
  }

  /// Whether `caller` calls `callee`.
  func calls(_ caller: Int, _ callee: Int) -> Bool {
    calls(of: caller).contains { edges[$0].callee == callee }
  }
}
