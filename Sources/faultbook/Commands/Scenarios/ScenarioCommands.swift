import ArgumentParser

/// What the traces suggest.
struct ScenarioCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "scenarios",
    abstract: "What the traces suggest to try, with the figures that suggest it.",
    discussion: """
      EXAMPLES
        faultbook scenarios
        faultbook scenarios --kind retry-amplification --format json
        faultbook scenarios intent 'slow-dependency:checkout>payments'
      """,
    subcommands: [ScenarioList.self, ScenarioIntentShow.self], defaultSubcommand: ScenarioList.self)
}
