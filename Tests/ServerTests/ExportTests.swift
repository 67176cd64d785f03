import Foundation
import Hummingbird
import Testing
import Vocabulary

@testable import Server

/// Spans over HTTP, and the book as an agent's tools: what the routes add to what carries no HTTP.
@Suite struct ExportTests {
  private static func request(_ number: Int) -> String {
    let id = String(number + 0x1000_0000, radix: 16)
    func resource(_ service: String, _ span: String, _ parent: String, _ kind: Int) -> String {
      #"{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"scopeSpans":[{"spans":[{"#
        + #""traceId":"abcdef0123456789abcdef01\#(id)","spanId":"\#(span)\#(id)","parentSpanId":"\#(parent)","kind":\#(kind),"#
        + #""name":"get","startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000000001000000"}]}]}"#
    }
    let client = resource("web", "aaaaaaaa", "", 3)
    let server = resource("store", "bbbbbbbb", "aaaaaaaa" + id, 2)
    return #"{"resourceSpans":[\#(client),\#(server)]}"#
  }

  @Test func `spans in JSON are taken, and are in the book once the intake is closed`() async throws {
    let served = try await Served()
    try await served.test { client in
      for number in 1...20 {
        let reply = try await client.send(
          .post, "/v1/traces", type: "application/json", body: Self.request(number))
        #expect(reply.status == 200 && reply.text == "{}", "\(reply.text)")
      }
      let bad = try await client.send(.post, "/v1/traces", type: "application/json", body: "{")
      #expect(bad.status == 400 && bad.json["code"] == 3)
      let unsound = Self.request(99).replacing("abcdef0123456789abcdef01", with: "x")
      let partial = try await client.send(.post, "/v1/traces", type: "application/json", body: unsound)
      #expect(partial.json["partialSuccess"]?["rejectedSpans"]?.stringValue == "2", "\(partial.text)")
      #expect(try await client.send(.post, "/v1/traces", type: "text/plain", body: "x").status == 415)
    }
    try served.desk.intake.close()
    let windows = try served.book.sql("select payload from log where type = 'faultbook.dependency.observed'")
    let calls = try (windows.json["rows"]?.arrayValue ?? []).compactMap {
      try JSON.parse($0["payload"]?.stringValue ?? "")["calls"]?.integerValue
    }
    #expect(calls.reduce(0, +) == 20)
    // A server that ends takes nothing more, and says when to come again.
    try await served.test { client in
      let reply = try await client.send(.post, "/v1/traces", type: "application/json", body: Self.request(1000))
      #expect(reply.status == 429 && reply.headers[.retryAfter] == "5")
    }
  }

  @Test func `an agent's tools are those of its token's roles`() async throws {
    let served = try await Served()
    let reader = try served.token(.reader)
    let both = try served.token(.reader, .recorder, name: "agent")
    try await served.test { client in
      func tools(_ token: String) async throws -> [String] {
        let reply = try await client.post(
          "/mcp", ["jsonrpc": "2.0", "id": 1, "method": "tools/list"], token: token,
          headers: ["MCP-Protocol-Version": "2025-11-25"])
        return (reply.json["result"]?["tools"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
      }
      #expect(try await tools(reader).contains("judge") == false)
      #expect(try await tools(both).contains("judge"))
      #expect(try await client.post("/mcp", ["jsonrpc": "2.0", "id": 1, "method": "ping"]).status == 401)
      let note = try await client.post(
        "/mcp", ["jsonrpc": "2.0", "method": "notifications/initialized"], token: reader)
      #expect(note.status == 202 && note.text.isEmpty)
      #expect(try await client.get("/mcp", token: reader).status == 405)
    }
  }
}
