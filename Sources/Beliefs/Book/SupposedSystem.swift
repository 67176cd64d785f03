internal import SystemModel
public import Vocabulary

/// A system as it may be: one draw of every belief from the posterior, in which experiments can be run to see what they would
/// show and teach.
///
/// A run draws each edge live with its θ of the draw, at the run's dose, and lets trouble spread from the target along what is alive;
/// the leak judges nodes degraded of themselves. Every node but a faulted component is seen: its own state teaches nothing of calls.
/// A family is drawn when it is first asked for, from the seed and its name alone, so the same seed supposes the same system.
public struct SupposedSystem: Sendable {
  private let book: BeliefBook
  private let seed: UInt64
  private var networks: [FaultClass: [Dose: PropagationNetwork]] = [:]

  /// A draw from the beliefs.
  public init(_ book: BeliefBook, seed: UInt64) {
    self.book = book
    self.seed = seed
  }

  /// What an experiment would show. Nil for a fault of no class and a target that the system does not have.
  ///
  /// - Parameter chance: names the coins of this run.
  public mutating func run(
    _ target: Target, _ kind: FaultKind, _ dose: Dose, stream: String, position: Int64, environment: String,
    at injected: Timestamp, chance: UInt64
  ) -> ObservedRun? {
    guard let faultClass = kind.faultClass else { return nil }
    let network = network(faultClass, dose)
    var generator = Xoshiro256(seed: mixedSeed(seed, chance))
    var depth: [Int?] = Array(repeating: nil, count: network.nodes.count)
    var queue: [Int] = []
    func start(_ node: Int, _ steps: Int) {
      guard depth[node] == nil else { return }
      depth[node] = steps
      queue.append(node)
    }
    let live = network.edgeMean.map { generator.unit() < $0 }
    let leaks = network.nodes.map { _ in generator.unit() < network.leak }
    let graph = book.inputs.graph
    switch target {
    case .component(let name):
      guard let node = graph.index(.component(name)) else { return nil }
      start(node, 0)
    case .dependency(let link):
      guard let caller = graph.index(.component(link.caller)), let callee = graph.index(.component(link.callee)),
        let edge = network.incoming(caller).first(where: { Int(network.edgeCause[$0]) == callee })
      else { return nil }
      if live[edge] { start(caller, 0) }
    }
    for node in leaks.indices where leaks[node] { start(node, 0) }
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for edge in network.outgoing(node) where live[Int(edge)] {
        start(Int(network.edgeEffect[Int(edge)]), (depth[node] ?? 0) + 1)
      }
    }
    let observations = network.nodes.indices.compactMap { node -> Observation? in
      guard target != .component(network.nodes[node].name) || network.nodes[node].kind == .journey else { return nil }
      return Observation(
        node: network.nodes[node], symptom: faultClass == .latency ? .latency : .errors,
        state: depth[node] != nil ? .degraded : .steady, onsetSeconds: depth[node].map { Double(10 * $0) })
    }
    return ObservedRun(
      stream: stream, position: position, target: target, fault: kind, dose: dose, environment: environment, grade: .e4,
      injected: injected, observations: observations, samplingStep: 1)
  }

  private mutating func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork {
    if let known = networks[faultClass]?[dose] { return known }
    let families = NetworkFamilies(book, faultClass)
    let draws = families.families.map { family -> [Double] in
      guard let family else { return [] }
      let name = stableHash(family.key.effect.kind.rawValue, family.key.effect.name, faultClass.rawValue)
      var generator = Xoshiro256(seed: mixedSeed(seed, name))
      return family.posterior.draw(using: &generator)
    }
    for each in Dose.allCases {
      let means = families.network(each)
      let thetas = means.edgeMean.indices.map {
        FamilyPosterior.theta(means.edgeVariables[$0], in: draws[Int(means.edgeEffect[$0])])
      }
      networks[faultClass, default: [:]][each] = PropagationNetwork(means, edgeMean: thetas, leak: means.leak)
    }
    return networks[faultClass]?[dose] ?? families.network(dose)
  }
}
