import SystemModel
import Vocabulary

extension Fact {
  /// The nodes whose beliefs a fact of the system can move; nil where it can move none: budgets, the catalogue, a kind or an
  /// owner, and traffic that says nothing of trouble.
  func effects(_ before: SystemModel, _ after: SystemModel) -> Set<NodeID>? {
    switch self {
    case .componentDeclared(let one):
      let was = before.component(one.component)
      return was?.retired == false ? nil : around(one.component, before, after)
    case .componentRetired(let one): return around(one.component, before, after)
    case .componentChanged(let one): return [.component(one.component)]
    case .dependencyDeclared(let one): return [.component(one.dependency.caller)]
    case .dependencyRetired(let one): return [.component(one.dependency.caller)]
    case .dependencyObserved(let one):
      let (was, now) = (before.dependency(one.dependency), after.dependency(one.dependency))
      if let was, let now, was.mode == now.mode, was.retired == now.retired,
        was.observed?.trouble ?? [0, 0, 0, 0] == now.observed?.trouble
      {
        return nil
      }
      return [.component(one.dependency.caller)]
    case .journeyDeclared(let one): return [.journey(one.journey)]
    default: return nil
    }
  }

  /// A component and whoever calls it.
  private func around(_ component: String, _ systems: SystemModel...) -> Set<NodeID> {
    var found: Set<NodeID> = [.component(component)]
    for system in systems {
      for record in system.dependencies where record.dependency.callee == component {
        found.insert(.component(record.dependency.caller))
      }
      for journey in system.journeys where journey.entry.contains(component) { found.insert(.journey(journey.name)) }
    }
    return found
  }

  /// What the fact is about, for people; nil where its stream says it.
  var subject: String? {
    switch self {
    case .componentDeclared(let one): one.component
    case .componentRetired(let one): one.component
    case .componentChanged(let one): "\(one.component) (\(one.change.rawValue))"
    case .dependencyDeclared(let one): "\(one.dependency)"
    case .dependencyObserved(let one): "\(one.dependency)"
    case .dependencyRetired(let one): "\(one.dependency)"
    case .journeyDeclared(let one): "journey \(one.journey)"
    case .policySet(let one): "\(one.key) = \(one.value.text)"
    default: nil
    }
  }
}

extension Traffic {
  /// The counts that priors are told.
  fileprivate var trouble: [Int] { [propagatedErrors, maskedErrors, propagatedDelays, maskedDelays] }
}
