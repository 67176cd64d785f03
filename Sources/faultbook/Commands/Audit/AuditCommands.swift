import ArgumentParser

/// Whether the history is whole.
struct AuditCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check that the history is whole and unchanged, and let others check it.",
    subcommands: [
      AuditVerify.self, AuditCheckpoint.self, AuditCosign.self, AuditProve.self, AuditVerifyProof.self,
      AuditBundle.self,
      AuditKeyCommands.self,
    ])
}
