import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A hypothesis that nobody holds any more.
struct IntentRetire: Recording {
  static let configuration = CommandConfiguration(
    commandName: "retire",
    abstract: "Retire an intent.",
    discussion: """
      EXAMPLES
        faultbook intent retire INT-7 --why "the service is gone"
      """)

  @Argument(help: "The intent's id.")
  var id: String

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.intent.stream(id) }

  func payload() -> any EventPayload { IntentRetired(why: why) }
}
