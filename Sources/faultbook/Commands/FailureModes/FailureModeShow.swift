import ArgumentParser
import KnowledgeBase

/// One of them.
struct FailureModeShow: Question {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One failure mode: what to watch, what helps, where it strikes, its runs.",
    discussion: """
      EXAMPLES
        faultbook failure-modes show TF-001
        faultbook failure-modes show XF-001 --format json
      """)

  @Argument(help: "Its id in the catalogue, such as TF-001.")
  var id: String

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.failureMode(id, view: common.view) }
}
