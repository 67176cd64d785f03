internal import Beliefs
internal import SystemModel
internal import Vocabulary

/// Makes the worth of an objective for each class and dose; nothing for `information`, which the sweeps know themselves.
struct ObjectiveWorth: Sendable {
  private let aim: PlanObjective.Aim
  private let networks: [Int: PropagationNetwork]
  private let gradients: [FaultClass: CascadeGradient]
  private let probability: [Double]

  /// - Parameter networks: every class and dose that a plan goes over; more are asked for here where the objective needs them.
  init(_ objective: PlanObjective, _ planner: Planner, _ pairs: [(FaultClass, Dose)]) {
    let aim = objective.aim.known(in: planner.model)
    self.aim = aim
    var needed = pairs
    let classes = Set(pairs.map(\.0)).sorted()
    switch aim {
    case .beliefs: needed = []
    case .predictions: needed = classes.flatMap { faultClass in Dose.allCases.map { (faultClass, $0) } }
    case .quantities(let aim):
      let asked = Set(aim.faults.map(\.faultClass)).union(classes).sorted().map { ($0, aim.dose) }
      needed += asked.filter { one in !pairs.contains { $0 == one } }
    }
    let made = concurrentMap(needed) { planner.networks($0.0, $0.1) }
    networks = Dictionary(
      zip(needed.map(ObjectiveWorth.key), made).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    guard case .quantities(let aim) = aim else {
      gradients = [:]
      probability = []
      return
    }
    var gradients: [FaultClass: CascadeGradient] = [:]
    let affected = Set(aim.faults.map(\.faultClass)).sorted()
    let known = networks
    let found = concurrentMap(affected) { faultClass in
      known[ObjectiveWorth.key((faultClass, aim.dose))].map { network in
        ObjectiveWorth.gradient(aim, faultClass, network, seed: planner.seed)
      }
    }
    for (faultClass, gradient) in zip(affected, found) { gradients[faultClass] = gradient }
    self.gradients = gradients
    probability = aim.subjects.indices.map { subject in
      affected.reduce(0) { $0 + (gradients[$1]?.probability[subject] ?? 0) }
    }
  }

  private static func key(_ pair: (FaultClass, Dose)) -> Int { pair.0.index * 3 + pair.1.index }

  /// The network of a pair, where it was made here already.
  func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork? {
    networks[ObjectiveWorth.key((faultClass, dose))]
  }

  /// The worth under one class at one dose; nil for `information`.
  func worth(_ graph: WorldGraph, _ weights: FamilyWeights, _ faultClass: FaultClass) -> (any FamilyWorth)? {
    switch aim {
    case .beliefs: return nil
    case .predictions:
      let doses = Dose.allCases.compactMap { network(faultClass, $0) }
      return PredictionWorth(graph, weights, doses: doses)
    case .quantities(let aim):
      guard let gradient = gradients[faultClass], let reference = network(faultClass, aim.dose) else {
        return NoWorth()
      }
      return QuantityWorth(graph, aim, gradient, probability: probability, reference: reference)
    }
  }

  private static func gradient(
    _ aim: PredictionAim, _ faultClass: FaultClass, _ network: PropagationNetwork, seed: UInt64
  ) -> CascadeGradient {
    let places = Dictionary(uniqueKeysWithValues: network.nodes.enumerated().map { ($1, $0) })
    let starts = aim.faults.filter { $0.faultClass == faultClass }.compactMap {
      fault -> (start: CascadeGradient.Start, share: Double)? in
      switch fault.target {
      case .component(let name): return places[.component(name)].map { (.node($0), fault.share) }
      case .dependency(let link):
        guard let caller = places[.component(link.caller)], let callee = places[.component(link.callee)] else {
          return nil
        }
        return network.incoming(caller).first { Int(network.edgeCause[$0]) == callee }.map { (.link($0), fault.share) }
      }
    }
    return CascadeGradient(
      network, subjects: aim.subjects.compactMap { places[$0.node] }, starts: starts, seed: seed)
  }
}

extension PlanObjective.Aim {
  /// The same without subjects that the system does not have.
  fileprivate func known(in model: SystemModel) -> PlanObjective.Aim {
    guard case .quantities(let aim) = self else { return self }
    let graph = model.graph
    return .quantities(
      PredictionAim(
        subjects: aim.subjects.filter { graph.index($0.node) != nil }, faults: aim.faults, dose: aim.dose,
        measure: aim.measure))
  }
}

/// The worth of families that nothing asked about hangs on.
private struct NoWorth: FamilyWorth {
  func worth(_ place: Int, _ slots: [Int]) -> Double { 0 }
  func counts(_ place: Int) -> Bool { false }
}
