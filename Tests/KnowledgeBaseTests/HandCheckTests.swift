import Foundation
import Interchange
import KnowledgeBase
import Testing
import Vocabulary

/// What nobody means who tells it by hand is refused with a sentence that names the field; files of other tools are taken as they are.
@Suite struct HandCheckTests {
  private final class Shelf {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    let book: KnowledgeBase
    init() throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      book = try KnowledgeBase.create(at: folder.appending(path: "book.sqlite").path)
      _ = try book.record(HandCheckTests.start(300, "ms"), stream: "run/r1", time: HandCheckTests.time, actor: "test")
    }
    deinit {
      book.close()
      try? FileManager.default.removeItem(at: folder)
    }
  }

  private static let time = Timestamp(rfc3339: "2026-11-20T10:00:00Z")

  private static func start(_ value: Double, _ unit: String) throws -> Fact {
    try Fact(
      .runStarted,
      [
        "environment": "lab", "target": ["component": "store"], "runner": ["tool": "by-hand"],
        "fault": ["kind": "net.latency", "magnitude": ["value": .number(value), "unit": .string(unit)]],
      ])
  }

  private static func sample(_ metric: String, _ value: Double, _ unit: String) throws -> Fact {
    try Fact(
      .metricSampled,
      ["component": "web", "metric": .string(metric), "value": .number(value), "unit": .string(unit)])
  }

  private static let samples: [(metric: String, value: Double, unit: String, wrong: String?)] = [
    ("distance", 3, "parsec", "unit"), ("queue_depth", 4, "mssages", "unit"), ("latency", -5, "ms", "value"),
    ("checkout.duration", -0.1, "s", "value"), ("retries", -1, "1", "value"), ("cache_bytes", -1, "B", "value"),
    ("reads", -2, "1/s", "value"), ("errors", -1, "count", "value"), ("http-requests", -1, "1", "value"),
    ("latency", 5, "ms", nil), ("clock_skew", -5, "ms", nil), ("latency_delta", -5, "ms", nil),
    ("temperature", -5, "1", nil), ("queue_depth", 4, "1", nil), ("queue_depth", 4, "count", nil),
    ("up", 1, "bool", nil),
    ("share", 12, "%", nil), ("heap", 3, "GiB", nil), ("error_rate", 0.5, "ratio", nil),
  ]

  @Test(arguments: samples) func `a sample by hand has a unit that there is, and no less than nothing`(
    metric: String, value: Double, unit: String, wrong: String?
  ) throws {
    let shelf = try Shelf()
    let before = shelf.book.position
    let fact = try Self.sample(metric, value, unit)
    func record(dryRun: Bool) throws {
      _ = try shelf.book.record(fact, stream: "run/r1", time: Self.time, actor: "test", dryRun: dryRun)
    }
    guard let wrong else {
      try record(dryRun: false)
      return #expect(shelf.book.position == before + 1)
    }
    for isTrial in [true, false] {
      let error = #expect(throws: FaultbookError.self) { try record(dryRun: isTrial) }
      #expect(error?.code == .usage && error?.field == wrong)
      #expect(error?.message.hasPrefix("\(wrong): ") == true, "\(error?.message ?? "")")
    }
    #expect(shelf.book.position == before)
    // What another tool calls its metrics and units is its own.
    let line: JSON = [
      "run": "r1", "component": "web", "metric": .string(metric), "value": .number(value), "unit": .string(unit),
      "at": "2026-11-20T10:00:01Z",
    ]
    _ = try shelf.book.importFiles(
      [ImportSource(name: "s.jsonl", bytes: Array((line.text + "\n").utf8))], actor: "test")
    #expect(shelf.book.position > before)
  }

  @Test func `a fault by hand has a unit that there is, unless its intent has the same`() throws {
    let shelf = try Shelf()
    let before = shelf.book.position
    // A delay is a time: there are megabytes, and none of latency.
    for unit in ["parsec", "MB", "ratio", "1/s"] {
      let error = #expect(throws: FaultbookError.self) {
        _ = try shelf.book.record(Self.start(3, unit), stream: "run/r2", time: Self.time, actor: "test")
      }
      #expect(error?.field == "fault.magnitude.unit" && shelf.book.position == before)
    }
    let intent: JSON = [
      "title": "Far", "hypothesis": "it holds", "target": ["component": "store"], "environment": "lab",
      "fault": ["kind": "net.latency", "magnitude": ["value": 3, "unit": "percent_of_limit"]],
    ]
    _ = try shelf.book.record(try Fact(.intentDeclared, intent), stream: "intent/far", actor: "test")
    var start = try Self.start(3, "percent_of_limit").payload.json.members ?? []
    start.append(JSON.Member("intent", "far"))
    _ = try shelf.book.record(try Fact(.runStarted, .object(start)), stream: "run/r2", time: Self.time, actor: "test")
    #expect(try shelf.book.run("r2").json["started"]?["intent"] == "far")
  }

  @Test func `a run years before the book is a slip by hand, and history as a file`() throws {
    let shelf = try Shelf()
    let before = shelf.book.position
    let epoch = try #require(Timestamp(rfc3339: "1970-01-01T00:00:00Z"))
    let error = #expect(throws: FaultbookError.self) {
      _ = try shelf.book.record(Self.start(300, "ms"), stream: "run/r2", time: epoch, actor: "test")
    }
    #expect(error?.field == "time" && error?.message.contains("lies years back") == true)
    #expect(shelf.book.position == before)
    // Some days before all else is no slip.
    let earlier = try #require(Self.time).advanced(bySeconds: -3 * 86_400)
    _ = try shelf.book.record(Self.start(300, "ms"), stream: "run/r2", time: earlier, actor: "test")
    let event: JSON = [
      "specversion": "1.0", "id": "old", "source": "test", "type": "faultbook.run.started", "subject": "run/old",
      "time": .string(epoch.description), "data": try Self.start(300, "ms").payload.json,
    ]
    _ = try shelf.book.append(
      files: [ImportSource(name: "e.jsonl", bytes: Array(event.text.utf8))], actor: "test")
    // Where such history is known, more of it can be told by hand.
    _ = try shelf.book.record(
      Self.start(300, "ms"), stream: "run/later", time: epoch.advanced(bySeconds: 60), actor: "test")
    #expect(try shelf.book.run("later").json["startedAt"] == "1970-01-01T00:01:00Z")
  }
}
