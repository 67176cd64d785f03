import ArgumentParser
import KnowledgeBase
import Vocabulary

/// The events themselves.
struct LogList: Question {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "The events as they stand in the log, and how they are read now.",
    discussion: """
      EXAMPLES
        faultbook log                          # the last ones
        faultbook log 42 --format json         # one, whole
        faultbook log --stream run/r1 --from 1 --limit 200
        faultbook log 42 --reveal              # what is sealed in it opened
      """)

  @Argument(help: "The position of one event. (default: the last ones)")
  var position: Int64?

  @Option(help: ArgumentHelp("Only of this stream.", valueName: "stream"))
  var stream: String?

  @Option(help: ArgumentHelp("From this position on. (default: the last ones)", valueName: "position"))
  var from: Int64?

  @Option(help: ArgumentHelp("How many at most.", valueName: "n"))
  var limit = 50

  @OptionGroup var reveal: RevealOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if position != nil, from != nil || stream != nil {
      throw ValidationError("a position stands beside --from or --stream; give the one or the others")
    }
    guard limit >= 1 else { throw ValidationError("--limit takes a number of at least 1, not \(limit)") }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    if let position { return try book.event(at: position, view: common.view, reveal: reveal.reveal) }
    return try book.events(from: from, stream: stream, limit: limit, view: common.view, reveal: reveal.reveal)
  }
}
