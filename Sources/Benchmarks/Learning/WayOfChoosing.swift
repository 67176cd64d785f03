import Beliefs
import Foundation
import Planner
import SystemModel
import Vocabulary

/// A way of choosing the next experiment: the planner's, and six that people use today.
enum WayOfChoosing: String, CaseIterable, Sendable {
  case planner
  /// The planner with its objective `prediction`: what the next trouble would be foretold better by.
  case prediction = "planner, prediction"
  /// Any experiment, as a chaos monkey does.
  case random
  /// Each component in turn, each time with another of its experiments.
  case roundRobin = "round robin"
  /// Likelihood of the fault × what hangs on the target, fixed at the outset, down the list.
  case matrix = "likelihood × impact"
  /// The largest number of components expected to degrade, by the present beliefs; the least repeated first.
  case blastRadius = "blast radius"
  /// The largest sum of posterior standard deviations over the calls that meet the trouble first.
  case deviation = "largest sd"
  /// What last broke a journey or the most callers, again, three times; random else.
  case repeatFailures = "repeat failures"

  /// What the planner's experiments are to be good for; nil for a way that people use today.
  var objective: PlanObjective? {
    switch self {
    case .planner: .information
    case .prediction: .prediction
    default: nil
    }
  }
}

/// One course of choosing by one way: the state that it needs.
struct Chooser {
  private let way: WayOfChoosing
  private let cells: [ExperimentCell]
  private let system: SystemModel
  private let graph: SystemGraph
  private let seed: UInt64
  private var generator: Xoshiro256
  private var times: [ExperimentCell.Key: Int] = [:]
  private var list: [ExperimentCell] = []
  private var turn = 0

  /// - Parameter cells: what may be chosen, but for the planner without `only`.
  init(_ way: WayOfChoosing, among cells: [ExperimentCell], of model: SystemModel, seed: UInt64) {
    self.way = way
    self.cells = cells
    self.seed = seed
    system = model
    graph = model.graph
    generator = Xoshiro256(seed: seed)
    switch way {
    case .roundRobin: list = roundRobin()
    case .matrix: list = matrix()
    default: break
    }
  }

  /// The next experiment. `remaining` is what is left to choose from where each can be chosen once; nil where all can be repeated.
  mutating func next(_ learner: Learner, remaining: Set<ExperimentCell.Key>? = nil) -> ExperimentCell? {
    let open = remaining.map { left in cells.filter { left.contains($0.key) } } ?? cells
    guard !open.isEmpty else { return nil }
    let chosen: ExperimentCell?
    switch way {
    case .planner, .prediction: chosen = planned(learner, among: remaining == nil ? nil : open)
    case .random: chosen = any(open)
    case .roundRobin, .matrix: chosen = nextOfList(remaining)
    case .blastRadius:
      let fresh = leastRepeated(open)
      chosen = best(fresh, fresh.map { radius($0, learner) })
    case .deviation: chosen = best(open, open.map { deviation($0, learner) })
    case .repeatFailures: chosen = repeated(learner, among: open)
    }
    if let chosen { times[chosen.key, default: 0] += 1 }
    return chosen
  }

  // MARK: - The planner

  /// Without safety gates, as nobody else here heeds any.
  private mutating func planned(_ learner: Learner, among open: [ExperimentCell]?) -> ExperimentCell? {
    let objective = way.objective ?? .information
    let book = learner.book
    let planner = Planner(
      model: system, networks: { book.network($0, $1) }, policy: Policy(), history: RunHistory(),
      now: book.inputs.weighing.now, seed: seed, position: Int64(learner.runs.count), safety: SafetyEvaluator([]))
    guard let open else {
      guard let first = planner.propose(PlanRequest(top: 1, objective: objective)).proposals.first else { return nil }
      return cell(first)
    }
    // Each is asked for by itself: somebody ran it, whether or not the planner would have thought of it.
    let values = open.map { cell in
      let request = PlanRequest(
        top: 1, objective: objective, target: cell.target, kinds: [cell.kind], dose: cell.dose)
      return planner.propose(request).proposals.first?.value ?? 0
    }
    return best(open, values)
  }

  private func cell(_ proposal: Proposal) -> ExperimentCell? {
    proposal.fault.kind.faultClass.map {
      ExperimentCell(target: proposal.target, kind: proposal.fault.kind, faultClass: $0, dose: proposal.dose)
    }
  }

  // MARK: - Lists made at the outset

  private mutating func nextOfList(_ remaining: Set<ExperimentCell.Key>?) -> ExperimentCell? {
    for _ in list.indices {
      let cell = list[turn % list.count]
      turn += 1
      if remaining?.contains(cell.key) ?? true { return cell }
    }
    return nil
  }

  private mutating func roundRobin() -> [ExperimentCell] {
    var byTarget = Dictionary(grouping: cells, by: \.target.description)
    let order = shuffled(byTarget.keys.sorted())
    for name in order { byTarget[name] = shuffled(byTarget[name] ?? []) }
    let most = byTarget.values.map(\.count).max() ?? 0
    return (0..<most).flatMap { round in
      order.compactMap { name in byTarget[name].flatMap { $0.isEmpty ? nil : $0[round % $0.count] } }
    }
  }

  /// What comes often, and on what much hangs: the matrix of a risk workshop. Latency and errors are common, an outage and
  /// exhaustion occasional, the rest rare.
  private mutating func matrix() -> [ExperimentCell] {
    func likelihood(_ faultClass: FaultClass) -> Double {
      switch faultClass {
      case .latency, .errors: 9
      case .unavailable, .resource: 3
      case .data, .control: 1
      }
    }
    func impact(_ cell: ExperimentCell) -> Double {
      guard let node = place(cell.target) else { return 0 }
      let reached = graph.reachable(from: [node])
      let journeys = graph.nodes.indices.filter { reached[$0] }.reduce(0) { $0 + graph.criticality[$1] }
      let share = Double(graph.ancestors(of: node).count) / Double(graph.nodes.count)
      return (journeys + share) * (cell.dose == .high ? 1 : cell.dose == .medium ? 0.7 : 0.4)
    }
    return shuffled(cells).map { (cell: $0, score: likelihood($0.faultClass) * impact($0)) }
      .enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element.cell)
  }

  // MARK: - By the present beliefs

  private func leastRepeated(_ open: [ExperimentCell]) -> [ExperimentCell] {
    let least = open.map { times[$0.key] ?? 0 }.min() ?? 0
    return open.filter { (times[$0.key] ?? 0) == least }
  }

  private func radius(_ cell: ExperimentCell, _ learner: Learner) -> Double {
    let effort = ForecastEffort(words: 2, draws: 0)
    let forecast = learner.book.predict(cell.target, fault: cell.kind, dose: cell.dose, effort: effort)
    return forecast?.nodes.reduce(0) { $0 + ($1.isTarget ? 0 : $1.fromCauses) } ?? 0
  }

  private func deviation(_ cell: ExperimentCell, _ learner: Learner) -> Double {
    guard let node = place(cell.target) else { return 0 }
    return graph.callers(of: node).reduce(0) { sum, caller in
      let family = learner.book.family(FamilyKey(effect: graph.nodes[caller], faultClass: cell.faultClass))
      guard let cause = family.index(of: .call(graph.nodes[node].name)) else { return sum }
      return sum + family.posterior.summary(family.variables(cause, cell.dose)).standardDeviation
    }
  }

  // MARK: - Again

  private mutating func repeated(_ learner: Learner, among open: [ExperimentCell]) -> ExperimentCell? {
    for run in learner.runs.reversed() {
      guard let target = run.target, let faultClass = run.fault.faultClass else { continue }
      let others = run.states.filter { $0.value.isDegraded && Target.component($0.key.name) != target }
      guard others.count > 1 || others.keys.contains(where: { $0.kind == .journey }) else { continue }
      let key = ExperimentCell.Key(target: target, faultClass: faultClass, dose: run.dose)
      if (times[key] ?? 0) < 3, let cell = open.first(where: { $0.key == key }) { return cell }
    }
    return any(open)
  }

  // MARK: - Chance

  private mutating func any(_ open: [ExperimentCell]) -> ExperimentCell? {
    open[min(open.count - 1, Int(generator.unit() * Double(open.count)))]
  }

  /// The best, chance among equals.
  private mutating func best(_ open: [ExperimentCell], _ scores: [Double]) -> ExperimentCell? {
    guard let most = scores.max() else { return nil }
    return any(zip(open, scores).filter { $0.1 >= most - 1e-12 }.map(\.0))
  }

  private mutating func shuffled<Element>(_ values: [Element]) -> [Element] {
    var values = values
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, min(last, Int(generator.unit() * Double(last + 1))))
    }
    return values
  }

  private func place(_ target: Target) -> Int? {
    if case .component(let name) = target { graph.index(.component(name)) } else { nil }
  }
}
