import Foundation
import Interchange
import Synchronization
import Testing
import Vocabulary

@testable import KnowledgeBase

/// Spans into an open book: what an acknowledgement promises.
@Suite struct SpanIntakeTests {
  /// A clock that the test sets.
  private final class Clock: Sendable {
    private let time = Mutex(Timestamp(rfc3339: "2026-11-20T12:00:00Z") ?? Timestamp(microseconds: 0))
    var now: Timestamp { time.withLock { $0 } }
    func pass(_ seconds: Double) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
  }

  private final class Shelf {
    let folder = FileManager.default.temporaryDirectory.path + "/faultbook-intake-\(UUID().uuidString)"
    var path: String { folder + "/book.sqlite" }
    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// A request of one call from `web` to `store`, a client span and a server span.
  private static func request(_ number: Int, at time: Timestamp) -> [UInt8] {
    let id = String(repeating: "0", count: 8 - String(number, radix: 16).count) + String(number, radix: 16)
    let start = time.microseconds * 1000
    func resource(_ service: String, _ span: String, _ parent: String, _ kind: Int) -> String {
      #"{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"scopeSpans":[{"spans":[{"#
        + #""traceId":"abcdef0123456789abcdef01\#(id)","spanId":"\#(span)\#(id)","parentSpanId":"\#(parent)","kind":\#(kind),"#
        + #""name":"get","startTimeUnixNano":"\#(start)","endTimeUnixNano":"\#(start + 1_000_000)"}]}]}"#
    }
    let client = resource("web", "aaaaaaaa", "", 3)
    let server = resource("store", "bbbbbbbb", "aaaaaaaa\(id)", 2)
    return Array(#"{"resourceSpans":[\#(client),\#(server)]}"#.utf8)
  }

  private static func calls(in book: KnowledgeBase) throws -> Int64 {
    let windows = try book.sql("select payload from log where type = 'faultbook.dependency.observed'").json["rows"]
    return try (windows?.arrayValue ?? []).reduce(0) { sum, row in
      sum + (try JSON.parse(row["payload"]?.stringValue ?? "{}")["calls"]?.integerValue ?? 0)
    }
  }

  @Test func `what was acknowledged is in the log after its window, and at the latest at an orderly end`() throws {
    let shelf = try Shelf()
    let clock = Clock()
    let book = try KnowledgeBase.create(at: shelf.path, clock: { clock.now })
    let intake = SpanIntake(into: book, actor: "collector")
    for number in 1...240 {
      #expect(try intake.take(Self.request(number, at: clock.now), as: .json) == .taken(rejected: 0, problem: nil))
      clock.pass(1)
      try intake.settle()
    }
    // The last 100 s may be open still.
    #expect(try Self.calls(in: book) >= 140)
    let head = try book.head()
    #expect(head < 20, "\(head) events for 240 calls are no aggregation")
    try intake.close()
    #expect(try Self.calls(in: book) == 240)
    #expect(try intake.take(Self.request(999, at: clock.now), as: .json) == .busy(retryAfterSeconds: 5))
    book.close()
    let again = try KnowledgeBase.openForWriting(at: shelf.path)
    defer { again.close() }
    #expect(try Self.calls(in: again) == 240)
    // After a start the components are known, and declared no second time.
    let next = SpanIntake(into: again, actor: "collector")
    _ = try next.take(Self.request(1000, at: clock.now), as: .json)
    try next.close()
    let declared = try again.sql("select count(*) as n from log where type = 'faultbook.component.declared'")
    #expect(declared.json["rows"]?.arrayValue?.first?["n"]?.integerValue == 2)
    let actors = try again.sql("select distinct actor from log").json["rows"]?.arrayValue
    #expect(actors?.compactMap { $0["actor"]?.stringValue } == ["collector"])
  }

  @Test func `a component that somebody declared meanwhile stays what they said`() throws {
    let shelf = try Shelf()
    let clock = Clock()
    let book = try KnowledgeBase.create(at: shelf.path, clock: { clock.now })
    defer { book.close() }
    let intake = SpanIntake(into: book, actor: "collector")
    _ = try intake.take(Self.request(1, at: clock.now), as: .json)
    _ = try book.record(
      .componentDeclared(ComponentDeclared(component: "store", kind: "database")), stream: "system", actor: "alice")
    try intake.close()
    let components = try book.system().json["components"]?.arrayValue ?? []
    #expect(components.first { $0["component"]?.stringValue == "store" }?["kind"]?.stringValue == "database")
    let said = try book.sql("select count(*) as n from log where type = 'faultbook.component.declared'")
    #expect(said.json["rows"]?.arrayValue?.first?["n"]?.integerValue == 2)
  }

  @Test func `many threads lose nothing, and a request that is sent again counts once`() async throws {
    let shelf = try Shelf()
    let clock = Clock()
    let book = try KnowledgeBase.create(at: shelf.path, clock: { clock.now })
    defer { book.close() }
    let intake = SpanIntake(into: book, actor: "collector")
    let now = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for number in 0..<100 {
            let body = Self.request(1 + worker * 50 + number, at: now)
            guard case .taken = try intake.take(body, as: .json) else { throw FaultbookError(.input, "refused") }
            if number % 10 == 0 { try intake.settle() }
          }
        }
      }
      try await group.waitForAll()
    }
    try intake.close()
    // Each worker's second half is the next one's first.
    #expect(try Self.calls(in: book) == 450)
    #expect(intake.figures.counts.repeated == 350)
  }

  @Test func `where there is no room nothing is acknowledged, and nothing that was is lost`() throws {
    let shelf = try Shelf()
    let clock = Clock()
    let book = try KnowledgeBase.create(at: shelf.path, clock: { clock.now })
    defer { book.close() }
    let body = Self.request(1, at: clock.now)
    let narrow = SpanIntake(into: book, actor: "collector", mostBytes: body.count - 1)
    #expect(try narrow.take(body, as: .json) == .busy(retryAfterSeconds: 5))
    try narrow.close()

    // A book that is open for reading alone cannot take windows: they wait, and then there is no room.
    let reader = try KnowledgeBase.openForReading(at: shelf.path, clock: { clock.now })
    defer { reader.close() }
    let stuck = SpanIntake(into: reader, actor: "collector", mostPending: 1)
    #expect(try stuck.take(body, as: .json) == .taken(rejected: 0, problem: nil))
    clock.pass(200)
    #expect(throws: FaultbookError.self) { try stuck.settle() }
    #expect(stuck.figures.pending > 0)
    #expect(try stuck.take(Self.request(2, at: clock.now), as: .json) == .busy(retryAfterSeconds: 5))
  }

  @Test func `what is no request is refused, and changes nothing`() throws {
    let shelf = try Shelf()
    let book = try KnowledgeBase.create(at: shelf.path)
    defer { book.close() }
    let intake = SpanIntake(into: book, actor: "collector")
    #expect(throws: FaultbookError.self) { try intake.take(Array("hello".utf8), as: .json) }
    #expect(throws: FaultbookError.self) { try intake.take(Array("hello".utf8), as: .protobuf) }
    try intake.close()
    #expect(try book.head() == 0 && intake.figures.held == 0)
  }
}
