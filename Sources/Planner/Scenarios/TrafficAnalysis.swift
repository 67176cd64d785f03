internal import Beliefs
public import SystemModel
public import Vocabulary

/// What the traces of a system say about where to look: its calls and the paths through them in order, and the scenarios that
/// they suggest.
///
///     let analysis = TrafficAnalysis(model, bands: policy.doseBands)
///     analysis.links.first          // the call with the most trouble for the most users
///     analysis.scenarios.first      // a fault to try there, with the figures that suggest it
///
/// The same model gives the same analysis. Where nothing is beyond chance there are no scenarios, and the calls stand by how busy
/// they are. Cost: the calls, and for each troubled one and each of the busiest a walk over what hangs on it.
public struct TrafficAnalysis: Sendable {
  /// The calls with traffic, the one that asks most to be looked at first.
  public let links: [LinkAttention]
  /// Ways from an entry through the troubled calls, the one with the most trouble first.
  public let paths: [TroubledPath]
  /// What to try, the most promising first.
  public let scenarios: [Scenario]

  /// Untroubled calls whose surroundings are walked as well, for the list.
  private static let walkedUntroubled = 100

  /// Analyses the traffic of a system's active calls.
  ///
  /// - Parameter bands: the dose bands of policy; they give a fault its magnitude where the traces do not.
  public init(_ model: SystemModel, bands: DoseBands = .standard) {
    let graph = model.graph
    let readings = model.dependencies.filter(model.isActive).compactMap(SignalReading.init)
    let busiest = readings.map(\.traffic.calls).max() ?? 0
    var walks = Walks(graph)
    let seen = Explanation(readings).own
    let quiet = seen.filter(\.1.isEmpty).map(\.0.traffic.calls).sorted(by: >)
    let least = quiet.count > TrafficAnalysis.walkedUntroubled ? quiet[TrafficAnalysis.walkedUntroubled] : 0
    links = seen.map { reading, signals in
      let isWalked = !signals.isEmpty || reading.traffic.calls > least
      let hang = isWalked ? walks.hang(on: reading.record.dependency.callee) : (below: 0, above: 0)
      return LinkAttention(
        dependency: reading.record.dependency, traffic: reading.traffic, signals: signals,
        trouble: 1 - signals.reduce(1) { $0 * (1 - $1.strength) },
        exposure: TrafficAnalysis.exposure(reading, hang, graph, busiest: busiest), below: hang.below,
        above: hang.above)
    }.sorted(by: LinkAttention.ranksBefore)
    let board = PathSearch(graph, links)
    paths = board.paths()
    let byCall = Dictionary(uniqueKeysWithValues: readings.map { ($0.record.dependency, $0) })
    let writer = ScenarioWriter(model, graph, bands, amplification: board.amplification)
    scenarios = links.flatMap { link in byCall[link.dependency].map { writer.scenarios(of: link, $0) } ?? [] }
      .sorted(by: Scenario.ranksBefore)
  }

  private static func exposure(
    _ reading: SignalReading, _ hang: (below: Int, above: Int), _ graph: SystemGraph, busiest: Int
  ) -> Double {
    let volume =
      busiest > 0 ? naturalLogarithm(1 + Double(reading.traffic.calls)) / naturalLogarithm(1 + Double(busiest)) : 0
    let all = max(graph.nodes.count - 2, 1)
    let share = min(1, Double(hang.above + hang.below) / Double(all))
    let hasJourneys = graph.componentCount < graph.nodes.count
    let reach = graph.index(.component(reading.record.dependency.caller)).flatMap { graph.criticalityReach[$0] }
    let criticality = hasJourneys ? max(reach ?? 0, 0.1) : 1
    return criticality * (0.4 + 0.3 * volume + 0.3 * share)
  }
}

/// What hangs on a component, each walk once.
private struct Walks {
  private let graph: SystemGraph
  private var known: [String: (below: Int, above: Int)] = [:]

  init(_ graph: SystemGraph) { self.graph = graph }

  /// How many components it may call in turn, and how many components and journeys its trouble can reach.
  mutating func hang(on component: String) -> (below: Int, above: Int) {
    if let found = known[component] { return found }
    guard let node = graph.index(.component(component)) else { return (0, 0) }
    let below = graph.dependencies(of: node).count { $0 } - 1
    let found = (below: below, above: graph.ancestors(of: node).count)
    known[component] = found
    return found
  }
}
