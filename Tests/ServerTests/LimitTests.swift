import HTTPTypes
import KnowledgeBase
import Logging
import Testing
import Vocabulary

@testable import Server

@Suite("Limits of the server")
struct LimitTests {
  @Test("A caller that asks too often is told when to come back, and others are served")
  func rates() async throws {
    let served = try await Served {
      $0.limits.requestsPerSecond = 0.001
      $0.limits.burst = 3
    }
    let (one, other) = (try served.token(.reader, name: "one"), try served.token(.reader, name: "other"))
    try await served.test { client in
      for _ in 0..<3 { #expect(try await client.get("/api/v1/scores", token: one).status == 200) }
      let reply = try await client.get("/api/v1/scores", token: one)
      #expect(reply.status == 429 && reply.json["code"]?.stringValue == "too-many-requests")
      #expect(Int(reply.headers[.retryAfter] ?? "") ?? 0 >= 1)
      #expect(try await client.get("/api/v1/scores", token: other).status == 200)
      #expect(try await client.get("/health/live").status == 200)
    }
  }

  @Test("Bodies, header fields and paths that are too large are refused before they are kept, and change nothing")
  func sizes() async throws {
    let served = try await Served { $0.limits.bodyBytes = 1000 }
    try await served.test { client in
      let large = String(repeating: "x", count: 2000)
      let body = try await client.post("/api/v1/components", ["component": .string(large), "kind": "service"])
      #expect(body.status == 413 && body.json["code"]?.stringValue == "too-large")
      #expect(
        try await client.get("/api/v1/scores", headers: ["X-Much": String(repeating: "y", count: 20_000)]).status == 431
      )
      #expect(try await client.get("/api/v1/runs/" + String(repeating: "z", count: 9000)).status == 431)
    }
    #expect(served.book.position == 0)
  }

  @Test(
    "Other sites' pages cannot call a server on their reader's machine",
    arguments: [
      (["Origin": "https://evil.example"], 403), (["Host": "evil.example"], 421), (["Host": "localhost"], 200),
      (["Host": "127.0.0.1:8321"], 200),
    ])
  func sites(headers: [String: String], status: Int) async throws {
    let served = try await Served()
    try await served.live { client in
      let reply = try await client.get("/api/v1/scores", headers: headers)
      #expect(reply.status == status, "\(reply.text)")
    }
  }

  @Test(
    "Every response has the headers that keep pages apart", arguments: ["/api/v1/scores", "/nowhere", "/health/live"])
  func headers(path: String) async throws {
    let served = try await Served()
    try await served.test { client in
      let reply = try await client.get(path)
      #expect(reply.headers[.xContentTypeOptions] == "nosniff")
      #expect(reply.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
      #expect(reply.headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
      #expect(reply.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
      #expect(reply.headers[.cacheControl] != nil && reply.headers[HTTPField.Name("X-Request-Id")!] != nil)
    }
  }

  @Test("Beyond this machine nobody is let in without a token, nor without TLS unless something in front ends it")
  func beyond() async throws {
    await #expect(throws: FaultbookError.self) { _ = try await Served { $0.host = "0.0.0.0" } }
    var options = ServerOptions(log: .init(label: "test"))
    options.host = "0.0.0.0"
    #expect(throws: FaultbookError.self) { try options.check() }
    options.allowsPlaintext = true
    #expect(throws: Never.self) { try options.check() }
  }
}
