public import Vocabulary

extension SystemModel {
  /// Whether a declaration or a retirement would change nothing: the system is already what it says. False for anything that is
  /// seen rather than said, such as traffic, which counts each time. Cost: that of the few names in it.
  public func knows(_ fact: Fact) -> Bool {
    switch fact {
    case .componentRetired(let payload): return componentsByName[payload.component]?.retired == true
    case .dependencyRetired(let payload): return recordsByDependency[payload.dependency]?.retired == true
    case .componentDeclared(let payload): return isUnmoved(by: fact, components: [payload.component])
    case .dependencyDeclared(let payload):
      return isUnmoved(
        by: fact, components: [payload.dependency.caller, payload.dependency.callee], dependency: payload.dependency)
    case .journeyDeclared(let payload):
      return isUnmoved(by: fact, components: payload.entry, journey: payload.journey)
    case .failureModeCatalogued(let payload): return failureModesByID[payload.id] == payload
    default: return false
    }
  }

  /// Folds the fact into those parts alone that it can touch.
  private func isUnmoved(
    by fact: Fact, components: [String], dependency: Dependency? = nil, journey: String? = nil
  ) -> Bool {
    var part = SystemModel(position: position)
    for name in components { part.componentsByName[name] = componentsByName[name] }
    if let dependency { part.recordsByDependency[dependency] = recordsByDependency[dependency] }
    if let journey { part.journeysByName[journey] = journeysByName[journey] }
    let before = part
    part.apply(fact, at: Timestamp(microseconds: 0), position: position)
    return part == before
  }
}
