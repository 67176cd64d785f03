internal import Beliefs
package import Vocabulary

/// What is estimated of one target under one class at one dose, over so many worlds.
package struct TargetLook: Sendable {
  /// The component or link.
  package let target: Target
  /// The weighed bits.
  package let value: Double
  /// Components expected to degrade, the target left aside.
  package let components: Double
}

extension Planner {
  /// What every component and every link (but the only one to a component) between components is worth under one class at one dose: the first look of
  /// ``propose(_:)``, over as many words of sixty-four worlds as are asked for. What the choice of a plan is measured against.
  package func look(
    at faultClass: FaultClass, _ dose: Dose, words: Int? = nil, seed: UInt64? = nil
  ) -> [TargetLook] {
    let network = networks(faultClass, dose)
    let forecaster = Forecaster(
      network, faultClass, dose, model: model, journey: nil, surface: Surfaces.shared.surface(leak: network.leak),
      seed: seed ?? self.seed)
    let look = forecaster.firstLook(words: words)
    let graph = forecaster.graph
    var found: [TargetLook] = []
    for place in graph.order.indices where graph.name(place).kind == .component {
      let entry = look.nodes[place]
      found.append(
        TargetLook(
          target: .component(graph.name(place).name), value: Double(entry.value),
          components: Double(entry.components)))
      for slot in graph.slots(place) where !graph.isOnlyCall(slot) {
        let callee = graph.name(Int(graph.cause[slot])).name
        found.append(
          TargetLook(
            target: .dependency(Dependency(caller: graph.name(place).name, callee: callee)),
            value: Double(look.links[slot].value), components: Double(look.links[slot].components)))
      }
    }
    return found
  }
}

extension Planner {
  /// Over how many words of worlds the first look goes under one class at one dose.
  package func firstWords(at faultClass: FaultClass, _ dose: Dose) -> Int {
    FirstLook.words(WorldGraph(networks(faultClass, dose)))
  }
}
