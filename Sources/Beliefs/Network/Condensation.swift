/// The strongly connected components of a propagation network in topological order, causes before effects.
///
/// Tarjan (1972), SIAM J. Comput. 1, 146–160, with an explicit stack: deep graphs do not overflow. O(nodes + edges).
public struct Condensation: Sendable {
  /// By node: the index of its component; a smaller index never depends on a larger one.
  public let componentOfNode: [Int32]
  /// Members of component c are members[start[c]..<start[c + 1]], ascending.
  public let members: [Int32]
  /// Where each component's members start; count components + 1.
  public let start: [Int32]

  /// The condensation of a network.
  public init(_ network: PropagationNetwork) {
    var search = TarjanSearch(network)
    for node in network.nodes.indices where search.number[node] < 0 { search.visit(node) }
    // Tarjan closes a component after all that it reaches: effects first. Turned round, causes come first.
    let count = search.componentCount
    componentOfNode = search.component.map { Int32(count) - 1 - $0 }
    var starts = [Int32](repeating: 0, count: count + 1)
    for component in componentOfNode { starts[Int(component) + 1] += 1 }
    for component in 0..<count { starts[component + 1] += starts[component] }
    var next = starts
    var ordered = [Int32](repeating: 0, count: network.nodes.count)
    for (node, component) in componentOfNode.enumerated() {
      ordered[Int(next[Int(component)])] = Int32(node)
      next[Int(component)] += 1
    }
    members = ordered
    start = starts
  }

  /// How many components.
  public var count: Int { start.count - 1 }

  /// The members of one component.
  public func members(of component: Int) -> ArraySlice<Int32> {
    members[Int(start[component])..<Int(start[component + 1])]
  }

  /// Whether no node can reach itself.
  public var isAcyclic: Bool { count == componentOfNode.count }
}

private struct TarjanSearch {
  private let network: PropagationNetwork
  var number: [Int32]
  var component: [Int32]
  var componentCount = 0
  private var low: [Int32]
  private var isOpen: [Bool]
  private var open: [Int32] = []
  private var visited: Int32 = 0

  init(_ network: PropagationNetwork) {
    self.network = network
    number = Array(repeating: -1, count: network.nodes.count)
    component = number
    low = number
    isOpen = Array(repeating: false, count: network.nodes.count)
  }

  mutating func visit(_ root: Int) {
    var path: [(node: Int, next: Int)] = []
    enter(root, &path)
    while let (node, next) = path.last {
      if next < Int(network.outgoingStart[node + 1]) {
        path[path.count - 1].next += 1
        let effect = Int(network.edgeEffect[Int(network.outgoingEdge[next])])
        if number[effect] < 0 {
          enter(effect, &path)
        } else if isOpen[effect] {
          low[node] = min(low[node], number[effect])
        }
        continue
      }
      path.removeLast()
      if let caller = path.last?.node { low[caller] = min(low[caller], low[node]) }
      if low[node] == number[node] { close(node) }
    }
  }

  private mutating func enter(_ node: Int, _ path: inout [(node: Int, next: Int)]) {
    number[node] = visited
    low[node] = visited
    visited += 1
    open.append(Int32(node))
    isOpen[node] = true
    path.append((node, Int(network.outgoingStart[node])))
  }

  private mutating func close(_ root: Int) {
    while let node = open.popLast() {
      isOpen[Int(node)] = false
      component[Int(node)] = Int32(componentCount)
      if Int(node) == root { break }
    }
    componentCount += 1
  }
}
