import ArgumentParser

/// The ways in which the system can fail.
struct FailureModeCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "failure-modes",
    abstract: "How the system can fail: how likely, how harmful, and what is known of it.",
    discussion: """
      EXAMPLES
        faultbook failure-modes
        faultbook failure-modes --category ai --all
        faultbook failure-modes show TF-001
        faultbook failure-modes adopt TF-001 TF-002
      """,
    subcommands: [FailureModeList.self, FailureModeShow.self, FailureModeAdopt.self],
    defaultSubcommand: FailureModeList.self, aliases: ["failure-mode"])
}
