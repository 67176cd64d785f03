import ArgumentParser
import KnowledgeBase
import Vocabulary

/// The fault acts.
struct RunInject: Recording {
  static let configuration = CommandConfiguration(
    commandName: "inject",
    abstract: "Record that the fault was injected, and whether that was seen.",
    discussion: """
      EXAMPLES
        faultbook run inject r1 --confirmed --evidence "toxic listed by the proxy"
        faultbook run inject r1 --no-confirmed --at 2026-11-20T18:11:28Z
      """)

  @OptionGroup var run: RunArgument

  @Flag(inversion: .prefixedNo, help: "Whether the injection demonstrably took effect.")
  var confirmed: Bool

  @Option(help: ArgumentHelp("What shows it.", valueName: "text"))
  var evidence: String?

  @Option(help: ArgumentHelp("When it took effect. (default: --time)", valueName: "time"), transform: Parse.time)
  var at: Timestamp?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { run.stream }

  func payload() -> any EventPayload { FaultInjected(at: at, confirmed: confirmed, evidence: evidence) }
}
