import ArgumentParser
import KnowledgeBase

/// What went wrong by itself.
struct IncidentList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the incidents, and what each taught.",
    discussion: """
      EXAMPLES
        faultbook incident list
        faultbook incident list --format csv
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.incidents(view: common.view) }
}
