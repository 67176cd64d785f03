import Vocabulary

/// Components and calls of a graph that somebody drew, gathered so that each is told once and in a fixed order.
struct GraphEvents {
  private var components: [String: ComponentDeclared] = [:]
  private var calls: [Dependency: (mode: CallMode, kind: String?)] = [:]

  /// Takes up a component; what was said of it first stands.
  mutating func add(_ component: ComponentDeclared) {
    if components[component.component] == nil { components[component.component] = component }
  }

  /// Takes up a call; one that is said to be waited for stands, for it passes on more.
  mutating func add(caller: String, callee: String, mode: CallMode = .sync, kind: String? = nil) {
    guard caller != callee else { return }
    let call = Dependency(caller: caller, callee: callee)
    if let known = calls[call], known.mode <= mode { return }
    calls[call] = (mode, kind)
  }

  /// Whether nothing was found.
  var isEmpty: Bool { components.isEmpty && calls.isEmpty }

  /// Emits the components and then the calls, by name.
  func emit(in context: ImportContext) throws {
    for (_, component) in components.sorted(by: { $0.key < $1.key }) {
      try context.add(.componentDeclared(component), stream: StreamFamily.system.stream(), at: nil)
    }
    for (call, how) in calls.sorted(by: { $0.key < $1.key }) {
      let declared = DependencyDeclared(dependency: call, mode: how.mode, kind: how.kind)
      try context.add(.dependencyDeclared(declared), stream: StreamFamily.system.stream(), at: nil)
    }
  }
}
