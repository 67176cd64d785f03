import ArgumentParser

/// What is decided about proposals.
struct ProposalCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "proposal",
    abstract: "Say what is decided about a recorded proposal.",
    subcommands: [ProposalAccept.self, ProposalReject.self])
}
