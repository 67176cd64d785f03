import Beliefs
import SystemModel
import Vocabulary

/// Runs of a large system: which nodes degrade follows from one world of the beliefs, and so many nodes are watched.
struct SimulatedRuns {
  private let system: LargeSystem
  private let network: PropagationNetwork
  private let engine: CascadeEngine
  private var state: CascadeState
  private var generator: Xoshiro256

  init(_ system: LargeSystem, _ book: BeliefBook, seed: UInt64) {
    self.system = system
    network = book.network(.latency, .high)
    engine = CascadeEngine(network, seed: seed, words: 1)
    state = engine.makeState()
    generator = Xoshiro256(seed: seed)
  }

  /// A run of a network delay on a component that somebody calls. Its callers, whom its trouble meets, and others by chance are
  /// watched; everybody where no number is given.
  mutating func next(_ id: Int, watched: Int?) -> ObservedRun {
    let graph = system.graph
    var target = 0
    repeat {
      target = min(graph.componentCount - 1, Int(generator.unit() * Double(graph.componentCount)))
    } while graph.callsReaching(target).isEmpty
    engine.run(from: target, &state)
    let world = UInt64(1) << UInt64(id & 63)
    var nodes = Set(graph.callers(of: target).prefix(watched ?? .max)).union(
      state.exposed.prefix(watched ?? .max).map(Int.init))
    if let watched {
      while nodes.count < min(watched, graph.nodes.count) {
        nodes.insert(Int(generator.unit() * Double(graph.nodes.count)))
      }
    } else {
      nodes = Set(graph.nodes.indices)
    }
    nodes.insert(target)
    let observations = nodes.sorted().prefix(watched.map { max($0, 2) } ?? .max).map { node in
      let isDegraded = state.activeWorlds(node, word: 0) & world != 0
      return Observation(
        node: graph.nodes[node], symptom: .latency, state: isDegraded ? .degraded : .steady)
    }
    return ObservedRun(
      stream: "run/\(id)", position: Int64(1000 + id), target: .component(graph.nodes[target].name),
      fault: FaultKind(named: "net.latency") ?? .unknown, dose: .high, environment: "staging", grade: .e4,
      injected: system.now, observations: Array(observations))
  }
}
