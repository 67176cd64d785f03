import ArgumentParser
import KnowledgeBase

/// The keys.
struct SubjectList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the keys of people's data, whose they are, and which were erased.",
    discussion: """
      EXAMPLES
        faultbook subject list
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.subjects() }
}
