import Foundation
import Testing
import Vocabulary

/// The book as tools of an AI agent: the executable and the official client of the protocol talk to one another.
@Suite struct ModelContextTests {
  /// A Python that has the official client (`pip install mcp`, 2.0 or newer); nil where there is none.
  static let python: String? = {
    let named = ProcessInfo.processInfo.environment["FAULTBOOK_PYTHON"]
    for path in [named, "/usr/bin/python3", "/usr/local/bin/python3"].compactMap(\.self)
    where FileManager.default.isExecutableFile(atPath: path) {
      let found = try? Binary.run([path, "-c", "from mcp.client import Client"], in: NSTemporaryDirectory())
      if found?.exitCode == 0 { return path }
    }
    return nil
  }()

  @Test(
    .enabled(if: python != nil, "no Python with the official client: pip install mcp, and name it in FAULTBOOK_PYTHON"),
    arguments: [("auto", "2026-07-28"), ("legacy", "2025-11-25")], [false, true])
  func `the official client asks, plans and records`(mode: (name: String, revision: String), byHTTP: Bool) throws {
    let (mode, revision) = mode
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().copied(to: workspace)
    let before = try workspace.state(of: book)
    let script = Binary.packageRoot + "/Tests/Clients/mcp_client.py"
    let server = byHTTP ? try RunningServer(book: book, in: workspace) : nil
    let means = try server?.tokens(of: ["reader", "planner", "recorder"], named: "test-agent") ?? book
    let place = server.map { $0.address + "/mcp" } ?? Binary.path
    let outcome = try Binary.run([try #require(Self.python), script, place, means, mode], in: workspace.folder)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    if let server { #expect(try server.end() == 0) }
    let seen = try JSON.parse(outcome.output)

    #expect(seen["revision"]?.stringValue == revision)
    #expect(seen["server"]?.stringValue == "faultbook")
    #expect(seen["schemas"]?.boolValue == true)
    let readerTools = (seen["readerTools"]?.arrayValue ?? []).compactMap(\.stringValue)
    #expect(readerTools.contains("next") && readerTools.contains("explain") && !readerTools.contains("judge"))
    let answers = (seen.members ?? []).filter { $0.name.hasPrefix("reader:") || $0.name.hasPrefix("recorder:") }
    #expect(answers.count == 18)
    for answer in answers {
      #expect(answer.value["isError"]?.boolValue == false, "\(answer.name): \(answer.value.text)")
    }

    // What is told is what the command line tells.
    let scores = try workspace.answer(["scores", "--book", SharedBooks.demo.get().path])
    #expect(seen["reader:scores"]?["structured"] == scores)
    #expect(seen["reader:beliefs"]?["structured"]?["beliefs"]?.arrayValue?.count == 3)
    #expect((seen["reader:beliefs"]?["structured"]?["omitted"]?.integerValue ?? 0) > 0)
    #expect(seen["reader:runs"]?["structured"]?["runs"]?.arrayValue?.count == 1)

    #expect(
      refusal(seen, "refused")
        == "judge needs the role recorder, which this client has not; ask whoever started the server for it")
    #expect(refusal(seen, "recorderAsks")?.hasPrefix("scores needs the role reader") == true)
    #expect(
      refusal(seen, "misspelt")
        == "beliefs takes no argument \"cuase\"; it takes cause, effect, faultClass, dose, kind, limit, asOf, now, environment"
    )
    for name in ["unknownName", "badSample", "badFault"] { #expect(refusal(seen, name) != nil, "\(name)") }
    #expect(seen["unknownTool"]?.stringValue?.contains("no_such_tool") == true)
    #expect(seen["unknownResource"] != nil)
    #expect(seen["resources"]?.arrayValue?.count == 17)
    #expect(seen["report"]?.stringValue?.hasPrefix("# ") == true)

    // What was recorded is in the log, bears its actor, and is as sound as anything in it.
    let run = "agent-run-\(mode)"
    let shown = try workspace.answer(["run", "show", run, "--book", book])
    #expect(shown["verdict"]?["outcome"]?.stringValue == "refuted")
    #expect(seen["again"]?["structured"]?["appended"] == 0)
    let rows = try workspace.answer([
      "sql", "select distinct actor from log where stream = 'run/\(run)'", "--book", book,
    ])
    #expect(rows["rows"]?.arrayValue?.compactMap { $0["actor"]?.stringValue } == ["test-agent"])
    let after = try workspace.state(of: book)
    #expect(after["ok"] == true && before["ok"] == true)
    // An intent, five steps of a run, 35 samples, a verdict, a proposal and what was decided; the run that was refused is not there.
    #expect((after["events"]?.integerValue ?? 0) - (before["events"]?.integerValue ?? 0) == 1 + 4 + 35 + 1 + 2)
  }

  private func refusal(_ seen: JSON, _ name: String) -> String? {
    guard seen[name]?["isError"]?.boolValue == true else { return nil }
    return seen[name]?["text"]?.arrayValue?.first?.stringValue
  }

  /// A message and what must be in its answer; nil where there must be none.
  struct Exchange: Sendable, CustomTestStringConvertible {
    let name: String
    let said: String
    let code: Int64?
    var testDescription: String { name }
  }

  static let exchanges = [
    Exchange(name: "no JSON", said: "{", code: -32700),
    Exchange(name: "no object", said: "3", code: -32600),
    Exchange(name: "another JSON-RPC", said: #"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, code: -32600),
    Exchange(name: "before initialize", said: #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, code: -32600),
    Exchange(name: "an id that is none", said: #"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, code: -32600),
    Exchange(
      name: "a revision that is not spoken",
      said:
        #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2031-01-01"}}}"#,
      code: -32022),
    Exchange(
      name: "an unknown method",
      said:
        #"{"jsonrpc":"2.0","id":1,"method":"prompts/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
      code: -32601),
    Exchange(
      name: "an unknown tool",
      said:
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
      code: -32602),
    Exchange(
      name: "params that are a list", said: #"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, code: -32602),
  ]

  @Test func `what is said wrongly is answered with its code, and the next message all the same`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.small.get().path
    let lines =
      Self.exchanges.map(\.said) + [
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, "",
        #"{"jsonrpc":"2.0","id":5,"result":{}}"#,
        #"{"jsonrpc":"2.0","id":"last","method":"ping"}"#,
      ]
    let outcome = try workspace.run(["mcp", "--book", book], input: lines.joined(separator: "\n") + "\n")
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let answers = try outcome.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    try #require(answers.count == Self.exchanges.count + 1)
    for (exchange, answer) in zip(Self.exchanges, answers) {
      #expect(answer["error"]?["code"]?.integerValue == exchange.code, "\(exchange.name): \(answer.text)")
    }
    #expect(answers.last?["id"]?.stringValue == "last" && answers.last?["result"] != nil)
  }

  @Test(arguments: [
    ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
    ("2025-11-25", "2025-11-25"), ("2099-01-01", "2025-11-25"),
  ])
  func `a session is settled on the revision that was asked for, or the newest`(asked: String, settled: String) throws {
    let workspace = try Workspace()
    let lines = [
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\#(asked)","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"scores"}}"#,
      #"[{"jsonrpc":"2.0","id":4,"method":"ping"},{"jsonrpc":"2.0","id":5,"method":"ping"}]"#,
    ]
    let outcome = try workspace.run(
      ["mcp", "--book", SharedBooks.small.get().path], input: lines.joined(separator: "\n"))
    let answers = try outcome.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    try #require(answers.count == 4, "\(outcome.error)")
    #expect(answers[0]["result"]?["protocolVersion"]?.stringValue == settled)
    let isStructured = settled >= "2025-06-18"
    #expect((answers[1]["result"]?["tools"]?.arrayValue?.first?["outputSchema"] != nil) == isStructured)
    #expect((answers[2]["result"]?["structuredContent"] != nil) == isStructured)
    #expect(answers[3].arrayValue?.count == (settled == "2025-03-26" ? 2 : nil))
  }

  @Test func `a book that is not there, and options of single questions, are refused at once`() throws {
    let workspace = try Workspace()
    #expect(try workspace.run(["mcp"], input: "").exitCode == 2)
    let outcome = try workspace.run(["mcp", "--format", "csv"], input: "")
    #expect(outcome.exitCode == 2 && outcome.error.contains("the agent gives"), "\(outcome.error)")
  }
}
