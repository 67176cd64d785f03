import ArgumentParser
import KnowledgeBase

/// The named queries.
struct Ask: Question {
  static let configuration = CommandConfiguration(
    abstract: "Ask one of the named questions; without a name, list them.",
    discussion: """
      EXAMPLES
        faultbook ask
        faultbook ask weakest-dependencies
        faultbook ask weakest-dependencies --param limit=5 --format csv
        faultbook ask open-findings --verified

      The tables are read as they stand. Somebody who writes to the file past this program can change them:
      --verified compares them with the events first, and 'audit verify' the events with their hashes.
      """)

  @Argument(help: "The question's name.")
  var query: String?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter of the question; may be repeated.", valueName: "name=value"),
    transform: Parse.pair)
  var parameters: [(name: String, value: String)] = []

  @OptionGroup var checking: VerifiedOption

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if query == nil, !parameters.isEmpty { throw ValidationError("--param stands without a question; name one") }
    let names = parameters.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--param \(twice) is given twice; give it once")
    }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    let values = Dictionary(parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return try book.ask(query, parameters: values, view: common.view, verified: checking.verified)
  }
}
