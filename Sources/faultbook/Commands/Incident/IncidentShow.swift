import ArgumentParser
import KnowledgeBase

/// One outage in full.
struct IncidentShow: Question {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show an incident: what was seen, what the book would have said of it right before, and what it taught.",
    discussion: """
      EXAMPLES
        faultbook incident show INC-42
        faultbook incident show INC-42 --environment production --format json
      """)

  @Argument(help: "The incident.")
  var incident: String

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.incident(incident, view: common.view) }
}
