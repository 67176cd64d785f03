import Beliefs
import Planner
import SystemModel
import Vocabulary

/// One verdict more: the beliefs after it, from those before it and the evidence that it brings. After forty runs.
func beliefFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  guard system.flatMean == nil else { return [] }
  var book = system.book
  var runs = SimulatedRuns(system, book, seed: bench.seed)
  for id in 0..<40 {
    let run = runs.next(id, watched: 100)
    book.record(RunEvidence(run, in: system.graph), stream: run.stream)
  }
  func figure(_ words: String, watched: Int?, required: Bool) -> Figure {
    var walls: [Double] = []
    var used: [Double] = []
    var count = 0
    for id in 40..<40 + (watched == nil ? 1 : 7) * bench.rounds {
      let run = runs.next(id, watched: watched)
      count = run.observations.count
      let before = processorSeconds()
      walls.append(
        seconds {
          let evidence = RunEvidence(run, in: system.graph)
          book.record(evidence, stream: run.stream)
          // A family is inferred when it is asked for.
          for key in evidence.families { _ = book.family(key) }
        })
      used.append(processorSeconds() - before)
    }
    let wall = median(walls)
    return Figure(
      name: "\(system.name): beliefs after one verdict, \(words) of \(grouped(Double(count))) nodes",
      measured: "\(shortSeconds(wall)), \(shortSeconds(median(used))) CPU", required: required ? "< 5 ms" : "",
      isMet: required ? wall < 0.005 : nil)
  }
  return [
    figure("states", watched: 100, required: true), figure("everybody watched, states", watched: nil, required: false),
  ]
}

/// The scores of the system, its journeys and its components, with intervals.
func scoreFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  guard system.flatMean == nil else { return [] }
  let book = system.book
  var board: Scoreboard?
  let (wall, processor) = bench.times { board = book.scores() }
  let width = board?.system.map { $0.high - $0.low } ?? 0
  return [
    Figure(
      name:
        "\(system.name): scores of \(board?.journeys.count ?? 0) journeys, \(grouped(Double(board?.components.count ?? 0))) components",
      measured:
        "\(shortSeconds(wall)), \(shortSeconds(processor)) CPU; system \(hundredths(board?.system?.mean ?? 0)), interval \(hundredths(width)) wide",
      required: "≤ 5 s", isMet: wall <= 5)
  ]
}

/// How many components a fault is expected to degrade, over all components as targets.
func blastFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  func figure(_ words: String, _ planner: Planner) -> Figure {
    let radii = planner.look(at: .latency, .high).compactMap { one -> Double? in
      if case .component = one.target { one.components } else { nil }
    }
    let mean = radii.reduce(0, +) / Double(max(radii.count, 1))
    let parts = [
      ("mean", mean), ("50 %", percentile(radii, 0.5)), ("90 %", percentile(radii, 0.9)),
      ("99 %", percentile(radii, 0.99)), ("most", radii.max() ?? 0),
    ]
    return Figure(
      name: "\(system.name): components degraded by a fault, \(words)",
      measured: parts.map { "\($0.0) \($0.1 >= 10 ? grouped($0.1) : hundredths($0.1))" }.joined(separator: ", "))
  }
  guard system.flatMean == nil else { return [] }
  let prior = BeliefGroup(.call(mode: .sync, isGuarded: false), .latency).defaultPrior.theta(.high)
  let flat = LargeSystem.flat(system.graph, prior.mean)
  return [
    figure("one mean for all calls", system.planner({ _, _ in flat }, seed: bench.seed)),
    figure("this prior", system.planner(system.networks(system.book), seed: bench.seed)),
  ]
}
