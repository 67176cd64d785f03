internal import Beliefs
internal import Vocabulary

/// Where the bits of a forecast come from: its families, each with the present beliefs and those after either outcome.
struct SourceList {
  /// The families that teach, the most first.
  let sources: [Proposal.Source]

  init(_ forecaster: Forecaster, _ forecast: SiteForecast) {
    let graph = forecaster.graph
    var order: [Int] = []
    var exposures: [Int: [SiteForecast.Exposure]] = [:]
    for exposure in forecast.exposures where forecaster.weights.weight[exposure.place] > 0 {
      if exposures[exposure.place] == nil { order.append(exposure.place) }
      exposures[exposure.place, default: []].append(exposure)
    }
    sources = order.map { place in
      let mine = exposures[place] ?? []
      let usual =
        mine.max {
          $0.probability != $1.probability
            ? $0.probability < $1.probability : $1.slots.lexicographicallyPrecedes($0.slots)
        }?.slots ?? []
      let slots = Set(mine.flatMap(\.slots)).sorted()
      return Proposal.Source(
        effect: graph.name(place), causes: slots.map { SourceList.belief($0, usual, graph) },
        met: mine.reduce(0) { $0 + $1.probability }, bits: mine.reduce(0) { $0 + $1.probability * $1.gain },
        weight: forecaster.weights.weight[place])
    }.sorted { $0.bits != $1.bits ? $0.bits > $1.bits : $0.effect < $1.effect }
  }

  /// Now, and by Bayes' rule after each outcome of meeting the causes `usual`: with q = (1 − leak) Π (1 − θ_j) and independent θ_j,
  /// E[1 − θᵢ | steady] = E(1 − θᵢ)² / E(1 − θᵢ) and E[1 − θᵢ | degraded] = (E(1 − θᵢ) − E[(1 − θᵢ) q]) / (1 − E q).
  private static func belief(_ slot: Int, _ usual: [Int], _ graph: WorldGraph) -> Proposal.CauseBelief {
    let first = graph.silence[slot]
    let second = graph.squaredSilence[slot]
    var ifDegraded: Double?
    var ifSteady: Double?
    if usual.contains(slot), first > 0 {
      var others = 1 - graph.network.leak
      for other in usual where other != slot { others *= graph.silence[other] }
      let fires = 1 - others * first
      if fires > 0 { ifDegraded = 1 - (first - others * second) / fires }
      ifSteady = 1 - second / first
    }
    return Proposal.CauseBelief(
      cause: graph.name(Int(graph.cause[slot])), mean: 1 - first,
      standardDeviation: max(second - first * first, 0).squareRoot(), ifDegraded: ifDegraded, ifSteady: ifSteady)
  }
}
