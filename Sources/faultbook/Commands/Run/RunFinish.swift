import ArgumentParser
import KnowledgeBase
import Vocabulary

/// Come to its end.
struct RunFinish: Recording {
  static let configuration = CommandConfiguration(
    commandName: "finish",
    abstract: "Record that a run came to its end, and what its tool claimed.",
    discussion: """
      The tool's words are kept as they are; 'faultbook judge' comes to its own verdict.

      EXAMPLES
        faultbook run finish r1
        faultbook run finish r1 --tool chaostoolkit --status completed \\
          --verdict "not deviated"
      """)

  @OptionGroup var run: RunArgument

  @Option(help: ArgumentHelp("The tool that claims something.", valueName: "name"))
  var tool: String?

  @Option(help: ArgumentHelp("Its word for how the injection went.", valueName: "text"))
  var status: String?

  @Option(help: ArgumentHelp("Its word for what the run showed.", valueName: "text"))
  var verdict: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if tool == nil, status != nil || verdict != nil {
      throw ValidationError("--status and --verdict are a tool's words; name it with --tool")
    }
  }

  var stream: String { run.stream }

  func payload() -> any EventPayload {
    RunFinished(native: tool.map { NativeClaim(tool: $0, status: status, verdict: verdict) })
  }
}
