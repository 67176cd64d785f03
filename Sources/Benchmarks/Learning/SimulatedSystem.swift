import Beliefs
import SystemModel
import Vocabulary

/// A system whose truth is known: every probability that beliefs are about was drawn from the prior of that very belief.
///
/// A run draws each call alive with its true θ at the run's dose, and lets trouble spread from the target, and from nodes that are
/// judged degraded of themselves (the leak), along what is alive. So the simulated world is the world that the model of
/// beliefs describes; how well that describes real systems is for the recorded campaigns to say.
struct SimulatedSystem {
  let model: SystemModel
  let graph: SystemGraph
  /// By class and dose, one θ an edge of the graph.
  private let theta: [FaultClass: [Dose: [Double]]]
  /// By class and dose, one θ a node: what a fault there does to the node itself.
  private let susceptibility: [FaultClass: [Dose: [Double]]]

  /// P(a node is judged degraded of itself).
  static let leak = 0.02
  /// P(too little of a node is seen in a run).
  static let unseen = 0.05

  init(_ model: SystemModel, seed: UInt64) {
    self.model = model
    let graph = model.graph
    self.graph = graph
    var generator = Xoshiro256(seed: seed)
    let empty = BeliefBook(BeliefInputs(ledger: EvidenceLedger(), model: model, now: Timestamp(seconds: 0)))
    var theta: [FaultClass: [Dose: [Double]]] = [:]
    var susceptibility: [FaultClass: [Dose: [Double]]] = [:]
    for faultClass in FaultClass.allCases {
      for dose in Dose.allCases {
        theta[faultClass, default: [:]][dose] = Array(repeating: 0, count: graph.edges.count)
        susceptibility[faultClass, default: [:]][dose] = Array(repeating: 1, count: graph.nodes.count)
      }
      for node in graph.nodes.indices {
        let family = empty.family(FamilyKey(effect: graph.nodes[node], faultClass: faultClass))
        let draw = family.posterior.draw(using: &generator)
        for edge in graph.calls(of: node) {
          guard let place = family.index(of: .call(graph.nodes[graph.edges[edge].callee].name)) else { continue }
          for dose in Dose.allCases {
            theta[faultClass]?[dose]?[edge] = FamilyPosterior.theta(family.variables(place, dose), in: draw)
          }
        }
        let prior = BeliefGroup(.susceptibility, faultClass).defaultPrior
        let increments = prior.increments.map { $0.sample(using: &generator) }
        for dose in Dose.allCases {
          susceptibility[faultClass]?[dose]?[node] =
            FamilyPosterior.theta(Array(0...dose.index), in: increments)
        }
      }
    }
    self.theta = theta
    self.susceptibility = susceptibility
  }

  /// The true θ of an edge.
  func theta(_ edge: Int, _ faultClass: FaultClass, _ dose: Dose) -> Double { theta[faultClass]?[dose]?[edge] ?? 0 }

  /// What an experiment shows, as the `number`th run.
  func run(_ cell: ExperimentCell, number: Int, using generator: inout Xoshiro256) -> ObservedRun {
    let alive = (theta[cell.faultClass]?[cell.dose] ?? []).map { generator.unit() < $0 }
    var depth = [Int?](repeating: nil, count: graph.nodes.count)
    var queue: [Int] = []
    func start(_ node: Int) {
      guard depth[node] == nil else { return }
      depth[node] = 0
      queue.append(node)
    }
    var hitsItself = true
    switch cell.target {
    case .component(let name):
      guard let node = graph.index(.component(name)) else { break }
      hitsItself = generator.unit() < susceptibility[cell.faultClass]?[cell.dose]?[node] ?? 1
      start(node)
    case .dependency(let dependency):
      guard let caller = graph.index(.component(dependency.caller)),
        let edge = graph.calls(of: caller).first(where: {
          graph.nodes[graph.edges[$0].callee].name == dependency.callee
        })
      else { break }
      if alive[edge] { start(caller) }
    }
    for node in graph.nodes.indices where generator.unit() < SimulatedSystem.leak { start(node) }
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for edge in graph.callsReaching(node) where alive[edge] && depth[graph.edges[edge].caller] == nil {
        depth[graph.edges[edge].caller] = (depth[node] ?? 0) + 1
        queue.append(graph.edges[edge].caller)
      }
    }
    let observations = graph.nodes.indices.compactMap { node -> Observation? in
      guard generator.unit() >= SimulatedSystem.unseen else { return nil }
      let isTarget = cell.target == .component(graph.nodes[node].name) && graph.nodes[node].kind == .component
      let isDegraded = depth[node] != nil && (hitsItself || !isTarget)
      return Observation(
        node: graph.nodes[node], symptom: cell.faultClass == .latency ? .latency : .errors,
        state: isDegraded ? .degraded : .steady,
        onsetSeconds: isDegraded ? depth[node].map { Double(10 * $0) } : nil)
    }
    return ObservedRun(
      stream: "run/\(number)", position: Int64(number), target: cell.target, fault: cell.kind, dose: cell.dose,
      environment: "test", grade: .e4, injected: Timestamp(seconds: 0), observations: observations, samplingStep: 1)
  }
}
