import ArgumentParser
import KnowledgeBase
import Vocabulary

/// Stopped before its end.
struct RunAbort: Recording {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "Record that a run was stopped before its end.",
    discussion: """
      What was seen until then still counts.

      EXAMPLES
        faultbook run abort r1 --reason guardrail \\
          --criterion "error_rate of journey checkout > 0.5"
        faultbook run abort r1 --reason operator
      """)

  @OptionGroup var run: RunArgument

  @Option(help: "Who or what stopped it.")
  var reason: RunAborted.Reason

  @Option(help: ArgumentHelp("The criterion that tripped.", valueName: "text"))
  var criterion: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { run.stream }

  func payload() -> any EventPayload { RunAborted(reason: reason, criterion: criterion) }
}
