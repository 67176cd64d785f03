import ArgumentParser

/// Where a number comes from.
struct ExplainCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Where a number comes from, down to events and files.",
    subcommands: [ExplainBelief.self, ExplainScore.self, ExplainProposal.self])
}
