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
      let http = HTTPClient(eventLoopGroupProvider: .singleton)
      for filter in ["stream=policy", "type=faultbook.policy.set"] {
        var reader = Reader(after: 0)
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/tail?from=0&\(filter)")
        for try await buffer in try await http.execute(request, timeout: .seconds(20)).body {
          reader.take(String(buffer: buffer))
          if reader.lastID >= 6 { break }
        }
        #expect(reader.positions == [2, 4, 6])
      }
      try await http.shutdown()
    }
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
