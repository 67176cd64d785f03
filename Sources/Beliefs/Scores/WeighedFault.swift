internal import SystemModel
public import Vocabulary

/// One thing that may go wrong, and how much it counts: a fault of one class on one component, π of all weights' sum.
public struct WeighedFault: Sendable, Hashable {
  /// The component.
  public let component: String
  /// The class of fault.
  public let faultClass: FaultClass
  /// The kinds of fault of that class that count here, by name.
  public let kinds: [FaultKind]
  /// The share of all faults' weight; the shares of all faults sum to 1.
  public let share: Double
}

extension BeliefInputs {
  /// The faults that scores are about. From the failure-mode catalogue, each entry with its likelihood's weight (policy
  /// `score.likelihood`); an entry without a component is spread over the components of the kinds that it names, else
  /// over those that can plausibly suffer it. Without
  /// a catalogue every component's plausible faults, equally. Faults of no class are left out. By component, then by class.
  public var weighedFaults: [WeighedFault] {
    var weights: [Place: [FaultKind: Double]] = [:]
    let components = model.components.filter { !$0.retired }
    func add(_ component: String, _ kind: FaultKind, _ weight: Double) {
      guard let faultClass = kind.faultClass, weight > 0 else { return }
      weights[Place(component: component, faultClass: faultClass), default: [:]][kind, default: 0] += weight
    }
    for entry in model.failureModes {
      let weight = weighing.policy.likelihoodWeight(entry.likelihood)
      if let component = entry.component {
        if model.component(component)?.retired == false { add(component, entry.fault, weight) }
      } else {
        let fitting = components.filter { entry.strikes($0.kind, with: [entry.fault]) }
        for component in fitting { add(component.name, entry.fault, weight / Double(fitting.count)) }
      }
    }
    if weights.isEmpty {
      for component in components {
        for kind in component.kind.plausibleFaults { add(component.name, kind, 1) }
      }
    }
    let places = weights.keys.sorted()
    func weight(_ place: Place) -> Double {
      (weights[place] ?? [:]).sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    }
    let total = places.reduce(0) { $0 + weight($1) }
    return places.map { place in
      WeighedFault(
        component: place.component, faultClass: place.faultClass, kinds: (weights[place] ?? [:]).keys.sorted(),
        share: weight(place) / total)
    }
  }

  private struct Place: Hashable, Comparable {
    let component: String
    let faultClass: FaultClass

    static func < (one: Place, other: Place) -> Bool {
      (one.component, one.faultClass) < (other.component, other.faultClass)
    }
  }
}
