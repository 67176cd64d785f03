import AsyncHTTPClient
import Foundation
import HTTPTypes
import HummingbirdTesting
import KnowledgeBase
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization
import Testing
import Vocabulary

@testable import Server

@Suite("Events line by line over one request")
struct FeedTests {
  /// A line that declares a component.
  static func line(_ id: String, kind: String = "service", type: String = "faultbook.component.declared") -> String {
    let event: JSON = [
      "specversion": "1.0", "id": .string(id), "source": "test", "type": .string(type), "subject": "system",
      "data": ["component": .string(id), "kind": .string(kind)],
    ]
    return event.text
  }

  /// Sends all at once; what is answered.
  private static func fed(_ served: Served, _ text: String, token: String? = nil) async throws -> Client.Reply {
    try await served.test { client in
      try await client.send(.post, "/api/v1/feed", token: token, type: MediaTypes.lines, body: text)
    }
  }

  @Test("A line that is refused keeps no other back, and answers come in the order of the lines")
  func eachByItself() async throws {
    let served = try await Served()
    let lines = [
      Self.line("a"), "", Self.line("b"), "{\"id\":", Self.line("a"), Self.line("a", kind: "queue"),
      Self.line("c", type: "faultbook.no.such"), "  \r", Self.line("d"),
    ]
    // The last line has no end.
    let reply = try await Self.fed(served, lines.joined(separator: "\n"))
    #expect(reply.status == 200 && reply.headers[.contentType] == MediaTypes.lines)
    let answers = reply.lines
    #expect(answers.map { $0["line"]?.integerValue } == [1, 3, 4, 5, 6, 7, 9])
    #expect(answers.map { $0["position"]?.integerValue } == [1, 2, nil, 1, nil, nil, 3])
    #expect(answers.map { $0["known"] == true } == [false, false, false, true, false, false, false])
    #expect(
      answers.map { $0["problem"]?["code"]?.stringValue } == [
        nil, nil, "bad-request", nil, "id-reused", "input", nil,
      ], "\(reply.text)")
    #expect(answers.map { $0["id"]?.stringValue } == ["a", "b", nil, "a", "a", "c", "d"])
    #expect(served.book.position == 3)
    #expect(try served.book.verify().isYes)
  }

  @Test("What a role may not record is refused line by line; the caller is the actor")
  func roles() async throws {
    let served = try await Served()
    let token = try served.token(.recorder, name: "rob")
    let policy: JSON = [
      "specversion": "1.0", "id": "p", "source": "test", "type": "faultbook.policy.set", "subject": "policy",
      "data": ["key": "safety.spacingSeconds", "value": 3, "why": "so"],
    ]
    let reply = try await Self.fed(
      served, [Self.line("a"), policy.text, Self.line("b")].joined(separator: "\n"), token: token)
    #expect(reply.lines.map { $0["problem"]?["status"]?.integerValue } == [nil, 403, nil], "\(reply.text)")
    let events = try served.book.events(after: 0, through: 9, limit: 9)
    #expect(events.map(\.id) == ["a", "b"] && events.allSatisfy { $0.actor == "rob" })
  }

  @Test("A correction may speak of the event ahead of it")
  func corrections() async throws {
    let served = try await Served()
    let correction: JSON = [
      "specversion": "1.0", "id": "fix", "source": "test", "type": "faultbook.event.corrected", "subject": "correction",
      "data": [
        "source": "test", "id": "a", "type": "faultbook.component.declared", "why": "a queue",
        "data": ["component": "a", "kind": "queue"],
      ],
    ]
    let reply = try await Self.fed(
      served, Self.line("a") + "\n" + correction.text + "\n", token: try served.token(.admin))
    #expect(reply.lines.map { $0["position"]?.integerValue } == [1, 2], "\(reply.text)")
  }

  @Test(
    "What is no feed is refused before anything is read",
    arguments: [
      (MediaTypes.json, nil), (MediaTypes.lines, "gzip"),
    ] as [(String, String?)])
  func refused(type: String, coding: String?) async throws {
    let served = try await Served()
    try await served.test { client in
      let reply = try await client.send(
        .post, "/api/v1/feed", headers: coding.map { ["Content-Encoding": $0] } ?? [:], type: type, body: Self.line("a")
      )
      #expect(reply.status == 415 && served.book.position == 0, "\(reply.text)")
    }
    #expect(served.desk.tail.open == 0)
  }

  @Test("A line longer than any body ends the feed and says so; those ahead of it are in the log")
  func tooLong() async throws {
    let served = try await Served { $0.limits.bodyBytes = 1000 }
    let reply = try await Self.fed(served, Self.line("a") + "\n" + String(repeating: "x", count: 2000))
    #expect(reply.lines.map { $0["problem"]?["status"]?.integerValue } == [nil, 413], "\(reply.text)")
    #expect(served.book.position == 1)
  }

  // MARK: - Over a socket

  /// A feed that is sent as the test says, and read line by line.
  private final class Feed: Sendable {
    let told: AsyncStream<ByteBuffer>.Continuation
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .manyConnections)
    private let request: HTTPClientRequest

    init(_ address: String, token: String? = nil) {
      let (pieces, told) = AsyncStream.makeStream(of: ByteBuffer.self)
      self.told = told
      var request = HTTPClientRequest(url: address + "/api/v1/feed")
      request.method = .POST
      request.headers.add(name: "Content-Type", value: MediaTypes.lines)
      if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
      request.body = .stream(pieces, length: .unknown)
      self.request = request
    }

    func say(_ text: String) { told.yield(ByteBuffer(string: text)) }

    /// Calls `line` with every answer, until it says no or the feed ends.
    func listen(_ line: (JSON) throws -> Bool) async throws {
      var text = ""
      for try await piece in try await http.execute(request, timeout: .minutes(9)).body {
        text += String(buffer: piece)
        while let end = text.firstIndex(of: "\n") {
          let answer = try JSON.parse(String(text[..<end]))
          text.removeSubrange(...end)
          guard try line(answer) else { return }
        }
      }
    }
  }

  private static func live(_ served: Served, token: String? = nil, _ body: @Sendable (Feed) async throws -> Void)
    async throws
  {
    try await served.live { client in
      let feed = Feed("http://127.0.0.1:\(try #require(client.inner.port))", token: token)
      do {
        try await body(feed)
      } catch {
        feed.told.finish()
        try? await feed.http.shutdown()
        throw error
      }
      feed.told.finish()
      try await feed.http.shutdown()
    }
  }

  @Test(
    "Each line is answered while the request is still being sent, and is in the log by then", .timeLimit(.minutes(10)))
  func asTheyCome() async throws {
    let served = try await Served()
    try await Self.live(served) { feed in
      feed.say(Self.line("c1") + "\n")
      var number = 1
      try await feed.listen { answer in
        #expect(answer["position"]?.integerValue == Int64(number))
        let events = try served.book.events(after: Int64(number - 1), through: 99, limit: 9)
        #expect(events.map(\.id) == ["c\(number)"])
        number += 1
        // A line may come in two pieces.
        let next = Self.line("c\(number)") + "\n"
        feed.say(String(next.prefix(number * 7)))
        feed.say(String(next.dropFirst(number * 7)))
        return number <= 20
      }
      #expect(number == 21)
    }
  }

  @Test("A feed whose token is revoked takes nothing from then on, and says why", .timeLimit(.minutes(10)))
  func revoked() async throws {
    let served = try await Served()
    let token = try served.token(.recorder, name: "rob")
    try await Self.live(served, token: token) { feed in
      feed.say(Self.line("a") + "\n")
      var answers: [JSON] = []
      try await feed.listen { answer in
        answers.append(answer)
        guard answers.count == 1 else { return false }
        _ = try served.desk.access.tokens.revoke(
          String(token.split(separator: "_")[1]), at: KnowledgeBase.wallClock())
        feed.say(Self.line("b") + "\n")
        return true
      }
      #expect(answers.map { $0["problem"]?["status"]?.integerValue } == [nil, 401])
    }
    #expect(served.book.position == 1)
  }

  /// Where the answers said that events stand, by all producers.
  private final class Account: Sendable {
    let positions = Mutex<[Int64: String]>([:])

    /// Notes one; how many there are.
    func note(_ position: Int64, _ id: String) -> Int {
      positions.withLock { known in
        known[position] = id
        return known.count
      }
    }
  }

  /// Sends events with so many of them unanswered, until the server ends, which is told to when many were answered.
  private static func produce(
    _ name: String, ahead: Int, _ address: String, _ group: ServiceGroup, _ account: Account
  ) async {
    let feed = Feed(address)
    for number in 0...ahead { feed.say(line("\(name)-\(number)") + "\n") }
    var next = ahead
    try? await feed.listen { answer in
      if let position = answer["position"]?.integerValue, let id = answer["id"]?.stringValue {
        if account.note(position, id) == 300 { Task { await group.triggerGracefulShutdown() } }
      }
      next += 1
      feed.say(line("\(name)-\(next)") + "\n")
      return true
    }
    feed.told.finish()
    try? await feed.http.shutdown()
  }

  @Test(
    "Told to end while feeds are open it answers what came, ends them, and loses nothing that it answered",
    .timeLimit(.minutes(10)))
  func shutdown() async throws {
    let served = try await Served()
    let crowd = Outermost<AnyResponder>.Crowd(most: 1000)
    let (addresses, told) = AsyncStream.makeStream(of: String.self)
    let group = try FaultbookServer.group(served.desk, crowd) { told.yield($0) }
    let running = Task { try await group.run() }
    let address = try #require(await addresses.first { _ in true })
    let acknowledged = Account()
    await withTaskGroup(of: Void.self) { producers in
      for producer in 0..<6 {
        producers.addTask { await Self.produce("p\(producer)", ahead: producer * 3, address, group, acknowledged) }
      }
    }
    try await running.value
    let known = acknowledged.positions.withLock { $0 }
    #expect(known.count >= 300)
    served.book.close()
    let book = try KnowledgeBase.openForWriting(at: served.path, wait: 0)
    defer { book.close() }
    let events = try book.events(after: 0, through: book.position, limit: 1_000_000)
    for (position, id) in known { #expect(events[Int(position) - 1].id == id, "position \(position)") }
    // Of each producer its events stand in the order in which it sent them, none left out.
    for producer in 0..<6 {
      let own = events.map(\.id).filter { $0.hasPrefix("p\(producer)-") }
      #expect(own == (0..<own.count).map { "p\(producer)-\($0)" })
    }
    #expect(try book.verify().isYes)
  }

  // MARK: - Pieces

  @Test("Lines are the same whatever the pieces they come in")
  func pieces() {
    let text = Array("one\n\n  \ntwo\r\nthree\nfo".utf8)
    func lines(cutAt cuts: [Int]) -> [String] {
      var lines = FeedLines(longest: 100)
      var found: [FeedLines.Line] = []
      for (start, end) in zip([0] + cuts, cuts + [text.count]) {
        found += lines.take(ByteBuffer(bytes: text[start..<end]))
      }
      if let last = lines.last() { found.append(last) }
      return found.map { "\($0.number) " + String(decoding: $0.bytes, as: UTF8.self) }
    }
    let whole = lines(cutAt: [])
    #expect(whole == ["1 one", "4 two\r", "5 three", "6 fo"])
    for first in text.indices {
      for second in first...text.count { #expect(lines(cutAt: [first, second]) == whole) }
    }
  }

  @Test("Whoever sends faster than is taken waits, and nothing is lost or turned round", .timeLimit(.minutes(5)))
  func waits() async {
    let inlet = FeedInlet(most: 100)
    let held = Atomic<Int>(0)
    async let taken: [UInt8] = {
      var all: [UInt8] = []
      while let piece = await inlet.take() {
        held.subtract(piece.readableBytes, ordering: .relaxed)
        all += Array(buffer: piece)
        await Task.yield()
      }
      return all
    }()
    var all: [UInt8] = []
    for number in 0..<2000 {
      let piece = Array(repeating: UInt8(truncatingIfNeeded: number), count: number % 40)
      all += piece
      let now = held.add(piece.count, ordering: .relaxed).newValue
      // A piece is let in while there are no more than may lie there, and one may just have been taken.
      #expect(now <= 100 + 40 + 140)
      #expect(await inlet.put(ByteBuffer(bytes: piece)))
    }
    inlet.end()
    #expect(await taken == all)
    #expect(await inlet.put(ByteBuffer(string: "late")) == false)
    #expect(await inlet.take() == nil)
  }
}
