import ArgumentParser
import KnowledgeBase

/// What is sealed of one person.
struct SubjectShow: Question {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Everything that is sealed of one person, opened.",
    discussion: """
      EXAMPLES
        faultbook subject show "Ada Lovelace"
        faultbook subject show "Ada Lovelace" --format csv
      """)

  @Argument(help: "The person, by the name that was given with --subject.")
  var name: String

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.subject(name) }
}
