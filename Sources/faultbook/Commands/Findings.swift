import ArgumentParser
import KnowledgeBase

/// What should be mended.
struct Findings: Question {
  static let configuration = CommandConfiguration(
    abstract: "Findings: what runs showed that should be mended, and what was.",
    discussion: """
      EXAMPLES
        faultbook findings
        faultbook findings --format markdown
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.findings(view: common.view) }
}
