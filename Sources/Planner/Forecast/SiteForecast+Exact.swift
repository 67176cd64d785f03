internal import Beliefs

extension SiteForecast {
  /// How many places a target may reach to be enumerated rather than sampled.
  static let exactReach = 12

  /// The exact forecast of a site that reaches few places, none of them on a cycle; nil otherwise. Exponential in the width of
  /// what it reaches. Where several critical journeys are reached, P(one of them degrades) is left to sampling: the enumeration
  /// keeps no joint states of them.
  init?(exact site: Site, _ graph: WorldGraph, _ gains: GainTable, _ settings: SweepSettings) {
    let start: Int
    var entry: (slot: Int, fires: Double)?
    switch site {
    case .node(let place): start = place
    case .link(let slot, let effect):
      start = effect
      let silent = (1 - graph.network.leak) * graph.silence[slot]
      entry = (slot, 1 - silent)
    }
    guard graph.reach(start, limit: SiteForecast.exactReach) != nil,
      let enumeration = CascadeEnumeration(
        graph.network, condensation: graph.layout.condensation, target: Int(graph.order[start]), stateLimit: 8192)
    else { return nil }
    let scale = entry?.fires ?? 1
    var exposures: [Exposure] = []
    var degraded: [(place: Int, probability: Double)] = []
    if let entry {
      exposures.append(
        Exposure(place: start, slots: [entry.slot], probability: 1, gain: gains.gain(start, [entry.slot])))
      degraded.append((start, entry.fires))
    }
    for found in enumeration.exposures {
      let place = Int(graph.placeOfNode[found.effect])
      let slots = found.edges.map { Int(graph.slotOfEdge[$0]) }
      exposures.append(
        Exposure(place: place, slots: slots, probability: scale * found.probability, gain: gains.gain(place, slots)))
    }
    var critical: [Double] = []
    for place in graph.order.indices where place != start {
      let probability = scale * enumeration.probability[Int(graph.order[place])]
      guard probability > 0 else { continue }
      degraded.append((place, probability))
      if settings.criticality[place] >= Float(SafetyLimits.criticalFrom) { critical.append(probability) }
    }
    self.init(
      exposures: exposures, degraded: degraded, criticalProbability: critical.max() ?? 0, worldValues: [], value: 0,
      bits: 0, bitsOffPath: 0)
    hasSeveralCritical = critical.count > 1
    sum(settings)
  }

  /// Says what each exposure is worth under an objective other than information, and adds up.
  mutating func price(_ worth: (any FamilyWorth)?, _ settings: SweepSettings) {
    if let worth {
      for index in exposures.indices {
        exposures[index].worth =
          exposures[index].gainScale * worth.worth(exposures[index].place, exposures[index].slots)
      }
    }
    sum(settings)
  }

  /// Adds up the exposures: the value, the bits that count and those that do not.
  mutating func sum(_ settings: SweepSettings) {
    value = 0
    bits = 0
    bitsOffPath = 0
    for exposure in exposures {
      let share = exposure.probability * exposure.gain
      let weight = settings.weights.weight[exposure.place]
      value += exposure.worth.map { exposure.probability * $0 } ?? weight * share
      if weight > 0 { bits += share } else { bitsOffPath += share }
    }
  }
}
