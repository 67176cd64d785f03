import ArgumentParser
import KnowledgeBase

/// Where a score comes from.
struct ExplainScore: Question {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "What a score is made of, what pulls it down, and what it hangs on.",
    discussion: """
      EXAMPLES
        faultbook explain score system
        faultbook explain score journey checkout
        faultbook explain score component checkout
      """)

  @Argument(
    help: "'system', 'journey NAME' or 'component NAME'; a name alone is a journey's before it is a component's.")
  var subject: [String]

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if subject.isEmpty { throw ValidationError("nothing is named; give 'system', 'journey NAME' or 'component NAME'") }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.explain(score: subject.joined(separator: " "), view: common.view)
  }
}
