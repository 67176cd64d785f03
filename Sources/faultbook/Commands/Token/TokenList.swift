import ArgumentParser
import KnowledgeBase
import Server

/// Every token.
struct TokenList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List every token there ever was: whose, what for, until when. Never the tokens themselves.",
    discussion: """
      EXAMPLES
        faultbook token list
        faultbook token list --format json
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try Presenter.print(Tokens.list(try TokenOptions.file(common).tokens(), at: WallClock.now), as: common.format)
  }
}
