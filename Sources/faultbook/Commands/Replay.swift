import ArgumentParser
import KnowledgeBase

/// How what is known came to be.
struct Replay: Question {
  static let configuration = CommandConfiguration(
    abstract: "Replay the log: what was known at a position or a time, or how it changed from event to event.",
    discussion: """
      EXAMPLES
        faultbook replay
        faultbook replay --until 1200
        faultbook replay --until 2026-11-20T18:11:23Z --step
        faultbook replay --without r04
      """)

  @Option(
    help: ArgumentHelp("Stop there. (default: the end of the log)", valueName: "position|time"), transform: Parse.asOf)
  var until: View.AsOf?

  @Flag(help: "Show what each event changed.")
  var step = false

  @Option(
    name: .customLong("without"),
    help: ArgumentHelp("Leave this run out: what if it had not been done; may be repeated.", valueName: "run"))
  var omitted: [String] = []

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    var view = common.view
    view.without = omitted
    return try book.replay(until: until ?? view.asOf, step: step, view: view)
  }
}
