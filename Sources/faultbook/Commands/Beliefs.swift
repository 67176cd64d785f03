import ArgumentParser
import Beliefs
import KnowledgeBase
import Vocabulary

/// What is thought, and how surely.
struct BeliefList: Question {
  static let configuration = CommandConfiguration(
    commandName: "beliefs",
    abstract: "What is believed: how surely trouble of each class and dose travels over each dependency.",
    discussion: """
      Untested dependencies are listed too, with evidence 0. The interval holds 90 % of the belief.

      EXAMPLES
        faultbook beliefs
        faultbook beliefs --effect checkout --class latency
        faultbook beliefs --cause payments --dose high --format csv
        faultbook beliefs --as-of 2026-11-20T00:00:00Z --now wall
      """)

  @Option(help: ArgumentHelp("Only trouble that begins at this component.", valueName: "name"))
  var cause: String?

  @Option(help: ArgumentHelp("Only trouble that meets this component or journey.", valueName: "name"))
  var effect: String?

  @Option(name: .customLong("class"), help: "Only faults of this class.")
  var faultClass: FaultClass?

  @Option(help: "Only this dose.")
  var dose: Dose?

  @Option(help: "Only beliefs of this kind.")
  var kind: BeliefSummary.Kind?

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.beliefs(
      BeliefFilter(cause: cause, effect: effect, faultClass: faultClass, dose: dose, kind: kind), view: common.view)
  }
}
