import Foundation
import Testing
import Vocabulary

/// What the command line does, a server does for those who are elsewhere.
@Suite struct EveryCommandTests {
  /// Commands that the API has no operation for, each with the reason.
  static let local: [String: String] = [
    "init": "makes the file that a server then serves",
    "demo": "makes a file of its own",
    "serve": "is the server",
    "mcp": "is standard input and output of an agent's program; elsewhere there is /mcp",
    "restore": "puts a file in the book's place, for which no server may hold it",
    "follow": "makes this book a copy of another, so that nobody else may write to it",
    "audit key new": "makes a secret that must not leave its machine",
    "audit key show": "shows a key of this machine's user",
    "declare file": "reads a YAML file into events, which /events and /append take",
  ]

  @Test func `every command has an operation of the API, or a reason why it has none`() throws {
    let workspace = try Workspace()
    let server = try RunningServer(book: try SharedBooks.small.get().copied(to: workspace), in: workspace)
    let reply = try HTTPCall("GET", server.address + "/api/v1/openapi.json").reply(in: workspace)
    let operations = (reply.json["paths"]?.members ?? []).flatMap { $0.value.members ?? [] }.map(\.value)
    let mark = "The same as `faultbook "
    let told = operations.compactMap { $0["description"]?.stringValue }.filter { $0.hasPrefix(mark) }
      .map { $0.dropFirst(mark.count).prefix { $0 != "`" } }
      .map { $0.split(separator: " ").prefix { !$0.hasPrefix("-") }.joined(separator: " ") }
    #expect(told.count > 60)
    let leaves = Set(HelpTests.leaves.map { $0.joined(separator: " ") })
    #expect(leaves.subtracting(told).subtracting(Self.local.keys).isEmpty, "commands without an operation or a reason")
    #expect(Set(told).subtracting(leaves).isEmpty, "operations of commands that there are not")
    #expect(Set(Self.local.keys).isSubset(of: leaves.subtracting(told)), "reasons that nobody needs")
    #expect(try server.end() == 0)
  }
}
