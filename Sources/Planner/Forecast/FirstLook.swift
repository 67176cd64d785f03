internal import Beliefs
internal import Vocabulary

/// The first look at every target of one network: values, standard errors and how far the trouble goes, by place and by slot.
///
/// One word of worlds is swept from every component, in small systems up to sixteen. A link (caller u, callee v) then follows from
/// its caller in one pass over the edges (chapter 3): g_u({v}) + P(u degrades | v) · value(u as if it were the target), exact
/// on acyclic graphs.
struct FirstLook: Sendable {
  /// What is known of one target.
  struct Entry: Sendable {
    /// The weighed bits.
    var value: Float = 0
    /// Their standard error; 0 where exact.
    var standardError: Float = 0
    /// Components expected to degrade, the target left aside.
    var components: Float = 0
    /// Journeys expected to degrade, weighed by criticality.
    var burden: Float = 0
    /// P(a critical journey degrades).
    var critical: Float = 0
    /// The marks of the nodes in the predicted blast radius, the target left aside.
    var marks: UInt32 = 0
  }

  /// By place.
  private(set) var nodes: [Entry]
  /// By slot; of a journey's own links it says nothing.
  private(set) var links: [Entry]

  /// One word in a large system; in a small one as many as cost no more than that.
  static func words(_ graph: WorldGraph) -> Int { min(16, max(1, 20_000 / max(graph.edge.count, 1))) }

  /// One sweep from every component.
  init(_ forecaster: Forecaster, _ settings: SweepSettings, words asked: Int? = nil) {
    let graph = forecaster.graph
    nodes = [Entry](repeating: Entry(), count: graph.order.count)
    links = [Entry](repeating: Entry(), count: graph.edge.count)
    let words = asked ?? FirstLook.words(graph)
    let gains = GainTable(graph, forecaster.surface, .quick, worth: forecaster.worth)
    if graph.largestCycle >= GiantCycle.giantFrom {
      addGiantCycle(forecaster, settings, gains, words: words)
    } else {
      addSweeps(forecaster, settings, gains, words: words)
    }
    let scale = 1 / Float(words)
    for place in nodes.indices {
      nodes[place].value *= scale
      nodes[place].standardError = nodes[place].standardError.squareRoot() * scale
      nodes[place].components *= scale
      nodes[place].burden *= scale
      nodes[place].critical *= scale
    }
    addLinks(graph, settings, GainTable(graph, forecaster.surface, .quick, worth: forecaster.worth))
  }

  /// Sweeps from every component.
  private mutating func addSweeps(
    _ forecaster: Forecaster, _ settings: SweepSettings, _ gains: GainTable, words: Int
  ) {
    let graph = forecaster.graph
    var collector = ValueCollector(gains, settings)
    var sweep = WorldSweep(graph)
    for word in 0..<words {
      let worlds = Worlds(graph, seed: forecaster.seed, word: word)
      for place in graph.order.indices where settings.criticality[place] < 0 {
        collector.reset()
        sweep.run(from: place, worlds, into: &collector)
        let (mean, standardError) = collector.estimate
        nodes[place].add(
          Entry(
            value: mean, standardError: standardError, components: Float(collector.components) / 64,
            burden: collector.burden / 64, critical: Float(collector.critical.nonzeroBitCount) / 64,
            marks: collector.marks))
      }
    }
  }

  /// Goes round by the hubs of a giant cycle.
  private mutating func addGiantCycle(
    _ forecaster: Forecaster, _ settings: SweepSettings, _ gains: GainTable, words: Int
  ) {
    let graph = forecaster.graph
    var sweep = WorldSweep(graph)
    var tour = GiantCycleTour(graph, gains, settings)
    for word in 0..<words {
      let worlds = Worlds(graph, seed: forecaster.seed, word: word)
      let giant = GiantCycle(
        graph, worlds, settings, &tour.gains, &sweep, seed: forecaster.seed &+ UInt64(word))
      tour.begin(giant)
      for place in graph.order.indices where settings.criticality[place] < 0 {
        nodes[place].add(tour.visit(place, giant))
      }
    }
  }

  private mutating func addLinks(_ graph: WorldGraph, _ settings: SweepSettings, _ gains: GainTable) {
    for place in graph.order.indices where settings.criticality[place] < 0 {
      let caller = nodes[place]
      for slot in graph.slots(place) {
        let fires = Float(1 - (1 - graph.network.leak) * graph.silence[slot])
        let weight = settings.weight[place]
        let own = weight > 0 ? weight * Float(gains.gain(place, [slot])) : 0
        links[slot] = Entry(
          value: own + fires * caller.value, standardError: fires * caller.standardError,
          components: fires * (1 + caller.components), burden: fires * caller.burden,
          critical: fires * caller.critical,
          marks: fires > Float(SafetyLimits.inBlastRadiusFrom) ? caller.marks | settings.marks[place] : 0)
      }
    }
  }
}

extension FirstLook.Entry {
  /// Adds one word's estimate; `standardError` holds the sum of squares until the end.
  fileprivate mutating func add(_ word: FirstLook.Entry) {
    value += word.value
    standardError += word.standardError * word.standardError
    components += word.components
    burden += word.burden
    critical += word.critical
    marks |= word.marks
  }
}
