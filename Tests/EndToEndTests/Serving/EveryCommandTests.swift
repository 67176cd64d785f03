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

  /// Options of any command that its operation does not have, each with the reason.
  static let localOptions: [String: String] = [
    "book": "the server has one", "format": "Accept says it", "actor": "the token says it",
    "wait": "the server holds the book",
    "anchor": "a file of this machine; the server was started with its own",
    "trust": "the server was started with the keys that it believes", "out": "the answer is the file",
    "overwrite": "nothing is written on the caller's machine", "create": "the server has a book",
    "html": "Accept: text/html", "markdown": "Accept: text/markdown",
    "dry-run": "tries a command line; an answer of 4xx has written nothing either",
    "as-of": "every command takes it, operations that read a state do", "now": "as as-of", "environment": "as as-of",
    "version": "of the program", "help": "of the program",
  ]

  /// Options of one command that its operation has under another name, or elsewhere, or not for a reason.
  static let otherwise: [String: String] = [
    "audit prove --consistency": "GET /audit/consistency",
    "audit verify --bundle": "reads a file of the caller's machine",
    "audit recompute --all": "is what is done where no id is given",
    "judge --all": "is what is done where no run is given",
    "failure-modes adopt --applicable": "is what is done where no id is given",
    "audit checkpoint --anchor-command": "the member command",
    "audit checkpoint --anchor-wait": "the member commandLimit",
    "check --dependency": "caller and callee", "predict --dependency": "caller and callee",
    "declare component --tag": "the member tags", "declare dependency --no-breaker": "breaker: false",
    "declare dependency --no-fallback": "fallback: false",
    "declare failure-mode --description": "the operation takes the event's own members",
    "declare failure-mode --mitigation": "the operation takes the event's own members",
    "append --seal": "POST /append and /record seal; /events takes events as they stand",
    "proposal accept --seal": "POST /record seals", "proposal accept --subject": "POST /record seals",
    "proposal reject --seal": "POST /record seals", "proposal reject --subject": "POST /record seals",
    "export --record": "POST /proposals/export", "next --record": "POST /proposals",
    "export --schema": "a constant of the program", "export --set": "the members bindings and layers",
    "export --with": "the members bindings and layers", "import --no-judge": "judge=false",
    "incident record --cause": "the operation takes the event's own members",
    "incident record --degraded": "the operation takes the event's own members",
    "incident record --steady": "the operation takes the event's own members",
    "incident record --title": "the operation takes the event's own members",
    "replay --from": "GET /replay/between and /replay/steps", "replay --to": "GET /replay/between and /replay/steps",
    "replay --top": "GET /replay/between and /replay/steps", "replay --step": "GET /replay/steps",
    "replay --with": "POST /replay/what-if", "replay --without": "POST /replay/what-if",
    "audit evidence --strict": "GET /audit/evidence has it; a report is no answer of yes or no",
    "run start --baseline-from": "the member baseline", "run start --baseline-to": "the member baseline",
    "run start --journey": "the member of the intent", "run start --tool-version": "runner.version",
    "run clear --no-confirmed": "confirmed: false", "run inject --no-confirmed": "confirmed: false",
    "run sample --stdin": "POST /runs/{run}/samples/batch", "run sample --window": "the member windowSeconds",
    "run watch --follow": "reads a file of the caller's machine",
    "run watch --keep": "POST /runs/{run}/samples/batch keeps them", "run watch --no-record": "record=false",
    "token create --role": "the member roles",
  ]

  @Test func `every option of a command is a parameter or a member of its operation, or there is a reason`() throws {
    let workspace = try Workspace()
    let server = try RunningServer(book: try SharedBooks.small.get().copied(to: workspace), in: workspace)
    let document = try HTTPCall("GET", server.address + "/api/v1/openapi.json").reply(in: workspace).json
    let options = try Self.options(in: workspace)
    let mark = "The same as `faultbook "
    var missing: Set<String> = []
    for operation in (document["paths"]?.members ?? []).flatMap({ $0.value.members ?? [] }).map(\.value) {
      guard let text = operation["description"]?.stringValue, text.hasPrefix(mark) else { continue }
      let command = text.dropFirst(mark.count).prefix { $0 != "`" }
        .split(separator: " ").prefix { !$0.hasPrefix("-") }.joined(separator: " ")
      var known = Set((operation["parameters"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue })
      for content in operation["requestBody"]?["content"]?.members ?? [] {
        known.formUnion(Self.members(of: content.value["schema"] ?? .null, in: document))
      }
      let names = Set(known.map(Self.option))
      for option in options[command] ?? [] where !names.contains(option) && Self.localOptions[option] == nil {
        missing.insert("\(command) --\(option)")
      }
    }
    #expect(missing.subtracting(Self.otherwise.keys).sorted() == [], "options without a parameter or a reason")
    #expect(Set(Self.otherwise.keys).subtracting(missing).sorted() == [], "reasons that nobody needs")
    #expect(try server.end() == 0)
  }

  /// The long options of every command, by its words.
  private static func options(in workspace: Workspace) throws -> [String: Set<String>] {
    let root = try JSON.parse(try workspace.run(["--experimental-dump-help"]).output)["command"] ?? .null
    var found: [String: Set<String>] = [:]
    func walk(_ command: JSON, _ path: [String]) {
      let children = (command["subcommands"]?.arrayValue ?? []).filter { $0["commandName"]?.stringValue != "help" }
      for child in children { walk(child, path + [child["commandName"]?.stringValue ?? ""]) }
      guard children.isEmpty else { return }
      let arguments = (command["arguments"]?.arrayValue ?? []).filter { $0["kind"]?.stringValue != "positional" }
      found[path.joined(separator: " ")] = Set(
        arguments.compactMap { argument in
          (argument["names"]?.arrayValue ?? []).first { $0["kind"]?.stringValue == "long" }?["name"]?.stringValue
        })
    }
    walk(root, [])
    return found
  }

  /// The names of all members of a schema, at any depth.
  private static func members(of schema: JSON, in document: JSON) -> Set<String> {
    if let name = schema["$ref"]?.stringValue?.split(separator: "/").last {
      return members(of: document["components"]?["schemas"]?[String(name)] ?? .null, in: document)
    }
    var found = Set<String>()
    for member in schema["properties"]?.members ?? [] {
      found.formUnion([member.name])
      found.formUnion(members(of: member.value, in: document))
    }
    if let items = schema["items"] { found.formUnion(members(of: items, in: document)) }
    return found
  }

  /// `timeoutMs` as an option is written, `timeout-ms`.
  private static func option(_ name: String) -> String {
    name.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
  }

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
