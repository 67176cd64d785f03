internal import SystemModel
internal import Vocabulary

/// Where a fault acts: at a component, or on one link.
struct FaultSource {
  /// The faulted component; nil for a link.
  let component: String?
  /// The faulted link; nil for a component.
  let link: Dependency?
  /// The node from which trouble starts, where the graph has it: the component, or the link's caller.
  let start: Int?
  /// The component that the fault makes a cause, where the graph has it.
  private let cause: Int?

  init(_ target: Target?, _ graph: SystemGraph) {
    switch target {
    case .component(let name):
      component = name
      link = nil
      start = graph.index(.component(name))
      cause = start
    case .dependency(let dependency):
      component = nil
      link = dependency
      start = graph.index(.component(dependency.caller))
      cause = graph.index(.component(dependency.callee))
    case nil:
      component = nil
      link = nil
      start = nil
      cause = nil
    }
  }

  /// Whether the fault makes a cause active for a node, whatever its own samples say.
  func activates(_ cause: Int, for node: NodeID) -> Bool {
    guard cause == self.cause else { return false }
    return link.map { node == .component($0.caller) } ?? true
  }

  /// The component whose fault a node meets without declaring it: of a faulted component every other node, of a faulted link
  /// its caller alone.
  func coupling(to node: NodeID, in graph: SystemGraph) -> String? {
    guard let hidden = component ?? (node == link.map { .component($0.caller) } ? link?.callee : nil) else {
      return nil
    }
    guard let effect = graph.index(node), let cause = graph.index(.component(hidden)) else { return hidden }
    return graph.calls(effect, cause) ? nil : hidden
  }
}
