import ArgumentParser
import Dispatch
import Foundation
import Planner
import Synchronization
import SystemModel
import Vocabulary

/// `faultbook-bench learning`: how much sooner the planner's experiments teach than those that people choose today.
struct LearningBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning",
    abstract:
      "Compares the planner, for information and for prediction, with six other ways of choosing experiments, by what was learned after k runs.",
    discussion: """
      Simulation: truths drawn from the prior, on drawn and on real topologies; after k runs the mean KL from the truth to the
      beliefs, in bits a belief, over the beliefs that can reach a journey. All ways learn by the same beliefs; they differ in
      what they choose. Replay (--campaign FOLDER …): the recorded runs of a campaign, judged by the product, in the order that
      each way chooses; after k runs the Brier score of the predictions of all others, and of a third that nobody may choose. Lower is better; bands are of pairs
      with the same seed.
      """)

  @Option(help: "Seeds: truths and courses of chance.")
  var seeds = 20
  @Option(help: "Runs of each course.")
  var runs = 40
  @Option(help: "The first seed.")
  var seed: UInt64 = 1
  @Option(help: "The folder of real topologies.", completion: .directory)
  var topologies = "../shared/data/topologies"
  @Option(parsing: .upToNextOption, help: "Only these topologies, by name: drawn, otel-demo, petshop-high, …")
  var only: [String] = []
  @Option(parsing: .upToNextOption, help: "Replays these recorded campaigns instead.", completion: .directory)
  var campaign: [String] = []
  @Flag(help: "Counts instead how many intervals of 90 % hold the truth after the runs.")
  var calibration = false

  func run() throws {
    guard campaign.isEmpty else {
      for folder in campaign {
        try CampaignReplay(URL(fileURLWithPath: folder), seeds: seeds, seed: seed).print()
      }
      return
    }
    var figures: [Figure] = []
    for (name, topology) in try systems() {
      for journeys in Topology.Journeys.allCases {
        figures +=
          calibration ? calibrated(name, journeys, topology) : simulate(name, journeys, topology)
      }
    }
    print(Figure.plainTable(figures))
    let asked = figures.compactMap(\.isMet)
    print("\n\(asked.count { $0 }) of \(asked.count) met; seeds \(seed) to \(seed + UInt64(seeds) - 1).")
  }

  private func systems() throws -> [(String, @Sendable (UInt64) -> Topology)] {
    var all: [(String, @Sendable (UInt64) -> Topology)] = [
      ("drawn", { Topology(drawn: 24, calls: 50, seed: $0) })
    ]
    for name in ["otel-demo", "petshop-high", "nezha-ob-day1"] {
      let file = URL(fileURLWithPath: topologies).appending(path: "\(name).graph.json")
      guard FileManager.default.fileExists(atPath: file.path) else {
        print("skipped: no \(file.path)")
        continue
      }
      let topology = try Topology(file: file)
      all.append((name, { _ in topology }))
    }
    return all.filter { only.isEmpty || only.contains($0.0) }
  }

  private func simulate(
    _ name: String, _ journeys: Topology.Journeys, _ topology: @escaping @Sendable (UInt64) -> Topology
  ) -> [Figure] {
    let budgets = Array(stride(from: 0, through: runs, by: 5))
    let courses = Mutex<[Int: [WayOfChoosing: [BeliefError]]]>([:])
    DispatchQueue.concurrentPerform(iterations: seeds) { index in
      let seed = self.seed + UInt64(index)
      let model = topology(seed).model(journeys, seed: seed)
      let system = SimulatedSystem(model, seed: seed)
      let found = Dictionary(
        uniqueKeysWithValues: WayOfChoosing.allCases.map { way in
          (way, LearningBenchmark.course(way, system, runs: runs, budgets: Set(budgets), seed: seed))
        })
      courses.withLock { $0[index] = found }
    }
    var error = LearningCurves(budgets: budgets)
    var coverage = LearningCurves(budgets: budgets, growsWithKnowledge: true)
    for (_, found) in courses.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      for (way, points) in found {
        error.add(points.map(\.bits), of: way)
        coverage.add(points.map(\.coverage), of: way)
      }
    }
    let scope = journeys.words
    print("\(name), \(scope)\n\(error.table("KL from truth, bits a belief"))\n\(coverage.table("coverage"))\n")
    return judged("\(name), \(scope)", journeys, error, .planner)
      + judged("\(name), \(scope), prediction", nil, error, .prediction)
  }

  /// How often intervals hold the truth where experiments came by chance, and where the planner chose them by what was known: that
  /// must make no difference.
  private func calibrated(
    _ name: String, _ journeys: Topology.Journeys, _ topology: @escaping @Sendable (UInt64) -> Topology
  ) -> [Figure] {
    [WayOfChoosing.random, .planner].flatMap { way -> [Figure] in
      let held = Mutex(HeldIntervals())
      DispatchQueue.concurrentPerform(iterations: seeds) { index in
        let seed = self.seed + UInt64(index)
        let system = SimulatedSystem(topology(seed).model(journeys, seed: seed), seed: seed)
        let learner = LearningBenchmark.course(way, system, runs: runs, seed: seed) { _, _ in }
        let found = HeldIntervals(learner.book, system)
        held.withLock { $0 = $0 + found }
      }
      return held.withLock { $0 }.figures("\(name), \(journeys.words), \(runs) runs by \(way.rawValue)")
    }
  }

  /// One way's course on one system: what is left to learn after each budget.
  private static func course(
    _ way: WayOfChoosing, _ system: SimulatedSystem, runs: Int, budgets: Set<Int>, seed: UInt64
  ) -> [BeliefError] {
    var errors: [BeliefError] = []
    _ = course(way, system, runs: runs, seed: seed) { number, learner in
      if budgets.contains(number) { errors.append(BeliefError(learner.book, system)) }
    }
    return errors
  }

  /// One way's course on one system, told of what is known after each number of runs; what is known at its end. The outcome of the k-th
  /// run of a cell is drawn from (seed, k), so that two ways that choose alike see alike.
  private static func course(
    _ way: WayOfChoosing, _ system: SimulatedSystem, runs: Int, seed: UInt64, after: (Int, Learner) -> Void
  ) -> Learner {
    var learner = Learner(system.model)
    var chooser = Chooser(way, among: ExperimentCell.all(of: system.model), of: system.model, seed: seed)
    for number in 0...runs {
      after(number, learner)
      guard number < runs, let cell = chooser.next(learner) else { continue }
      var generator = Xoshiro256(seed: seed &* 1_000_003 &+ UInt64(number))
      learner.learn(system.run(cell, number: number + 1, using: &generator))
    }
    return learner
  }

  /// Whether the planner with one of its objectives is ahead, and how much sooner it is there. Only the default has to be.
  private func judged(
    _ name: String, _ journeys: Topology.Journeys?, _ curves: LearningCurves, _ planner: WayOfChoosing
  ) -> [Figure] {
    let places = curves.budgets.indices.filter { curves.budgets[$0] >= 5 }
    let leads = places.flatMap { place in curves.others.map { (place, $0, curves.lead(of: planner, over: $0, place)) } }
    let worst = leads.min { $0.2.mean < $1.2.mean }
    var ahead = Figure(name: "\(name): ahead of all, 5 to \(runs) runs", measured: "no runs")
    if let (place, way, lead) = worst {
      ahead.measured = "least lead \(hundredths(lead.mean * 1000)) ± \(hundredths(lead.band * 1000)) millibits"
      ahead.yardstick = "\(way.rawValue) after \(curves.budgets[place]) runs"
      if planner == .planner {
        ahead.required = "> 0"
        ahead.isMet = lead.mean > 0
      }
    }
    var saved = Figure(name: "\(name): runs to the level of the best other", measured: "")
    if let last = places.last, let best = curves.bestOther(last) {
      let needed = curves.runsToLevel(planner, last)
      saved.measured = needed.map { "\(hundredths($0)) runs" } ?? "not reached"
      saved.yardstick = "\(best.way.rawValue), \(curves.budgets[last]) runs"
      let ratio = needed.map { $0 / Double(curves.budgets[last]) }
      saved.ratio = ratio.map(percent) ?? ""
      if journeys == .some {
        saved.required = "≤ 70 %"
        saved.isMet = ratio.map { $0 <= 0.7 } ?? false
      }
    }
    return [ahead, saved]
  }
}
