import ArgumentParser
import KnowledgeBase

/// The public half of the signing key.
struct AuditKeyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the verifier key alone: what others check your signatures with.",
    discussion: """
      EXAMPLES
        faultbook audit key show
        faultbook audit key show --key ~/keys/shop.key > shop.pub
        faultbook audit key show --format json
      """)

  @OptionGroup var keys: KeyOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let answer = try AuditKeys.show(at: keys.path, book: common.bookPath)
    guard common.format == nil || common.format == .table else {
      return try Presenter.print(answer, as: common.format)
    }
    // One line whatever the terminal's width, so that it can be redirected and pasted.
    try Presenter.printPlain((answer.notes.first ?? "") + "\n")
  }
}
