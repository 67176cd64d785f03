import ArgumentParser
import KnowledgeBase

/// Every run.
struct RunList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The runs: what was disturbed, where, how it went, and how good the evidence is.",
    discussion: """
      EXAMPLES
        faultbook run list
        faultbook run list --format csv > runs.csv

      \(GradeHelp.section)
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.runs(view: common.view) }
}
