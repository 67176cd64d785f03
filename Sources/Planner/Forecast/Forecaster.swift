internal import Beliefs
internal import SystemModel
internal import Vocabulary

/// Everything that the planner works out about one fault class at one dose: the first look at all targets, and forecasts of some.
///
/// The evaluation is shared by all kinds of fault of the class. A value; immutable; each call brings its own scratch room.
struct Forecaster: Sendable {
  let faultClass: FaultClass
  let dose: Dose
  let graph: WorldGraph
  let weights: FamilyWeights
  let surface: GainSurface
  let seed: UInt64
  private var settings: SweepSettings

  /// Words of worlds for the first full forecast of a candidate: 1,024 worlds.
  static let words = 16

  init(
    _ network: PropagationNetwork, _ faultClass: FaultClass, _ dose: Dose, model: SystemModel, journey: String?,
    surface: GainSurface, seed: UInt64
  ) {
    self.faultClass = faultClass
    self.dose = dose
    self.surface = surface
    self.seed = seed
    let graph = WorldGraph(network)
    self.graph = graph
    weights = FamilyWeights(graph, model, only: journey)
    settings = SweepSettings(
      weight: weights.weight, criticality: weights.criticality,
      marks: [UInt32](repeating: 0, count: graph.order.count))
  }

  /// The same with marks on some nodes.
  func marking(_ marks: [NodeID: UInt32]) -> Forecaster {
    guard !marks.isEmpty else { return self }
    var copy = self
    copy.settings.marks = graph.order.indices.map { marks[graph.name($0)] ?? 0 }
    return copy
  }

  /// The site of a target; nil where the network has no such node or edge.
  func site(_ target: Target, places: [NodeID: Int]) -> Site? {
    switch target {
    case .component(let name): return places[.component(name)].map { .node($0) }
    case .dependency(let link):
      guard let caller = places[.component(link.caller)], let callee = places[.component(link.callee)] else {
        return nil
      }
      return graph.slot(from: callee, to: caller).map { .link(slot: $0, effect: caller) }
    }
  }

  /// The places by name.
  func places() -> [NodeID: Int] {
    Dictionary(uniqueKeysWithValues: graph.order.indices.map { (graph.name($0), $0) })
  }

  /// Forecasts of some sites: exact where they reach few nodes, else over `words` words of sixty-four worlds.
  func forecasts(_ sites: [Site], words: Int) -> [SiteForecast] {
    let gains = GainTable(graph, surface, .exact)
    var results = sites.map { SiteForecast(exact: $0, graph, gains, settings) }
    let sampled = sites.indices.filter { results[$0] == nil }
    let joint = sites.indices.filter { results[$0]?.hasSeveralCritical == true }
    for (index, forecast) in zip(sampled, sample(sampled.map { sites[$0] }, words: words, gains)) {
      results[index] = forecast
    }
    for (index, forecast) in zip(joint, sample(joint.map { sites[$0] }, words: min(words, 16), gains)) {
      results[index]?.criticalProbability = forecast.criticalProbability
    }
    return results.compactMap(\.self)
  }

  /// Forecasts of sites by sampling alone.
  func sample(_ sites: [Site], words: Int, _ gains: GainTable? = nil) -> [SiteForecast] {
    guard !sites.isEmpty else { return [] }
    let gains = gains ?? GainTable(graph, surface, .exact)
    var collectors = sites.map { _ in ExposureCollector(gains, settings) }
    var sweep = WorldSweep(graph)
    for word in 0..<words {
      let worlds = Worlds(graph, seed: seed, word: word)
      for index in sites.indices {
        collectors[index].beginWord()
        switch sites[index] {
        case .node(let place): sweep.run(from: place, worlds, into: &collectors[index])
        case .link(let slot, let effect):
          sweep.run(link: slot, of: effect, worlds, into: &collectors[index])
        }
        collectors[index].endWord()
      }
    }
    return collectors.map(\.forecast)
  }

  /// The first look at every component and link.
  func firstLook() -> FirstLook { FirstLook(self, settings) }
}
