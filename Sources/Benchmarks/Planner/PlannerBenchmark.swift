import ArgumentParser
import Foundation

/// `faultbook-bench planner`: what planning and believing cost on large systems, each figure beside what it must reach.
struct PlannerBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planner",
    abstract: "Ranks every experiment of large systems, and measures beliefs and scores there.",
    discussion: """
      The systems are the topologies in FOLDER, *.graph.json or *.graph.json.gz, and synthetic ones of three shapes whose
      beliefs have one flat mean: with the smaller one cascades die out, with the larger one they run through the system. Wall
      time, and processor time of this process over all threads: on a machine with other work the second says more.
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case markdown
  }

  @Option(help: "Where the topologies lie; by default ../shared/data/topologies.")
  var folder: String?
  @Option(help: ArgumentHelp("Only systems whose name contains this; several may be given.", valueName: "name"))
  var system: [String] = []
  @Option(
    help: ArgumentHelp(
      "Only these figures: \(PlannerBench.names.joined(separator: ", ")).", valueName: "name"))
  var only: [String] = []
  @Option(help: "How many rounds each time is the median of.")
  var rounds = 3
  @Option(help: "Seed of the systems, of their evidence and of the worlds.")
  var seed: UInt64 = 1
  @Option(help: "Journeys of each system.")
  var journeys = 20
  @Option(help: "Components of the synthetic systems.")
  var components = 10_000
  @Option(help: "Calls of the synthetic systems.")
  var calls = 50_000
  @Option(help: "How to print: table or markdown.")
  var format = Format.table

  func validate() throws {
    let names = PlannerBench.names
    for name in only where !names.contains(name) {
      throw ValidationError("there is no figure \(name); give one of \(names.joined(separator: ", "))")
    }
    guard rounds > 0, components >= 10, calls > 0 else {
      throw ValidationError("give at least one round, ten components and one call")
    }
  }

  func run() throws {
    let load = loadAverage()
    var systems = try TopologyFile.all(in: folder)
    systems += SyntheticSystem.Shape.allCases.flatMap { shape in
      [0.15, 0.33].map { LargeSystem.Source.synthetic(shape, components: components, calls: calls, mean: $0) }
    }
    if !system.isEmpty { systems = systems.filter { one in system.contains { one.name.contains($0) } } }
    guard !systems.isEmpty else { throw BenchError("there is no such system; give --folder or another --system") }
    let bench = PlannerBench(seed: seed, rounds: rounds, journeys: journeys)
    var figures: [Figure] = []
    for source in only == ["growth"] ? [] : systems {
      let system = try LargeSystem(source, journeys: journeys, seed: seed)
      let wanted = PlannerBench.figures.filter { only.isEmpty || only.contains($0.name) }
      for (name, measure) in wanted {
        FileHandle.standardError.write(Data("\(source.name): \(name) …\n".utf8))
        figures += try measure(bench, system)
      }
    }
    if only.isEmpty || only.contains("growth") {
      FileHandle.standardError.write(Data("growth …\n".utf8))
      let files = try TopologyFile.all(in: folder)
      figures += try growthFigures(bench, files, components: components, calls: calls)
    }
    print(format == .table ? Figure.plainTable(figures) : Figure.markdownTable(figures))
    let missed = figures.filter { $0.isMet == false }.count
    print(
      "\n\(figures.filter { $0.isMet == true }.count) of \(figures.filter { $0.isMet != nil }.count) met, \(missed) missed;",
      "seed \(seed), medians of \(rounds); load average \(load) before, \(loadAverage()) after,",
      "\(ProcessInfo.processInfo.activeProcessorCount) processors.")
  }
}

/// What all figures of the planner share.
struct PlannerBench {
  let seed: UInt64
  let rounds: Int
  let journeys: Int

  /// The figures, in the order of the table: each by a function of its own.
  static let figures: [(name: String, measure: @Sendable (PlannerBench, LargeSystem) throws -> [Figure])] = [
    ("one", oneFigures), ("complete", completeFigures), ("regret", regretFigures), ("beliefs", beliefFigures),
    ("scores", scoreFigures), ("blast", blastFigures), ("yardsticks", yardstickFigures),
  ]

  /// What can be asked for: those, and how the cost grows from system to system.
  static let names = figures.map(\.name) + ["growth"]

  /// Runs `body` so often and gives the median wall time and the median processor time, in seconds.
  func times(_ body: () throws -> Void) rethrows -> (wall: Double, processor: Double) {
    var walls: [Double] = []
    var used: [Double] = []
    for _ in 0..<rounds {
      let before = processorSeconds()
      walls.append(try seconds(body))
      used.append(processorSeconds() - before)
    }
    return (median(walls), median(used))
  }
}
