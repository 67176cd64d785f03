import ArgumentParser
import Dispatch
import Interchange
import KnowledgeBase
import Synchronization
import Vocabulary

/// `faultbook-bench spans`: how many spans a second are read, joined, made into windows and appended.
struct SpansBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spans",
    abstract: "Spans in OTLP's Protocol Buffers, decoded and made into windows of an open book; without HTTP.")

  @Option(help: "How many spans.")
  var spans = 400_000

  @Option(help: "How many of them begin each second, by their own clock.")
  var rate: Double = 20_000

  @Option(help: "How many threads take requests in.")
  var threads = 2

  func run() throws {
    print("load \(loadAverage())")
    let requests = SpanRequests(spans: spans, perSecond: rate)
    let bytes = requests.bodies.reduce(0) { $0 + $1.count }
    print("\(requests.spans) spans in \(requests.bodies.count) requests, \(bytes / requests.spans) bytes a span")
    try measure("reading alone, one thread", requests) {
      for body in requests.bodies { _ = try ReceivedSpans(body, as: .protobuf) }
    }
    try measure("joined and made into windows, one thread", requests) {
      var reception = SpanReception()
      let clock = SentClock(requests, rate)
      for (number, body) in requests.bodies.enumerated() {
        let now = clock.time(number)
        reception.take(try ReceivedSpans(body, as: .protobuf), at: now)
        _ = reception.due(by: now)
      }
      _ = reception.finish()
    }
    try takeIn(requests)
    print("peak memory \(Int(peakMemory())) MiB, the requests themselves \(bytes >> 20)")
  }

  /// Into an open book, by several threads, as a server does it.
  private func takeIn(_ requests: SpanRequests) throws {
    let work = try WorkFolder(nil)
    let clock = SentClock(requests, rate)
    let sent = Atomic<Int>(0)
    let failures = Atomic<Int>(0)
    let most = Mutex(0)
    let book = try KnowledgeBase.create(at: work.path("spans.sqlite")) { clock.time(sent.load(ordering: .relaxed)) }
    defer { book.close() }
    let intake = SpanIntake(into: book, actor: "bench")
    try measure("taken into a book and closed, \(threads) threads", requests) {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while true {
          let number = sent.add(1, ordering: .relaxed).oldValue
          guard number < requests.bodies.count else { return }
          let outcome = try? intake.take(requests.bodies[number], as: .protobuf)
          if outcome != .taken(rejected: 0, problem: nil) { failures.add(1, ordering: .relaxed) }
          // About once a second of the spans' own time.
          if number % 40 == 0 {
            _ = try? intake.settle()
            most.withLock { $0 = max($0, intake.figures.held) }
          }
        }
      }
      try intake.close()
    }
    let counts = intake.figures.counts
    print(
      "\(counts.calls) calls became \(counts.windows) windows; at most \(most.withLock { $0 }) spans and calls were held; \(failures.load(ordering: .relaxed)) requests not taken"
    )
  }

  private func measure(_ name: String, _ requests: SpanRequests, _ body: () throws -> Void) throws {
    var wall = 0.0
    let processor = try processorSeconds { wall = try seconds(body) }
    let rate = Double(requests.spans) / wall
    let micro = processor / Double(requests.spans) * 1e6
    print("\(name): \(grouped(rate)) spans/s, \(hundredths(micro)) µs of processor time a span")
  }
}

/// The time by the spans' own clock when so many requests were sent.
private struct SentClock: Sendable {
  let spansPerRequest: Double
  let rate: Double

  init(_ requests: SpanRequests, _ rate: Double) {
    spansPerRequest = Double(requests.spans) / Double(requests.bodies.count)
    self.rate = rate
  }

  func time(_ requests: Int) -> Timestamp {
    Timestamp(microseconds: Int64(SpanRequests.start / 1000))
      .advanced(bySeconds: Double(requests) * spansPerRequest / rate + 0.1)
  }
}
