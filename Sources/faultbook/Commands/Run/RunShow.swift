import ArgumentParser
import KnowledgeBase

/// One run.
struct RunShow: Question {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One run: its course, its observations, its verdict and its clauses.",
    discussion: """
      EXAMPLES
        faultbook run show r1
        faultbook run show r1 --format json
        faultbook run show r1 --reveal

      \(GradeHelp.section)
      """)

  @OptionGroup var run: RunArgument
  @OptionGroup var reveal: RevealOption
  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.run(run.id, view: common.view, reveal: reveal.reveal) }
}
