import ArgumentParser
import KnowledgeBase
import Server

/// The end of a token.
struct TokenRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Take a token's rights for ever. Saying it again changes nothing.",
    discussion: """
      EXAMPLES
        faultbook token revoke k3m9ah2xq7
      """)

  @Argument(help: "The token's id, as 'faultbook token list' shows it.")
  var id: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let token = try TokenOptions.file(common).revoke(id, at: WallClock.now)
    try Presenter.print(Tokens.revoked(token), as: common.format)
  }
}
