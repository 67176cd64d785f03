internal import SystemModel
internal import Vocabulary

/// The unseen components of a run that trouble may have passed through on its way to something seen.
///
/// Trouble starts at the target and at all that were seen degraded, and does not pass what was seen steady. O(what it reaches, at most
/// ``reach`` components, and their calls).
struct UnseenReach {
  /// By place, the node in the graph: nearest to the trouble first.
  private(set) var nodes: [Int] = []
  /// The place of a node.
  private(set) var places: [Int: Int] = [:]
  /// Whether these are all: else those further off are left out.
  private(set) var isWhole = true
  /// By place, those that its trouble reaches along unseen components, as bits.
  private var reached: [UInt64] = []

  /// The most components that are looked at.
  private static let reach = 256

  /// - Parameters:
  ///   - seen: by node whether its state is known; the target counts as seen.
  ///   - sources: where trouble certainly is.
  ///   - suspect: an unseen node that the fault itself may degrade: the caller of a faulted link.
  init(_ graph: SystemGraph, seen: [Bool], sources: [Int], suspect: Int?, target: Int?) {
    var found: [Int] = []
    var isFound: Set<Int> = []
    if let suspect, !seen[suspect] {
      found.append(suspect)
      isFound.insert(suspect)
    }
    var next = -sources.count
    while next < found.count {
      let node = next < 0 ? sources[next + sources.count] : found[next]
      next += 1
      for caller in graph.troubled(by: node).lazy.map(Int.init) where !seen[caller] && !isFound.contains(caller) {
        guard found.count < UnseenReach.reach else {
          isWhole = false
          break
        }
        isFound.insert(caller)
        found.append(caller)
      }
    }
    keep(found, leadingOn(graph, found, isFound, seen, target))
    close(graph)
  }

  /// Those of the found that lead to something seen, directly or by others of them.
  private func leadingOn(
    _ graph: SystemGraph, _ found: [Int], _ isFound: Set<Int>, _ seen: [Bool], _ target: Int?
  ) -> Set<Int> {
    var stack = found.filter { node in
      graph.troubled(by: node).contains { seen[Int($0)] && Int($0) != target }
    }
    var leading = Set(stack)
    while let node = stack.popLast() {
      for edge in graph.calls(of: node) {
        let callee = graph.edges[edge].callee
        if isFound.contains(callee) && leading.insert(callee).inserted { stack.append(callee) }
      }
    }
    return leading
  }

  private mutating func keep(_ found: [Int], _ leading: Set<Int>) {
    nodes = found.filter(leading.contains)
    if nodes.count > UnseenScene.most {
      isWhole = false
      nodes.removeLast(nodes.count - UnseenScene.most)
    }
    for (place, node) in nodes.enumerated() { places[node] = place }
  }

  private mutating func close(_ graph: SystemGraph) {
    reached = nodes.map { node in
      graph.troubled(by: node).reduce(0) { mask, caller in places[Int(caller)].map { mask | 1 << UInt64($0) } ?? mask }
    }
    for middle in nodes.indices {
      for start in nodes.indices where reached[start] >> UInt64(middle) & 1 == 1 { reached[start] |= reached[middle] }
    }
  }

  /// Whether an unseen cause counts for an unseen effect: on a cycle that nobody saw only the nearer to the trouble brings down the
  /// further, or the two would keep each other down.
  func counts(_ cause: Int, for effect: Int) -> Bool {
    cause < effect || reached[effect] >> UInt64(cause) & 1 == 0
  }
}
