import ArgumentParser
import KnowledgeBase

/// Whether all is well with the book.
struct Doctor: Question {
  static let configuration = CommandConfiguration(
    abstract: "Look the book over: its file, its log, its tables, what stands still and what is missing.",
    discussion: """
      EXAMPLES
        faultbook doctor
        faultbook doctor --book shop.sqlite --format json
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.doctor() }
}
