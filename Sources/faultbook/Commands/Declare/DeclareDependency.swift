import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A call.
struct DeclareDependency: Recording {
  static let configuration = CommandConfiguration(
    commandName: "dependency",
    abstract: "Declare that one component calls another, and what guards the call.",
    discussion: """
      EXAMPLES
        faultbook declare dependency checkout payments --mode sync \\
          --kind http --timeout-ms 300 --retries 2
        faultbook declare dependency checkout orders-topic --mode async --kind queue
        faultbook declare dependency checkout cache --mode sync --fallback
      """)

  @Argument(help: "Who calls.")
  var caller: String

  @Argument(help: "Who is called.")
  var callee: String

  @Option(help: "Whether the caller waits.")
  var mode: CallMode = .sync

  @Option(help: ArgumentHelp("The protocol: http, grpc, sql, cache, queue or tool.", valueName: "word"))
  var kind: String?

  @Option(help: ArgumentHelp("How long the caller waits.", valueName: "ms"), transform: Parse.number)
  var timeoutMs: Double?

  @Option(help: ArgumentHelp("How often the caller tries again.", valueName: "n"))
  var retries: Int?

  @Flag(inversion: .prefixedNo, help: "Whether a circuit breaker stands before the call.")
  var breaker: Bool?

  @Flag(inversion: .prefixedNo, help: "Whether the caller has an answer without the callee.")
  var fallback: Bool?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.system.stream() }

  func payload() -> any EventPayload {
    let hasGuards = timeoutMs != nil || retries != nil || breaker != nil || fallback != nil
    return DependencyDeclared(
      dependency: Dependency(caller: caller, callee: callee), mode: mode, kind: kind,
      guards: hasGuards ? Guards(timeoutMs: timeoutMs, retries: retries, breaker: breaker, fallback: fallback) : nil)
  }
}
