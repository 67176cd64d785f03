import ArgumentParser
import KnowledgeBase
import Vocabulary

/// Evidence that no longer counts.
struct RunDisqualify: Recording {
  static let configuration = CommandConfiguration(
    commandName: "disqualify",
    abstract: "Take a run's evidence out of every belief; its events stay.",
    discussion: """
      EXAMPLES
        faultbook run disqualify r1 --why "a deploy fell into the baseline"
      """)

  @OptionGroup var run: RunArgument

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { run.stream }

  func payload() -> any EventPayload { RunDisqualified(why: why) }
}
