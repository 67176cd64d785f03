import ArgumentParser
import KnowledgeBase
import Vocabulary

/// All of them, by priority.
struct FailureModeList: Question {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Failure modes by priority: the likely, harmful and unknown first.",
    discussion: """
      The program brings a catalogue along, of infrastructure and of systems of
      agents and tools; the book's own entries stand beside it or in its place.
      Priority is likelihood x impact x (1 - assurance), where assurance is what
      is covered times what is expected to hold. What is unknown reassures nobody.

      EXAMPLES
        faultbook failure-modes list
        faultbook failure-modes list --all --category orchestration
        faultbook failure-modes list --format csv
      """)

  @Flag(help: "Also those that strike no component that the book knows.")
  var all = false

  @Option(help: "Only those of one category.")
  var category: FailureModeCatalogued.Category?

  @OptionGroup var common: CommonOptions

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.failureModes(all: all, category: category, view: common.view)
  }
}
