import ArgumentParser

/// What somebody believes the system does under a fault.
struct IntentCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "intent",
    abstract: "Intents: hypotheses that a run can refute.",
    subcommands: [
      IntentDeclare.self, IntentRevise.self, IntentRetire.self, IntentList.self, IntentShow.self,
      IntentSchemaCommand.self,
    ])
}
