import ArgumentParser
import KnowledgeBase

/// Where a belief comes from.
struct ExplainBelief: Question {
  static let configuration = CommandConfiguration(
    commandName: "belief",
    abstract: "The evidence behind a belief: prior, runs, weights, and what each moved.",
    discussion: """
      EXAMPLES
        faultbook beliefs    # the ids stand in the first column
        faultbook explain belief ID
        faultbook explain belief ID --as-of 1200

      \(GradeHelp.section)
      """)

  @Argument(help: "The belief's id, as 'faultbook beliefs' shows it.")
  var id: String

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.explain(belief: id, view: common.view) }
}
