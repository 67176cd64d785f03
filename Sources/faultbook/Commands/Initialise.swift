import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A new, empty book.
struct Initialise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an empty book.",
    discussion: """
      A file that is already there is left as it is, and the command fails.

      EXAMPLES
        faultbook init
        faultbook init --book shop.sqlite
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try KnowledgeBase.create(at: common.bookPath, wait: common.waitSeconds, anchors: common.anchors)
    defer { book.close() }
    let answer = Answer(
      json: ["book": .string(book.path), "position": 0],
      table: AnswerTable(title: "Made \(book.path), an empty book", columns: [], rows: []),
      notes: ["Learn from results with 'faultbook import FILE', or describe the system with 'faultbook declare'."])
    try Presenter.print(answer, as: common.format)
  }
}
