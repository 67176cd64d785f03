import EventLog
import Foundation
import KnowledgeBase
import Vocabulary

/// What all figures of the server share.
final class ServerBench {
  let folder: WorkFolder
  let options: ServerBenchmark
  /// Events that are not in the book yet.
  var source = SampleEvents()
  /// The questions that clients ask, by name.
  private(set) var questions: [Question] = []
  /// How many export requests were sent: each is different from those before.
  var requests = 0
  /// How many calls the spans that were acknowledged hold.
  var acknowledgedCalls = 0
  private var callsBefore: Int64 = 0

  /// A question of the reading clients: one request of several is sent.
  struct Question {
    let name: String
    let paths: [String]
  }

  /// The parts of the table, in their order: each by a function of its own.
  static let parts: [(part: ServerBenchmark.Part, measure: @Sendable (ServerBench, ChildServer) throws -> [Figure])] = [
    (.reads, readFigures), (.producers, producerFigures), (.spans, spanFigures), (.memory, spanMemoryFigures),
  ]

  init(folder: WorkFolder, options: ServerBenchmark) {
    self.folder = folder
    self.options = options
  }

  var path: String { folder.path("served.sqlite") }

  /// A copy of its log, for what the log reaches by itself.
  var twin: String { folder.path("twin.sqlite") }

  func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  /// The example with samples behind it, its tables written.
  func makeBook() throws {
    _ = try Demo.run(at: path, actor: "bench", tell: { _ in })
    let log = try EventLog.openForWriting(at: path)
    var left = options.events - Int(try log.head)
    while left > 0 {
      try log.append(source.next(min(1000, left)), actor: "bench", now: KnowledgeBase.wallClock())
      left -= 1000
    }
    log.close()
    try FileManager.default.copyItem(atPath: path, toPath: twin)
    let book = try KnowledgeBase.openForWriting(at: path)
    defer { book.close() }
    callsBefore = try calls(in: book)
    let components = try book.system().json["components"]?.arrayValue ?? []
    let names = components.compactMap { $0["component"]?.stringValue }
    guard names.count > 1 else { throw BenchError("the example has no components") }
    questions = [
      Question(name: "scores", paths: ["/api/v1/scores"]), Question(name: "beliefs", paths: ["/api/v1/beliefs"]),
      Question(name: "system", paths: ["/api/v1/system"]),
      // Anywhere in the log, so that hardly any page is asked for twice.
      Question(
        name: "pages of events",
        paths: (0..<4096).map { index in
          "/api/v1/events?limit=20&from=\(1 + (index * 7919) % max(1, options.events - 20))"
        }),
      Question(
        name: "predict", paths: names.map { "/api/v1/predict?fault=net.latency&dose=high&component=\($0)" }),
    ]
  }

  private func calls(in book: KnowledgeBase) throws -> Int64 {
    let text =
      "select sum(json_extract(payload, '$.calls')) as calls from log where type = 'faultbook.dependency.observed'"
    return try book.sql(text, timeLimit: 120).json["rows"]?.arrayValue?.first?["calls"]?.integerValue ?? 0
  }

  /// What became of the spans: once the server ended, all that was acknowledged is in the log.
  func accounts(_ ended: Int32) throws -> [Figure] {
    guard acknowledgedCalls > 0 else { return [] }
    let book = try KnowledgeBase.openForWriting(at: path)
    defer { book.close() }
    let found = Int(try calls(in: book) - callsBefore)
    return [
      Figure(
        name: "calls of acknowledged spans in the log at the end", measured: grouped(Double(found)),
        yardstick: "acknowledged \(grouped(Double(acknowledgedCalls)))", required: "all, exit 0",
        isMet: found == acknowledgedCalls && ended == 0)
    ]
  }
}
