import ArgumentParser
import KnowledgeBase

/// Which experiment next.
struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Propose the experiments that teach most, and say whether each may run now.",
    discussion: """
      What may run ranks first; what may not follows, with the reason. Exit code 1 where nothing may run.

      EXAMPLES
        faultbook next --top 5
        faultbook next --journey checkout --environment staging
        faultbook next --batch 3 --by bits-per-cost
        faultbook next --record
        faultbook next --intent checkout-survives-payments --format json
      """)

  @Option(help: ArgumentHelp("How many proposals.", valueName: "n"))
  var top = 5

  @Option(
    help: ArgumentHelp("Choose so many that together teach most, none a near-duplicate of another.", valueName: "k"))
  var batch: Int?

  @Option(help: ArgumentHelp("Only what can reach this journey.", valueName: "name"))
  var journey: String?

  @Option(help: ArgumentHelp("What the experiment is to be good for.", valueName: "objective"))
  var objective = "information"

  @Option(help: ArgumentHelp("Derive target, fault and magnitude from this intent.", valueName: "id"))
  var intent: String?

  @Option(help: ArgumentHelp("Rank by bits or by bits-per-cost.", valueName: "measure"))
  var by = "bits"

  @Option(help: ArgumentHelp("Seed of the simulated cascades; the same seed gives the same list.", valueName: "n"))
  var seed: UInt64 = 1

  @Flag(help: "Record the proposals in the book, so that runs can refer to them.")
  var record = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...10_000).contains(top) { throw ValidationError("--top takes 1 to 10000, not \(top)") }
    if let batch, !(1...1000).contains(batch) { throw ValidationError("--batch takes 1 to 1000, not \(batch)") }
  }

  func run() throws {
    let book = try record ? common.openForWriting() : common.openForReading()
    defer { book.close() }
    let request = NextRequest(
      top: top, batch: batch, journey: journey, objective: objective, intent: intent, by: by, seed: seed,
      record: record
    )
    try Presenter.print(try book.next(request, view: common.view, actor: common.actorName), as: common.format)
  }
}
