import ArgumentParser
import KnowledgeBase

/// Whether all is well with the book.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look the book over: its file, its log, its tables, what stands still and what is missing.",
    discussion: """
      Every event is hashed again and held against the tree and the checkpoints, which takes some two seconds for a million \
      events; 'faultbook audit verify' also checks signatures and compares every table with the events.

      EXAMPLES
        faultbook doctor
        faultbook doctor --book shop.sqlite --format json
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try common.openForAudit()
    defer { book.close() }
    let bar = ProgressBar()
    defer { bar.finish() }
    let answer = try book.doctor { bar.report($0, done: $1, of: $2) }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
