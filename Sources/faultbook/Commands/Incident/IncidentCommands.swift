import ArgumentParser
import KnowledgeBase

/// Real outages.
struct IncidentCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "incident", abstract: "Record real outages, and ask which experiment would have warned of them.",
    subcommands: [IncidentRecord.self, IncidentList.self, IncidentShow.self, IncidentWarning.self])
}
