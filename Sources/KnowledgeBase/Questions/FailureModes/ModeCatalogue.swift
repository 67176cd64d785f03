import FailureModes
import SystemModel
import Vocabulary

/// The failure modes that a book is asked about: those that it catalogues itself, and the shipped ones beside them.
struct ModeCatalogue: Sendable {
  /// One of them, and where it comes from.
  struct Entry: Sendable {
    /// Who says so.
    enum Origin: String, Sendable {
      /// The program brings it along.
      case shipped
      /// The book catalogues it.
      case book
      /// The book catalogues it in place of a shipped one.
      case override
    }

    let mode: FailureModeCatalogued
    let origin: Origin

    /// Whether it weighs in scores and proposals.
    var isCatalogued: Bool { origin != .shipped }

    /// Whether a fault on a target is this mode: of one of its kinds, at a place that it strikes.
    func isMet(by kind: FaultKind, on component: String, _ system: SystemModel) -> Bool {
      guard mode.faults.contains(kind) else { return false }
      if let own = mode.component { return own == component }
      return mode.admits(system.component(component)?.kind ?? .service)
    }
  }

  /// By id.
  let entries: [Entry]

  init(_ system: SystemModel) {
    var byID: [String: Entry] = [:]
    for mode in ShippedFailureModes.all { byID[mode.id] = Entry(mode: mode, origin: .shipped) }
    for mode in system.failureModes {
      let shipped = byID[mode.id]?.mode
      byID[mode.id] = Entry(
        mode: shipped.map(mode.filled) ?? mode, origin: shipped == nil ? .book : .override)
    }
    entries = byID.values.sorted { $0.mode.id < $1.mode.id }
  }

  func entry(_ id: String) -> Entry? { entries.first { $0.mode.id == id } }

  /// The modes that a fault on a target is.
  func modes(of kind: FaultKind, on target: Target, _ system: SystemModel) -> [Entry] {
    entries.filter { $0.isMet(by: kind, on: target.component, system) }
  }
}

extension FailureModeCatalogued {
  /// The entry with the words of another where it has none; what weighs stays its own.
  fileprivate func filled(by other: FailureModeCatalogued) -> FailureModeCatalogued {
    FailureModeCatalogued(
      id: id, name: name, category: category, injection: injection, component: component, likelihood: likelihood,
      impact: impact, detection: detection ?? other.detection,
      currentHandling: currentHandling ?? other.currentHandling,
      desiredHandling: desiredHandling ?? other.desiredHandling,
      details: ModeDetails(
        description: details.description ?? other.details.description,
        symptoms: details.symptoms ?? other.details.symptoms, otherFaults: details.otherFaults,
        componentKinds: details.componentKinds,
        observe: details.observe.isEmpty ? other.details.observe : details.observe,
        mitigations: details.mitigations.isEmpty ? other.details.mitigations : details.mitigations))
  }
}
