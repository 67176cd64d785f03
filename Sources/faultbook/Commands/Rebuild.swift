import ArgumentParser
import KnowledgeBase
import Server

/// The tables anew from the events.
struct Rebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Drop everything that is computed and compute it again from the events.",
    discussion: """
      The events stay as they are; the answers are the same afterwards.

      EXAMPLES
        faultbook rebuild
        faultbook rebuild --book shop.sqlite --wait 60
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try Presenter.print(try common.writing(.rebuild) { try $0.rebuild() }, as: common.format)
  }
}
