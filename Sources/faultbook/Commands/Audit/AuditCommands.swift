import ArgumentParser

/// Whether to trust the book.
struct AuditCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check that the history is whole and unchanged, and let others check it.",
    subcommands: [
      AuditVerify.self,
      AuditEvidence.self,
      AuditRecompute.self,
      AuditCheckpoint.self,
      AuditProve.self,
      AuditVerifyProof.self,
      AuditBundle.self,
      AuditCosign.self,
      AuditKeyCommands.self,
    ])
}
