import ArgumentParser

/// What shapes answers and is not evidence.
struct PolicyCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Settings that shape answers and are not evidence: ageing, trust, doses, safety, costs.",
    subcommands: [PolicySetting.self, PolicyList.self])
}
