import Vocabulary

/// One function an event: how it changes what exists.
extension SystemModel {
  /// Changes the component of that name, which becomes known by it.
  mutating func update(_ name: String, _ change: (inout Component) -> Void = { _ in }) {
    change(&componentsByName[name, default: Component(name)])
  }

  /// Changes what is known of a call; both ends become known by it.
  mutating func record(_ dependency: Dependency, _ change: (inout DependencyRecord) -> Void) {
    update(dependency.caller)
    update(dependency.callee)
    change(&recordsByDependency[dependency, default: DependencyRecord(dependency)])
  }

  /// A declaration says everything anew, and brings a retired component back.
  mutating func declare(_ payload: ComponentDeclared) {
    update(payload.component) {
      $0.declared = true
      $0.kind = ComponentKind(payload.kind)
      // What a later declaration leaves out stands: traces say that a component is there, not who owns it.
      $0.owner = payload.owner ?? $0.owner
      $0.tier = payload.tier ?? $0.tier
      if !payload.tags.isEmpty { $0.tags = payload.tags }
      $0.retired = false
    }
  }

  /// Changes stay in order of their time in the world, equal times in order of the log.
  mutating func change(_ payload: ComponentChanged, at: Timestamp) {
    update(payload.component) {
      let place = $0.changes.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
      $0.changes.insert(
        Component.Change(at: at, change: payload.change, version: payload.version), at: place)
    }
  }

  mutating func declare(_ payload: DependencyDeclared) {
    record(payload.dependency) {
      $0.declared = true
      $0.mode = payload.mode
      $0.kind = payload.kind
      $0.guards = payload.guards
      $0.retiredAt = nil
    }
  }

  /// Traffic seen after a retirement brings the dependency back; a late report of earlier traffic does not.
  mutating func observe(_ payload: DependencyObserved) {
    record(payload.dependency) {
      if $0.observed == nil { $0.observed = Traffic(payload) } else { $0.observed?.add(payload) }
      if !$0.declared && payload.mode == .sync { $0.mode = .sync }
      if let retiredAt = $0.retiredAt, payload.to > retiredAt { $0.retiredAt = nil }
    }
  }

  mutating func declare(_ payload: JourneyDeclared) {
    let entry = Set(payload.entry).sorted()
    for name in entry { update(name) }
    journeysByName[payload.journey] = Journey(
      name: payload.journey, entry: entry, criticality: payload.criticality, objective: payload.objective)
  }

  /// The latest report by its time in the world counts; of equal times the later in the log.
  mutating func report(_ payload: BudgetReported, at: Timestamp) {
    if let known = budgetsByNode[payload.node], known.at > at { return }
    budgetsByNode[payload.node] = Budget(
      node: payload.node, remaining: payload.remaining, burnRate: payload.burnRate, at: at)
  }
}
