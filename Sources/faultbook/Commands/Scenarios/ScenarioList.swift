import ArgumentParser
import KnowledgeBase

/// Scenarios, links and paths in order.
struct ScenarioList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Scenarios, links and paths, the most troubled and exposed first.",
    discussion: """
      Links are ranked by errors, slowness, retries, given-up calls, messages out
      of order and stampedes behind caches, as far as they are beyond chance, and
      by how much hangs on them. Healthy traces suggest nothing.

      EXAMPLES
        faultbook scenarios list
        faultbook scenarios list --journey checkout --top 3
        faultbook scenarios list --kind cache-stampede --format json
      """)

  @Option(help: ArgumentHelp("How many of each.", valueName: "n"))
  var top = 10

  @Option(
    help: ArgumentHelp(
      "Only scenarios of one kind: \(KnowledgeBase.scenarioKinds.joined(separator: ", ")).", valueName: "kind"),
    completion: .list(KnowledgeBase.scenarioKinds))
  var kind: String?

  @Option(help: ArgumentHelp("Only what a journey depends on.", valueName: "name"))
  var journey: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...10_000).contains(top) { throw ValidationError("--top takes 1 to 10000, not \(top)") }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.scenarios(top: top, kind: kind, journey: journey, view: common.view)
  }
}
