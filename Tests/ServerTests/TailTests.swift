import AsyncHTTPClient
import Foundation
import HummingbirdTesting
import KnowledgeBase
import NIOCore
import NIOHTTP1
import Synchronization
import Testing
import Vocabulary

@testable import Server

@Suite("The live tail")
struct TailTests {
  /// The events of one stretch of a tail, as the standard of server-sent events says to read them.
  private struct Reader {
    private(set) var lastID: Int64
    private(set) var positions: [Int64] = []
    private var line = ""
    private var id: Int64?
    private var data: String?

    init(after position: Int64) { lastID = position }

    mutating func take(_ text: String) {
      for scalar in text.unicodeScalars {
        guard scalar == "\n" else {
          line.unicodeScalars.append(scalar)
          continue
        }
        if line.isEmpty {
          if let id { lastID = id }
          if data != nil, let id { positions.append(id) }
          (id, data) = (nil, nil)
        } else if line.hasPrefix("id: ") {
          id = Int64(line.dropFirst(4))
        } else if line.hasPrefix("data: ") {
          data = String(line.dropFirst(6))
        }
        line = ""
      }
    }

    /// The connection broke: what was not whole is gone.
    mutating func broke() { (line, id, data) = ("", nil, nil) }
  }

  @Test(
    "50 clients that come and go at random see every event of theirs once, in order, while 8 producers append",
    .timeLimit(.minutes(10)))
  func noGapNoRepeat() async throws {
    let (producers, each, clients) = (8, 40, 50)
    let total = Int64(producers * each)
    let served = try await Served()
    try await served.live { client in
      let port = try #require(client.inner.port)
      let address = "http://127.0.0.1:\(port)/api/v1/tail"
      let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .manyConnections)
      do {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for producer in 0..<producers {
            group.addTask {
              for index in 0..<each {
                let fact = Fact.componentDeclared(
                  ComponentDeclared(component: "c\(producer)-\(index)", kind: index % 2 == 0 ? "service" : "queue"))
                _ = try await served.book.submit(fact, stream: "system", actor: "p\(producer)")
              }
            }
          }
          for seed in 0..<clients {
            group.addTask {
              let seen = try await Self.follow(address, until: total, seed: UInt64(seed), http)
              #expect(seen == Array(1...total), "client \(seed)")
            }
          }
          try await group.waitForAll()
        }
      } catch {
        try? await http.shutdown()
        throw error
      }
      try await http.shutdown()
    }
    #expect(served.book.position == total)
    #expect(served.desk.tail.open == 0)
  }

  /// Follows a tail until a position is seen, leaving in the middle of what comes as chance has it.
  private static func follow(
    _ address: String, until last: Int64, seed: UInt64, _ http: HTTPClient
  ) async throws -> [Int64] {
    var random = SeededChance(seed)
    var reader = Reader(after: 0)
    while reader.lastID < last {
      var request = HTTPClientRequest(url: address)
      request.headers.add(name: "Last-Event-ID", value: "\(reader.lastID)")
      let response = try await http.execute(request, timeout: .seconds(300))
      #expect(response.status == .ok)
      // Some stay for one piece, some for many.
      var pieces = Int.random(in: 1...12, using: &random)
      for try await buffer in response.body {
        var bytes = buffer
        // Sometimes the connection breaks in the middle of an event.
        let whole = pieces > 1 || Bool.random(using: &random)
        let count = whole ? bytes.readableBytes : Int.random(in: 0...bytes.readableBytes, using: &random)
        reader.take(bytes.readString(length: count) ?? "")
        pieces -= 1
        if pieces == 0 || reader.lastID >= last { break }
      }
      reader.broke()
    }
    return reader.positions
  }

  @Test("A tail of one stream or type tells those alone, and its ids go on over what it leaves out")
  func filters() async throws {
    let served = try await Served()
    for name in ["a", "b", "c"] {
      _ = try await served.book.submit(
        .componentDeclared(ComponentDeclared(component: name, kind: "service")), stream: "system", actor: "t")
      _ = try await served.book.submit(
        .policySet(PolicySet(key: "safety.spacingSeconds", value: .integer(Int64(name.utf8.count + 1)), why: name)),
        stream: "policy", actor: "t")
    }
    try await served.live { client in
      let port = try #require(client.inner.port)
      let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .manyConnections)
      for filter in ["stream=policy", "type=faultbook.policy.set"] {
        var reader = Reader(after: 0)
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/tail?from=0&\(filter)")
        for try await buffer in try await http.execute(request, timeout: .seconds(300)).body {
          reader.take(String(buffer: buffer))
          if reader.lastID >= 6 { break }
        }
        #expect(reader.positions == [2, 4, 6])
      }
      try await http.shutdown()
    }
  }

  /// What a tail says, as it comes, until the server ends it or `enough` holds; `then` is done once behind the first piece.
  private static func said(
    _ served: Served, _ query: String, token: String? = nil, then: @Sendable () throws -> Void = {},
    enough: @Sendable (String) -> Bool = { _ in false }
  ) async throws -> String {
    try await served.live { client in
      let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .manyConnections)
      var request = HTTPClientRequest(url: "http://127.0.0.1:\(try #require(client.inner.port))/api/v1/tail?\(query)")
      if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
      var text = ""
      do {
        for try await buffer in try await http.execute(request, timeout: .minutes(9)).body {
          if text.isEmpty { try then() }
          text += String(buffer: buffer)
          if enough(text) { break }
        }
      } catch {
        try? await http.shutdown()
        throw error
      }
      try await http.shutdown()
      return text
    }
  }

  private static func declare(_ name: String, in served: Served) throws {
    _ = try served.book.record(
      .componentDeclared(ComponentDeclared(component: name, kind: "service")), stream: "system", actor: "t")
  }

  @Test("A tail of positions tells how far the log has come in some bytes, and nothing that is in it")
  func positions() async throws {
    let served = try await Served()
    for name in ["secret-a", "secret-b", "secret-c"] { try Self.declare(name, in: served) }
    let text = try await Self.said(
      served, "only=position&from=0", enough: { $0.contains("data: ") && $0.hasSuffix("\n\n") })
    #expect(text == "retry: 1000\nid: 0\n\nid: 3\nevent: position\ndata: 3\n\n")
    try await served.test { client in
      let reply = try await client.get("/api/v1/tail?only=position&stream=system")
      #expect(reply.status == 422, "\(reply.text)")
    }
  }

  @Test(
    "A tail whose token is revoked ends before the next event, and that is kept",
    arguments: ["from=0", "only=position&from=0"])
  func revoked(query: String) async throws {
    let served = try await Served()
    let token = try served.token(.reader, name: "rita")
    let text = try await Self.said(
      served, query, token: token,
      then: {
        _ = try served.desk.access.tokens.revoke(
          String(token.split(separator: "_")[1]), at: KnowledgeBase.wallClock())
        try Self.declare("secret", in: served)
      })
    // The server ended it, and said why.
    #expect(text.hasSuffix(": the token was revoked; ask for a new one\n\n"), "\(text)")
    #expect(!text.contains("secret") && served.desk.tail.open == 0)
    let kept = served.desk.access.journal.recent(limit: 9)
    #expect(kept.contains { $0["principal"] == "rita" && $0["operation"] == "events.tail" && $0["status"] == 401 })
  }

  @Test("A position that the log does not have is refused")
  func beyond() async throws {
    let served = try await Served()
    try await served.test { client in
      let reply = try await client.get("/api/v1/tail", headers: ["Last-Event-ID": "7"])
      #expect(reply.status == 400 && reply.json["detail"]?.stringValue?.contains("position 7") == true)
    }
  }

  @Test("Whatever a tail is told, what it reads begins right behind what it sent and never goes back")
  func cursor() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededChance(seed)
      var cursor = TailCursor(after: Int64.random(in: 0...5, using: &random), head: 5)
      var (sent, head) = (cursor.sent, cursor.head)
      for _ in 0..<50 {
        switch cursor.action {
        case .read(let after, let through):
          #expect(after == sent && through == head && through > after)
          sent = Int64.random(in: (after + 1)...through, using: &random)
          cursor.read(through: sent)
        case .wait(let beyond):
          #expect(beyond == sent && sent == head)
          // Told out of order, and of less than is known.
          let told = Int64.random(in: 0...(head + 4), using: &random)
          head = max(head, told)
          cursor.grew(to: told)
        case .stop: Issue.record("a tail ended by itself, seed \(seed)")
        }
        #expect(cursor.sent == sent && cursor.head == head)
      }
      cursor.end()
      #expect(cursor.action == .stop)
    }
  }
}

/// Chance that the same seed gives again (SplitMix64).
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension HTTPClient.Configuration {
  /// As many connections to one server as a test has clients; a busy machine may be slow.
  static var manyConnections: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(300)))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
    return configuration
  }
}
