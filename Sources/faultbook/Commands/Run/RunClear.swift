import ArgumentParser
import KnowledgeBase
import Vocabulary

/// The fault acts no longer.
struct RunClear: Recording {
  static let configuration = CommandConfiguration(
    commandName: "clear",
    abstract: "Record that the fault was cleared, how, and whether that was seen.",
    discussion: """
      EXAMPLES
        faultbook run clear r1 --how rolled-back --confirmed
        faultbook run clear r1 --how expired --no-confirmed
      """)

  @OptionGroup var run: RunArgument

  @Option(help: "How it ended.")
  var how: FaultCleared.How

  @Flag(inversion: .prefixedNo, help: "Whether it was seen to be gone.")
  var confirmed: Bool

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { run.stream }

  func payload() -> any EventPayload { FaultCleared(how: how, confirmed: confirmed) }
}
