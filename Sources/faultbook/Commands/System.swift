import ArgumentParser
import KnowledgeBase

/// What exists.
struct System: Question {
  static let configuration = CommandConfiguration(
    abstract: "Components, dependencies and journeys: declared, observed in traffic, or suspected.",
    discussion: """
      EXAMPLES
        faultbook system
        faultbook system --format json | jq '.dependencies[] | select(.observed)'
        faultbook system --as-of 1200
      """)

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.system(view: common.view) }
}
