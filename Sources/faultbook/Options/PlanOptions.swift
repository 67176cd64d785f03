import ArgumentParser
import KnowledgeBase

/// What is asked of the planner: the same options wherever a plan is computed.
struct PlanOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many proposals.", valueName: "n"))
  var top = 5

  @Option(
    help: ArgumentHelp("Choose so many that together teach most, none a near-duplicate of another.", valueName: "k"))
  var batch: Int?

  @Option(help: ArgumentHelp("Only what can reach this journey.", valueName: "name"))
  var journey: String?

  @Option(
    help: ArgumentHelp(
      "What it is to be good for: information, prediction, resilience or hypothesis:INTENT.", valueName: "objective"))
  var objective = "information"

  @Option(help: ArgumentHelp("Derive target, fault and magnitude from this intent.", valueName: "id"))
  var intent: String?

  @Option(help: ArgumentHelp("Only what tests this failure mode.", valueName: "id"))
  var failureMode: String?

  @Option(help: ArgumentHelp("Rank by bits or by bits-per-cost.", valueName: "measure"))
  var by = "bits"

  @Option(help: ArgumentHelp("Seed of the simulated cascades; the same seed gives the same list.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws {
    if !(1...1000).contains(top) { throw ValidationError("--top takes 1 to 1000, not \(top)") }
    if let batch, !(1...100).contains(batch) { throw ValidationError("--batch takes 1 to 100, not \(batch)") }
  }

  /// The options given that choose among the experiments of a whole system.
  var namesBeyondOneLink: [String] {
    [
      ("--batch", batch != nil), ("--journey", journey != nil), ("--intent", intent != nil),
      ("--failure-mode", failureMode != nil), ("--objective", objective != "information"), ("--by", by != "bits"),
    ].filter(\.1).map(\.0)
  }

  /// The request.
  var request: NextRequest {
    NextRequest(
      top: top, batch: batch, journey: journey, objective: objective, intent: intent, failureMode: failureMode,
      by: by, seed: seed)
  }
}
