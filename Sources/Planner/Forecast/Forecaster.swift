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
  /// What the families' outcomes are worth; nil for information.
  let worth: (any FamilyWorth)?
  private var settings: SweepSettings

  /// Words of worlds for the first full forecast of a candidate: 1,024 worlds.
  static let words = 16
  /// Into how many pieces the words of a forecast are cut.
  static let pieces = 4
  /// How many exposures of one forecast are asked of the families' posteriors.
  private static let exactGains = 2000

  /// - Parameter other: of the same plan: it lends its layout where the calls are the same.
  init(
    _ network: PropagationNetwork, _ faultClass: FaultClass, _ dose: Dose, model: SystemModel, journey: String?,
    surface: GainSurface, seed: UInt64, valuing objective: ObjectiveWorth? = nil, like other: Forecaster? = nil
  ) {
    self.faultClass = faultClass
    self.dose = dose
    self.surface = surface
    self.seed = seed
    let graph = WorldGraph(network, like: other?.graph)
    self.graph = graph
    weights = FamilyWeights(graph, model, only: journey)
    worth = objective?.worth(graph, weights, faultClass)
    settings = SweepSettings(weights, marks: [UInt32](repeating: 0, count: graph.order.count), worth: worth)
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
  ///
  /// - Parameter explained: whether the exposures are kept, with the gains of the families' posteriors; otherwise gains are
  ///   those of the first two moments, which is what the order of candidates needs.
  func forecasts(_ sites: [Site], words: Int, explained: Bool) -> [SiteForecast] {
    let gains = GainTable(graph, surface, .exact, isTabled: false)
    var results = sites.map { SiteForecast(exact: $0, graph, gains, settings) }
    for index in results.indices { results[index]?.price(worth, settings) }
    let sampled = sites.indices.filter { results[$0] == nil }
    let joint = sites.indices.filter { results[$0]?.hasSeveralCritical == true }
    let found = sample(sampled.map { sites[$0] }, words: 0..<words, explained: explained)
    for (index, forecast) in zip(sampled, found) { results[index] = forecast }
    let jointly = sample(joint.map { sites[$0] }, words: 0..<Forecaster.words, explained: false)
    for (index, forecast) in zip(joint, jointly) { results[index]?.criticalProbability = forecast.criticalProbability }
    return results.compactMap(\.self)
  }

  /// Forecasts of sites by sampling alone. Each word of worlds is drawn once for all of them, and a few pieces of words are worked off at a
  /// time; how many does not depend on the machine.
  ///
  /// - Parameter words: which words of worlds; those that follow a sample carry it on.
  func sample(_ sites: [Site], words: Range<Int>, explained: Bool) -> [SiteForecast] {
    guard !sites.isEmpty else { return [] }
    let count = min(words.count, Forecaster.pieces)
    let ranges = (0..<count).map { piece in
      words.lowerBound + piece * words.count / count..<words.lowerBound + (piece + 1) * words.count / count
    }
    let parts = concurrentMap(ranges) { collect(sites, words: $0, explained: explained) }
    return concurrentMap(Array(sites.indices)) { index in
      var whole = parts[0][index]
      for part in parts.dropFirst() { whole.append(part[index]) }
      var forecast = whole.forecast
      if explained { sharpen(&forecast) }
      return forecast
    }
  }

  /// What some words of worlds say of every site.
  private func collect(_ sites: [Site], words: Range<Int>, explained: Bool) -> [ExposureCollector] {
    var gains = GainTable(graph, surface, .quick, worth: worth)
    var collectors = sites.map { _ in
      ExposureCollector(gains.placeholder, settings, words: words.count, keepsExposures: explained)
    }
    var sweep = WorldSweep(graph)
    for word in words {
      let worlds = Worlds(graph, seed: seed, word: word)
      for index in sites.indices {
        collectors[index].beginWord(&gains)
        switch sites[index] {
        case .node(let place): sweep.run(from: place, worlds, into: &collectors[index])
        case .link(let slot, let effect):
          sweep.run(link: slot, of: effect, worlds, into: &collectors[index])
        }
        collectors[index].endWord(&gains)
      }
    }
    return collectors
  }

  /// Asks the families' posteriors for the gains of the exposures that matter most; the thousands beyond keep those of two
  /// moments, within 0.5 %.
  private func sharpen(_ forecast: inout SiteForecast) {
    let exact = GainTable(graph, surface, .exact, isTabled: false)
    if worth != nil {
      // The sweep's gains were those of the objective.
      let quick = GainTable(graph, surface, .quick, isTabled: false)
      for index in forecast.exposures.indices {
        let exposure = forecast.exposures[index]
        forecast.exposures[index].gain = exposure.gainScale * quick.gain(exposure.place, exposure.slots)
      }
    }
    var order = Array(forecast.exposures.indices)
    if order.count > Forecaster.exactGains {
      let shares = forecast.exposures.map { $0.probability * $0.gain }
      order.sort { shares[$0] != shares[$1] ? shares[$0] > shares[$1] : $0 < $1 }
    }
    for index in order.prefix(Forecaster.exactGains) {
      let exposure = forecast.exposures[index]
      forecast.exposures[index].gain = exposure.gainScale * exact.gain(exposure.place, exposure.slots)
    }
    forecast.price(worth, settings)
  }

  /// The first look at every component and link, over so many words of worlds, or as many as its size affords.
  ///
  /// - Parameter differing: by place, of the networks that are to share it, a bit each, those that differ there.
  func firstLook(words: Int? = nil, differing: [UInt32] = []) -> FirstLook {
    FirstLook(self, settings, words: words, differing: differing)
  }

  /// The first look where it is that of another network but for some families.
  func firstLook(sharing other: FirstLook, bit: UInt32) -> FirstLook {
    FirstLook(self, settings, sharing: other, bit: bit)
  }
}
