import ArgumentParser
import KnowledgeBase

/// The intent of one scenario.
struct ScenarioIntentShow: Question {
  static let configuration = CommandConfiguration(
    commandName: "intent",
    abstract: "The intent of a scenario, ready for 'faultbook intent declare'.",
    discussion: """
      In a pipe it is the intent's own JSON; edit it, declare it, and ask
      'faultbook next --intent' when it may run and what it teaches.

      EXAMPLES
        faultbook scenarios intent 'slow-dependency:checkout>payments'
        faultbook scenarios intent ID --as slow-pay | faultbook intent declare -
      """)

  @Argument(help: "The scenario's id, as the list has it.")
  var id: String

  @Option(
    name: .customLong("as"), help: ArgumentHelp("The intent's id. (default: made of the scenario's)", valueName: "id"))
  var intent: String?

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.scenarioIntent(id, as: intent, view: common.view)
  }
}
