internal import SystemModel
internal import Vocabulary

/// A way from an entry of the system down through a troubled call.
///
/// It follows from the single calls: that one request took the whole of it is likely and was not recorded.
public struct TroubledPath: Sendable, Equatable {
  /// The components, from the entry down.
  public let components: [String]
  /// The journey that enters there; nil where none is declared.
  public let journey: String?
  /// The score of its most troubled call.
  public let score: Double
  /// 1 − Π (1 − error rate) over its calls: how often one of them fails, were they independent.
  public let errorRate: Double
  /// The p99 latencies of its calls that are not side by side in one another, added up, milliseconds: the slowest of them, since a
  /// call's latency holds those below it.
  public let latencyP99Ms: Double?
  /// The product of its calls' amplifications: how many calls the last makes for one first attempt at the top.
  public let amplification: Double
  /// The product of the most attempts of each call: what the amplification becomes where everything below fails.
  public let worstAmplification: Int

  /// `a → b → c`.
  public var description: String { components.joined(separator: " → ") }

  /// The higher score first, then the longer, then by name.
  static func ranksBefore(_ one: TroubledPath, _ other: TroubledPath) -> Bool {
    if one.score != other.score { return one.score > other.score }
    if one.components.count != other.components.count { return one.components.count > other.components.count }
    return one.components.lexicographicallyPrecedes(other.components)
  }
}

/// Finds the paths through troubled calls.
struct PathSearch {
  private let graph: SystemGraph
  private let links: [LinkAttention]
  private let byCall: [Dependency: LinkAttention]

  /// So many troubled calls are followed.
  private static let followed = 50
  private static let longest = 64

  init(_ graph: SystemGraph, _ links: [LinkAttention]) {
    self.graph = graph
    self.links = links
    byCall = Dictionary(uniqueKeysWithValues: links.map { ($0.dependency, $0) })
  }

  /// One path through each of the most troubled calls, each once: up the shortest way to the most critical journey that it can
  /// reach, down to the most troubled call below as long as there is one.
  func paths() -> [TroubledPath] {
    var seen: Set<[String]> = []
    return links.prefix(PathSearch.followed).filter { $0.score > 0 }.map(path).filter {
      seen.insert($0.components).inserted
    }.sorted(by: TroubledPath.ranksBefore)
  }

  /// How the retries of a call and of those above it multiply: the most attempts at each level on the path through it.
  func amplification(_ link: LinkAttention) -> (seen: Double, worst: Int, path: [String]) {
    let way = up(from: link.dependency.caller).components + [link.dependency.callee]
    let found = multiplied(way)
    return (found.seen, found.worst, way)
  }

  private func path(_ link: LinkAttention) -> TroubledPath {
    let above = up(from: link.dependency.caller)
    var components = above.components + [link.dependency.callee]
    while components.count < PathSearch.longest, let last = components.last, let node = graph.index(.component(last)) {
      let next = graph.callees(of: node).compactMap { byCall[Dependency(caller: last, callee: graph.nodes[$0].name)] }
        .filter { $0.score > 0 && !components.contains($0.dependency.callee) }
        .min(by: LinkAttention.ranksBefore)
      guard let next else { break }
      components.append(next.dependency.callee)
    }
    let calls = zip(components, components.dropFirst()).compactMap { byCall[Dependency(caller: $0, callee: $1)] }
    let amplified = multiplied(components)
    return TroubledPath(
      components: components, journey: above.journey, score: calls.map(\.score).max() ?? 0,
      errorRate: 1 - calls.reduce(1) { $0 * (1 - ($1.traffic.errorRate ?? 0)) },
      latencyP99Ms: calls.compactMap(\.traffic.latencyP99Ms).max(), amplification: amplified.seen,
      worstAmplification: amplified.worst)
  }

  private func multiplied(_ components: [String]) -> (seen: Double, worst: Int) {
    let calls = zip(components, components.dropFirst()).compactMap { byCall[Dependency(caller: $0, callee: $1)] }
    return (
      calls.reduce(1) { $0 * $1.amplification },
      calls.reduce(1) { ($0.multipliedReportingOverflow(by: $1.traffic.shape.attemptsMax)).partialValue }
    )
  }

  /// The shortest way from an entry down to a component: of the most critical journey that it can reach, else of whoever is
  /// called by nobody.
  private func up(from component: String) -> (components: [String], journey: String?) {
    guard let start = graph.index(.component(component)) else { return ([component], nil) }
    var parent: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    var entry = start
    var journey: Int?
    var isRoot = false
    while next < queue.count {
      let node = queue[next]
      next += 1
      let callers = graph.callers(of: node)
      for caller in callers where caller >= graph.componentCount {
        let isBetter = journey.map { graph.criticality[caller] > graph.criticality[$0] } ?? true
        if isBetter { (journey, entry) = (caller, node) }
      }
      if journey == nil, callers.isEmpty, !isRoot { (entry, isRoot) = (node, true) }
      for caller in callers where caller < graph.componentCount && caller != start && parent[caller] == nil {
        parent[caller] = node
        queue.append(caller)
      }
    }
    var way = [graph.nodes[entry].name]
    var node = entry
    while node != start, let below = parent[node] {
      way.append(graph.nodes[below].name)
      node = below
    }
    return (way, journey.map { graph.nodes[$0].name })
  }
}
