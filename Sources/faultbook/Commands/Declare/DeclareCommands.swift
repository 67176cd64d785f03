import ArgumentParser

/// What exists, by hand.
struct DeclareCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "declare",
    abstract: "Describe the system by hand, one part at a time or from a YAML file.",
    discussion: """
      EXAMPLES
        faultbook declare system.yaml
        faultbook declare component payments --kind service --tier 1
        faultbook declare dependency checkout payments --mode sync --timeout-ms 300
        faultbook declare journey checkout --entry gateway --criticality 1
      """,
    subcommands: [
      DeclareComponent.self, DeclareDependency.self, DeclareJourney.self, DeclareFailureMode.self, DeclareFile.self,
    ],
    defaultSubcommand: DeclareFile.self)
}
