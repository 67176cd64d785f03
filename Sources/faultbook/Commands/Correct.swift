import ArgumentParser
import KnowledgeBase
import Server
import Vocabulary

/// Something that was said wrongly.
struct Correct: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give an event another payload: it stays in the log, and is read as corrected from now on.",
    discussion: """
      The event keeps its place, its time and its stream; whatever is asked as of before still reads the original. \
      Runs that it concerns are judged again. The payload is given whole, and takes the place of the one that \
      stands: that is 'reads' in 'faultbook log POSITION --format json' where the event was corrected before, else \
      'data'.

      EXAMPLES
        faultbook correct 42 --data '{"confirmed": false}' --why "the proxy had no toxic"
        faultbook correct 42 --data payload.yaml --why "read from the wrong dashboard"
        faultbook log 42 --format json | jq '.events[0] | .reads // .data' > payload.json
        faultbook correct 42 --data payload.json --why "the second look"
      """)

  @Argument(help: "The event's position in the log.")
  var position: Int64

  @Option(
    help: ArgumentHelp("The whole payload: JSON, a YAML or JSON file, or - for standard input.", valueName: "json|file")
  )
  var data: String

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String

  @OptionGroup var sealing: SealingOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let payload = data.first == "{" ? try json() : try DocumentFile(path: data).json
    let sealing = try sealing.request()
    let answer = try common.writing(.correct(position, data: payload, why: why, sealing: sealing)) { book in
      try book.correct(position, data: payload, why: why, actor: common.actorName, sealing: sealing)
    }
    try Presenter.print(answer, as: common.format)
  }

  private func json() throws -> JSON {
    do {
      return try JSON.parse(data)
    } catch let error as JSONError {
      throw UsageError(message: "--data is no sound JSON: \(error)")
    }
  }
}
