public import Vocabulary

/// Where a failure mode can strike.
extension FailureModeCatalogued {
  /// Whether it names no kinds of component, or this one.
  public func admits(_ kind: ComponentKind) -> Bool {
    details.componentKinds.isEmpty || details.componentKinds.contains(kind.treatedAs.name)
  }

  /// Whether it strikes components of a kind: one of those that it names, else any that can plausibly suffer one of these
  /// faults.
  public func strikes(_ kind: ComponentKind, with faults: [FaultKind]) -> Bool {
    guard details.componentKinds.isEmpty else { return admits(kind) }
    let plausible = kind.plausibleFaults
    return faults.contains { plausible.contains($0) }
  }

  /// Whether it strikes a component: the one that it names; else one of a kind that it strikes with any of its faults.
  public func strikes(_ component: Component) -> Bool {
    guard let name = self.component else { return strikes(component.kind, with: faults) }
    return component.name == name
  }
}
