import SystemModel
import Vocabulary

/// How much of a system is known: scores are over that, and two of them can be compared only where it is the same.
struct KnownSystem: Equatable {
  /// The components that are not retired.
  let components: Int
  /// The calls between them that are known.
  let calls: Int
  /// The components of which no call is known in either direction, and that no journey begins at, by name. Their trouble reaches nobody
  /// as far as is known, which is no sign that it would not.
  let lonely: [String]

  /// O(nodes + edges).
  init(_ graph: SystemGraph) {
    var touched = [Bool](repeating: false, count: graph.nodes.count)
    var calls = 0
    for edge in graph.edges {
      touched[edge.caller] = true
      touched[edge.callee] = true
      if graph.nodes[edge.caller].kind == .component { calls += 1 }
    }
    let components = graph.nodes.indices.filter { graph.nodes[$0].kind == .component }
    self.components = components.count
    self.calls = calls
    lonely = components.filter { !touched[$0] }.map { graph.nodes[$0].name }
  }

  /// `12 components and 21 calls`.
  var words: String { "\(counted(components, "component")) and \(counted(calls, "call"))" }

  /// What the scores leave out; nil where every component has its place.
  var doubt: String? {
    guard !lonely.isEmpty else { return nil }
    let names = lonely.prefix(5).joined(separator: ", ") + (lonely.count > 5 ? " and \(lonely.count - 5) more" : "")
    let them = lonely.count == 1 ? "its" : "their"
    return
      "Of \(names) no call is known: \(them) trouble counts as reaching no journey, which nobody has shown. The scores are over "
      + "\(words), and may be too high, with intervals too narrow, until traffic or `faultbook declare dependency` says who calls whom."
  }

  /// `{"components", "calls", "withoutCalls"}`.
  var json: JSON {
    .compact(
      ("components", .integer(Int64(components))), ("calls", .integer(Int64(calls))),
      ("withoutCalls", .integer(Int64(lonely.count))))
  }
}

extension ProjectionSource {
  /// How much of the system is known here.
  var extent: KnownSystem { KnownSystem(graph) }
}
