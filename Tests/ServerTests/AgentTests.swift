import AgentProtocol
import Foundation
import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

@Suite("The Model Context Protocol over HTTP")
struct AgentTests {
  private static let stateless = "2026-07-28"

  /// A message that names its revision itself, with the header fields that go with it.
  private static func stateless(
    _ method: String, _ parameters: [JSON.Member] = [], id: JSON? = 1
  ) -> (json: JSON, headers: [String: String]) {
    let meta: JSON = [
      "io.modelcontextprotocol/protocolVersion": .string(stateless),
      "io.modelcontextprotocol/clientCapabilities": .object([]),
    ]
    var headers = ["MCP-Protocol-Version": stateless, "Mcp-Method": method]
    if let name = parameters.first(where: { ["name", "uri"].contains($0.name) })?.value.stringValue {
      headers["Mcp-Name"] = name
    }
    return (
      .compact(
        ("jsonrpc", "2.0"), ("id", id), ("method", .string(method)),
        ("params", .object(parameters + [JSON.Member("_meta", meta)]))), headers
    )
  }

  private static func call(_ tool: String, _ arguments: JSON = .object([])) -> (json: JSON, headers: [String: String]) {
    stateless("tools/call", [JSON.Member("name", .string(tool)), JSON.Member("arguments", arguments)])
  }

  @Test("Every tool is listed and called by the roles that it needs, and refused to every other; refusals are kept")
  func roles() async throws {
    let served = try await Served()
    let rights: [Role: AgentRights] = [
      .reader: .ask, .auditor: .ask, .planner: [.ask, .plan], .recorder: .record, .admin: [.ask, .plan, .record],
    ]
    let planning: Set<String> = ["record_proposals", "decide_proposal"]
    let recording: Set<String> = [
      "declare_intent", "revise_intent", "start_run", "inject_fault", "record_samples", "record_probe", "clear_fault",
      "abort_run", "finish_run", "judge",
    ]
    var tokens: [Role: String] = [:]
    for role in Role.allCases { tokens[role] = try served.token(role, name: role.rawValue) }
    let known = tokens
    try await served.test { client in
      let everything = Self.stateless("tools/list")
      let whole = try await client.post("/mcp", everything.json, token: known[.admin], headers: everything.headers)
      let names = (whole.json["result"]?["tools"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
      #expect(names.count == 26 && Set(names).isSuperset(of: planning.union(recording)))
      for role in Role.allCases {
        let listed = try await client.post("/mcp", everything.json, token: known[role], headers: everything.headers)
        var mine: Set<String> = []
        for name in names {
          let needed: AgentRights = planning.contains(name) ? .plan : recording.contains(name) ? .record : .ask
          let isAllowed = rights[role]?.contains(needed) == true
          if isAllowed { mine.insert(name) }
          let call = Self.call(name, ["nothing": "of the kind"])
          let reply = try await client.post("/mcp", call.json, token: known[role], headers: call.headers)
          let text = reply.json["result"]?["content"]?.arrayValue?.first?["text"]?.stringValue ?? ""
          #expect(reply.status == 200 && reply.json["result"]?["isError"] == true, "\(name) as \(role): \(reply.text)")
          // Whoever may is told that there is no such argument, so that nothing is done.
          #expect(text.contains(isAllowed ? "takes no argument" : "needs the role"), "\(name) as \(role): \(text)")
        }
        let told = (listed.json["result"]?["tools"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        #expect(Set(told) == mine, "\(role)")
      }
      let journal = try await client.get("/api/v1/audit/refusals?limit=1000", token: known[.auditor])
      let refused = (journal.json["entries"]?.arrayValue ?? []).filter { $0["principal"] == "reader" }
      #expect(refused.count == planning.count + recording.count)
      #expect(refused.allSatisfy { $0["operation"]?.stringValue?.hasPrefix("mcp ") == true && $0["status"] == 403 })
    }
    #expect(served.book.position == 0)
  }

  @Test("The report of the evidence is listed for auditors and read by them alone, as over the API")
  func evidence() async throws {
    let served = try await Served()
    var tokens: [Role: String] = [:]
    for role in Role.allCases { tokens[role] = try served.token(role, name: role.rawValue) }
    let known = tokens
    let address = "faultbook://report/evidence"
    try await served.test { client in
      for role in [Role.reader, .planner, .auditor, .admin] {
        let mayRead = [.auditor, .admin].contains(role)
        let list = Self.stateless("resources/list")
        let listed = try await client.post("/mcp", list.json, token: known[role], headers: list.headers)
        #expect(listed.text.contains(address) == mayRead, "\(role)")
        let read = Self.stateless("resources/read", [JSON.Member("uri", .string(address))])
        let reply = try await client.post("/mcp", read.json, token: known[role], headers: read.headers)
        #expect((reply.json["result"] != nil) == mayRead, "\(role): \(reply.text)")
        #expect(mayRead || reply.text.contains("needs the role auditor"), "\(reply.text)")
        #expect(
          try await client.get("/api/v1/reports/evidence", token: known[role]).status == (mayRead ? 200 : 403),
          "\(role)")
      }
    }
  }

  @Test("What an agent records bears the name of its token, whatever it says of itself")
  func actor() async throws {
    let served = try await Served()
    let token = try served.token(.recorder, name: "robo")
    try await served.test { client in
      let call = Self.call(
        "start_run", ["run": "a1", "environment": "lab", "fault": ["kind": "none"], "time": "2026-01-01T00:00:00Z"])
      let reply = try await client.post("/mcp", call.json, token: token, headers: call.headers)
      #expect(reply.json["result"]?["structuredContent"]?["appended"] == 1, "\(reply.text)")
      var headers = call.headers
      headers["Faultbook-Actor"] = "boss"
      let other = try await client.post("/mcp", call.json, token: token, headers: headers)
      #expect(other.status == 403)
    }
    #expect(try served.book.events(after: 0, through: 9, limit: 9).map(\.actor) == ["robo"])
  }

  /// What is sent, and what comes back.
  struct Exchange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var method = HTTPRequest.Method.post
    var body: String?
    var headers: [String: String] = [:]
    var type: String? = "application/json"
    let status: Int
    var code: Int64?

    init(
      _ name: String, _ said: (json: JSON, headers: [String: String]), without: String? = nil,
      _ changed: [String: String] = [:], status: Int, code: Int64? = nil
    ) {
      testDescription = name
      body = said.json.text
      headers = said.headers.merging(changed) { $1 }
      if let without { headers[without] = nil }
      (self.status, self.code) = (status, code)
    }

    init(
      _ name: String, _ body: String?, _ headers: [String: String] = [:], method: HTTPRequest.Method = .post,
      type: String? = "application/json", status: Int, code: Int64? = nil
    ) {
      testDescription = name
      (self.method, self.body, self.headers, self.type, self.status, self.code) = (
        method, body, headers, type, status, code
      )
    }
  }

  private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
  private static let list = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#

  static let exchanges: [Exchange] = [
    Exchange("the newest revision", stateless("tools/list"), status: 200),
    Exchange("discovery", stateless("server/discover"), status: 200),
    Exchange("a notification", stateless("notifications/cancelled", id: nil), status: 202),
    Exchange(
      "another revision in the header", stateless("tools/list"), ["MCP-Protocol-Version": "2025-11-25"], status: 400,
      code: -32020),
    Exchange(
      "no revision in the header", stateless("tools/list"), without: "MCP-Protocol-Version", status: 400, code: -32020),
    Exchange(
      "another method in the header", stateless("tools/list"), ["Mcp-Method": "ping"], status: 400, code: -32020),
    Exchange("no method in the header", stateless("tools/list"), without: "Mcp-Method", status: 400, code: -32020),
    Exchange("another tool in the header", call("scores"), ["Mcp-Name": "judge"], status: 400, code: -32020),
    Exchange("the tool in base64", call("scores"), ["Mcp-Name": "=?base64?c2NvcmVz?="], status: 200),
    Exchange("an unknown method", stateless("prompts/list"), status: 404, code: -32601),
    Exchange("an unknown tool", call("no_such_tool"), status: 400, code: -32602),
    Exchange("no revision in the message", list, ["MCP-Protocol-Version": stateless], status: 400, code: -32602),
    Exchange(
      "several messages where one is taken", "[\(list)]", ["MCP-Protocol-Version": stateless], status: 400, code: -32600
    ),
    Exchange("a revision that is not spoken", list, ["MCP-Protocol-Version": "2031-01-01"], status: 400, code: -32022),
    Exchange("with a handshake", list, ["MCP-Protocol-Version": "2025-11-25"], status: 200),
    Exchange("no revision at all", list, status: 200),
    Exchange("several messages in March 2025", "[\(ping),\(list)]", status: 200),
    Exchange(
      "an unknown method with a handshake", #"{"jsonrpc":"2.0","id":1,"method":"x"}"#, status: 200, code: -32601),
    Exchange("no JSON", "{", status: 400, code: -32700),
    Exchange("no message", "3", status: 400, code: -32600),
    Exchange("no JSON by its type", ping, type: "text/plain", status: 415),
    Exchange("an answer that cannot be given", ping, ["Accept": "text/html"], status: 406),
    Exchange("the page of another site", ping, ["Origin": "http://evil.example"], status: 403),
    Exchange("a stream, which there is none of", nil, method: .get, type: nil, status: 405),
    Exchange("the end of a session, which there is none of", nil, method: .delete, type: nil, status: 405),
  ]

  @Test("Every message has its status and its code", arguments: exchanges)
  func statuses(exchange: Exchange) async throws {
    let served = try await Served()
    try await served.test { client in
      let reply = try await client.send(
        exchange.method, "/mcp", headers: exchange.headers, type: exchange.type, body: exchange.body)
      #expect(reply.status == exchange.status, "\(reply.text)")
      #expect(reply.json["error"]?["code"]?.integerValue == exchange.code, "\(reply.text)")
      if exchange.status == 202 { #expect(reply.text.isEmpty) }
      if exchange.status == 405 { #expect(reply.headers[.allow] == "POST") }
    }
  }

  @Test("Whoever takes streams alone gets the answer as the one event of a stream")
  func stream() async throws {
    let served = try await Served()
    try await served.test { client in
      let said = Self.stateless("tools/list")
      let reply = try await client.post(
        "/mcp", said.json, headers: said.headers.merging(["Accept": "text/event-stream"]) { $1 })
      #expect(reply.headers[.contentType] == "text/event-stream")
      let lines = reply.text.split(separator: "\n").map(String.init)
      #expect(lines.count == 2 && lines[0] == "event: message")
      #expect(try JSON.parse(String(lines[1].dropFirst("data: ".count)))["result"] != nil)
    }
  }
}
