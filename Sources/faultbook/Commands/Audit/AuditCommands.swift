import ArgumentParser

/// Whether the history is whole.
struct AuditCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check that the history is whole and unchanged.",
    subcommands: [AuditVerify.self, AuditRecompute.self])
}
