import ArgumentParser

/// Who may do what at a server.
struct TokenCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Tokens for the server's callers: create, list, revoke.",
    discussion: """
      Tokens are kept in <book>.tokens beside the book, as hashes and in no event: the log never forgets, and a \
      credential must be forgettable. A running server knows of a change at the next request.
      """,
    subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])
}
