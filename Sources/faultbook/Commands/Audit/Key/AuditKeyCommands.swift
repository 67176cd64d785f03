import ArgumentParser

/// Keys that sign checkpoints.
struct AuditKeyCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "The key that signs checkpoints, kept outside the book.",
    subcommands: [AuditKeyNew.self, AuditKeyShow.self])
}
