import ArgumentParser
import KnowledgeBase
import Server
import Vocabulary

/// A new token.
struct TokenCreate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a token, and print it this once.",
    discussion: """
      Roles are reader (asks), planner (asks and plans), recorder (records and asks nothing), auditor (asks and checks) \
      and admin (all of it). A token may have several: a recorder alone sees no page, so whoever records runs in a browser \
      has a role besides that asks.

      EXAMPLES
        faultbook token create ci --role recorder --expires 90d
        faultbook token create ada --role planner --role auditor
        faultbook token create rob --role recorder --role reader
      """)

  @Argument(help: "Whose it is: the actor of what is recorded with it.")
  var name: String

  @OptionGroup var token: TokenOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let now = WallClock.now
    let made = try TokenOptions.file(common).create(
      name: name, roles: Set(token.roles), expires: try token.end(from: now), by: common.actorName, at: now)
    try Presenter.print(Tokens.created(made.token, text: made.text), as: common.format)
  }
}
