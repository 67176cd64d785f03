import ArgumentParser
import KnowledgeBase

/// Whether all is well with the book.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look the book over: its file, its log, its tables, what stands still and what is missing.",
    discussion: """
      EXAMPLES
        faultbook doctor
        faultbook doctor --book shop.sqlite --format json
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try common.openForAudit()
    defer { book.close() }
    try Presenter.print(try book.doctor(), as: common.format)
  }
}
