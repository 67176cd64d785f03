internal import Beliefs
internal import Vocabulary

/// The first look at every target of one network: values, standard errors and how far the trouble goes, by place and by slot.
///
/// One word of worlds is swept from every component, in small systems up to sixteen. A link (caller u, callee v) then follows from
/// its caller in one pass over the edges (chapter 3): g_u({v}) + P(u degrades | v) · value(u as if it were the target), exact
/// on acyclic graphs.
struct FirstLook: Sendable {
  /// What is known of one target.
  struct Entry: Sendable, Equatable {
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
  /// By place: of the networks that share this look, a bit each, those whose beliefs differ where its trouble comes by.
  private var apart: [UInt32]

  /// One word in a large system; in a small one as many as cost no more than that.
  static func words(_ graph: WorldGraph) -> Int { min(16, max(1, 20_000 / max(graph.edge.count, 1))) }

  /// A look at every component and link.
  ///
  /// - Parameter differing: by place, of the networks that are to share this look, a bit each, those whose beliefs differ there; empty
  ///   where none is.
  init(_ forecaster: Forecaster, _ settings: SweepSettings, words asked: Int? = nil, differing: [UInt32] = []) {
    self.init(forecaster.graph, isShared: !differing.isEmpty)
    let graph = forecaster.graph
    let words = asked ?? FirstLook.words(graph)
    let gains = GainTable(graph, forecaster.surface, .quick, worth: forecaster.worth)
    if graph.largestCycle >= GiantCycle.giantFrom {
      addGiantCycle(forecaster, settings, gains, words: words)
      // What a tour meets is not told: nothing of it is shared but among networks that are alike everywhere.
      if isShared { apart = nodes.map { _ in differing.reduce(0, |) } }
    } else {
      let places = graph.order.indices.filter { settings.criticality[$0] < 0 }
      addSweeps(places, forecaster, settings, gains, words: words, differing: differing)
    }
    addLinks(forecaster, settings)
  }

  /// The look of a network that shares one but for some beliefs: taken over for the components whose trouble comes by none of
  /// these, in the very worlds that are looked at; the others are looked at anew.
  init(_ forecaster: Forecaster, _ settings: SweepSettings, sharing other: FirstLook, bit: UInt32) {
    self.init(forecaster.graph, isShared: false)
    let graph = forecaster.graph
    let gains = GainTable(graph, forecaster.surface, .quick, worth: forecaster.worth)
    let words = FirstLook.words(graph)
    if graph.largestCycle >= GiantCycle.giantFrom, other.apart.contains(where: { $0 & bit != 0 }) {
      addGiantCycle(forecaster, settings, gains, words: words)
    } else {
      let places = graph.order.indices.filter { settings.criticality[$0] < 0 && other.apart[$0] & bit != 0 }
      addSweeps(places, forecaster, settings, gains, words: words, differing: [])
      for place in graph.order.indices where other.apart[place] & bit == 0 { nodes[place] = other.nodes[place] }
    }
    addLinks(forecaster, settings)
  }

  private init(_ graph: WorldGraph, isShared: Bool) {
    nodes = [Entry](repeating: Entry(), count: graph.order.count)
    links = [Entry](repeating: Entry(), count: graph.edge.count)
    apart = isShared ? [UInt32](repeating: 0, count: graph.order.count) : []
  }

  private var isShared: Bool { !apart.isEmpty }

  /// Turns sums over words into means.
  private mutating func average(_ words: Int) {
    let scale = 1 / Float(words)
    for place in nodes.indices {
      nodes[place].value *= scale
      nodes[place].standardError = nodes[place].standardError.squareRoot() * scale
      nodes[place].components *= scale
      nodes[place].burden *= scale
      nodes[place].critical *= scale
    }
  }

  /// Sweeps from every component, some of them at a time; how many does not depend on the machine.
  private mutating func addSweeps(
    _ places: [Int], _ forecaster: Forecaster, _ settings: SweepSettings, _ gains: GainTable, words: Int,
    differing: [UInt32]
  ) {
    let graph = forecaster.graph
    let count = max(1, min(8, places.count / 64))
    // Hubs lie beside each other: each piece takes every eighth place.
    let pieces = (0..<count).map { piece in stride(from: piece, to: places.count, by: count).map { places[$0] } }
    for word in 0..<words {
      let worlds = Worlds(graph, seed: forecaster.seed, word: word)
      let found = concurrentMap(pieces) { FirstLook.sweep($0, graph, worlds, settings, gains, differing) }
      for (piece, entries) in zip(pieces, found) {
        for (place, (entry, met)) in zip(piece, entries) {
          nodes[place].add(entry)
          if isShared { apart[place] |= met }
        }
      }
    }
    average(words)
  }

  private static func sweep(
    _ places: [Int], _ graph: WorldGraph, _ worlds: Worlds, _ settings: SweepSettings, _ gains: GainTable,
    _ differing: [UInt32]
  ) -> [(entry: Entry, met: UInt32)] {
    var collector = ValueCollector(gains, settings, differing: differing)
    var sweep = WorldSweep(graph)
    return places.map { place in
      collector.reset()
      sweep.run(from: place, worlds, into: &collector)
      let (mean, standardError) = collector.estimate
      let entry = Entry(
        value: mean, standardError: standardError, components: Float(collector.components) / 64,
        burden: collector.burden / 64, critical: Float(collector.critical.nonzeroBitCount) / 64,
        marks: collector.marks)
      return (entry, collector.differingMet)
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
    average(words)
  }

  private mutating func addLinks(_ forecaster: Forecaster, _ settings: SweepSettings) {
    let graph = forecaster.graph
    let gains = GainTable(graph, forecaster.surface, .quick, worth: forecaster.worth, isTabled: false)
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
