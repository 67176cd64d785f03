import ArgumentParser
import KnowledgeBase

/// What should have been run.
struct IncidentWarning: Question {
  static let configuration = CommandConfiguration(
    commandName: "warning",
    abstract: "Say which experiment would have warned of an incident, what it promised, and what became of it.",
    discussion: """
      Asked of the beliefs as they were before the incident: which experiments had the best chance of showing what it \
      showed, their bits, and whether they had been proposed, rejected, run, or blocked and by which gate. Exit code 1 \
      means that none would have.

      EXAMPLES
        faultbook incident warning INC-42
        faultbook incident warning INC-42 --top 30
        faultbook incident warning INC-42 --environment staging --format json
      """)

  @Argument(help: "The incident.")
  var incident: String

  @Option(help: ArgumentHelp("How many experiments to tell of.", valueName: "number"))
  var top: Int = 10

  @Option(help: ArgumentHelp("The seed of the planner's worlds.", valueName: "number"))
  var seed: UInt64 = 1

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.warning(of: incident, top: top, seed: seed, view: common.view)
  }
}
