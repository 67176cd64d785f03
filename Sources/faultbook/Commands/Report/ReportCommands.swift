import ArgumentParser
import KnowledgeBase

/// What others read.
struct ReportCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write what happened and what was learned for others to read: Markdown or HTML.",
    subcommands: [ReportRun.self, ReportPeriod.self])
}
