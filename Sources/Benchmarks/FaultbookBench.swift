import ArgumentParser

/// The figures of the product against their yardsticks, in one run; what is quoted elsewhere was printed here.
@main
struct FaultbookBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faultbook-bench",
    abstract: "Measures Faultbook against its yardsticks. Build it with -c release; compare ratios of one run only.",
    subcommands: [
      LogBenchmark.self, PredictionsBenchmark.self, PlannerBenchmark.self, LearningBenchmark.self, SpansBenchmark.self,
      ServerBenchmark.self, RebuildMemory.self, ServedBook.self, ConstantServer.self,
    ])
}
