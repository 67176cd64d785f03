import Testing
import Vocabulary

@testable import Interchange

/// Spans that exporters send, made into windows: what is counted, whatever order it comes in.
@Suite struct ReceptionTests {
  private static let services = ["gateway", "checkout", "payments", "stock", "ledger"]

  /// A trace of calls, each a client span and the server span that answers it, in several generations; what belongs together
  /// comes together, as exporters send it.
  private static func trace(_ number: Int, from start: Double, _ random: inout Xoshiro256) -> [Span] {
    var spans: [Span] = []
    var next = number * 100
    func span(_ service: String, _ parent: Int, _ kind: Int, _ at: Double, failed: Bool = false) -> Int {
      next += 1
      spans.append(
        Span(
          service: service, id: next, parent: parent, kind: kind, from: at, to: at + 10, failed: failed, trace: number))
      return next
    }
    var entries = [(service: 0, id: span(services[0], 0, 2, start))]
    for depth in 1...Int.random(in: 1...4, using: &random) {
      let caller = entries[Int.random(in: 0..<entries.count, using: &random)]
      let callee = Int.random(in: 1..<services.count, using: &random)
      guard callee != caller.service else { continue }
      let at = start + Double(depth)
      let client = span(services[caller.service], caller.id, 3, at, failed: Bool.random(using: &random))
      entries.append((callee, span(services[callee], client, 2, at)))
    }
    return spans
  }

  /// Calls, errors and spans of each dependency.
  private static func totals(_ windows: [DependencyObserved]) -> [String: [Int]] {
    windows.reduce(into: [:]) { totals, window in
      let counts = [
        window.calls, window.errors, window.spans ?? 0, window.propagatedErrors ?? 0, window.maskedErrors ?? 0,
      ]
      let name = "\(window.dependency.caller)>\(window.dependency.callee)"
      totals[name] = zip(totals[name] ?? [0, 0, 0, 0, 0], counts).map { $0 + $1 }
    }
  }

  private static func windows(_ events: [NewEvent]) -> [DependencyObserved] {
    events.compactMap { if case .dependencyObserved(let window) = $0.fact { window } else { nil } }
  }

  private static func time(_ milliseconds: Double) -> Timestamp {
    Timestamp(microseconds: Span.epoch / 1000 + Int64(milliseconds * 1000))
  }

  @Test(arguments: 1...12)
  func `the windows add up to what the spans are, however late and in whatever order they come`(seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    let traces = (1...300).map { number in
      Self.trace(number, from: Double.random(in: 0..<600_000, using: &random), &random)
    }
    let whole = try importing(Span.request(traces.flatMap(\.self)))
    // Small bounds for some: closing early costs aggregation and no counts.
    let options = ReceptionOptions(
      windowSeconds: [10, 60, 300][Int(seed % 3)], latenessSeconds: Double(seed % 4) * 10,
      heldSpans: seed % 2 == 0 ? 40 : 500_000, heldCalls: seed % 5 == 0 ? 25 : 2_000_000)
    var reception = SpanReception(options)
    var events: [NewEvent] = []
    // Most come in time, some minutes late; each request is of a few traces, and some are sent again.
    let arrivals = traces.map { trace in
      (trace[0].from + Double(Int.random(in: 0...9, using: &random) == 0 ? 400_000 : 500), trace)
    }.sorted { $0.0 < $1.0 }
    var at = 0
    while at < arrivals.count {
      let count = min(Int.random(in: 1...5, using: &random), arrivals.count - at)
      let group = arrivals[at..<at + count]
      let spans = group.flatMap(\.1).shuffled(using: &random)
      let now = Self.time(group.map(\.0).max() ?? 0)
      let received =
        seed % 2 == 0
        ? try ReceivedSpans(Array(Span.request(spans).utf8), as: .json)
        : try ReceivedSpans(ProtobufWriter.request(spans), as: .protobuf)
      #expect(received.rejected == 0 && received.count == spans.count)
      reception.take(received, at: now)
      if Bool.random(using: &random) { reception.take(received, at: now) }
      events += reception.due(by: now)
      #expect(reception.held <= options.heldSpans + options.heldCalls + spans.count)
      at += count
    }
    events += reception.finish()
    #expect(reception.held == 0)
    #expect(Self.totals(Self.windows(events)) == Self.totals(whole.dependencies))
    #expect(reception.figures.calls == whole.dependencies.reduce(0) { $0 + $1.calls })
    #expect(reception.figures.spans == traces.reduce(0) { $0 + $1.count })
    #expect(Set(events.map(\.id)).count == events.count, "two windows with one id would count once")
    // Each component is declared once.
    let declared = events.compactMap { if case .componentDeclared(let one) = $0.fact { one.component } else { nil } }
    #expect(declared.sorted() == whole.kinds.keys.sorted())
  }

  @Test func `a window is closed when its lateness is over, and one event a dependency stands for all its calls`()
    throws
  {
    var reception = SpanReception(ReceptionOptions(windowSeconds: 60, latenessSeconds: 30, quietSeconds: 10))
    var random = Xoshiro256(seed: 1)
    // The first full minute after the epoch of the tests.
    let begin = Double((60_000 - Span.epoch / 1_000_000 % 60_000) % 60_000)
    for number in 1...200 {
      let trace = Self.trace(number, from: begin + Double(number) * 250, &random)
      reception.take(try ReceivedSpans(ProtobufWriter.request(trace), as: .protobuf), at: Self.time(trace[0].from + 20))
    }
    #expect(reception.due(by: Self.time(begin + 89_000)).isEmpty)
    let events = reception.due(by: Self.time(begin + 90_001))
    let windows = Self.windows(events)
    #expect(!windows.isEmpty && Set(windows.map(\.dependency)).count == windows.count)
    #expect(reception.held == 0 && reception.finish().isEmpty)
    #expect(windows.allSatisfy { $0.from >= Self.time(begin) && $0.to <= Self.time(begin + 60_000) })
  }

  @Test func `a component that the book knows is not declared again`() throws {
    var random = Xoshiro256(seed: 7)
    let spans = Self.trace(1, from: 0, &random)
    var reception = SpanReception(knowing: Self.services)
    reception.take(try ReceivedSpans(ProtobufWriter.request(spans), as: .protobuf), at: Self.time(0))
    #expect(reception.finish().allSatisfy { $0.type == .dependencyObserved })
  }

  @Test func `a span without its ids is rejected by itself, and the rest is taken`() throws {
    let good = Span.request([Span(service: "a", id: 1, kind: 3), Span(service: "b", id: 2, parent: 1, kind: 2)])
    let bad = Span.request([Span(service: "a", id: 3)])
      .replacing(#""spanId":"\#(Span.hex(3, 16))""#, with: #""spanId":"""#)
    let received = try ReceivedSpans(Array((good + "\n" + bad).utf8), as: .json)
    #expect(received.count == 2 && received.rejected == 1)
    #expect(received.problem?.contains("spanId") == true, "\(received.problem ?? "")")
  }

  @Test func `a clock that is days ahead does not move the book's time`() throws {
    var reception = SpanReception()
    let spans = [Span(service: "a", id: 1, kind: 3, from: 0), Span(service: "b", id: 2, parent: 1, kind: 2, from: 2)]
    let received = try ReceivedSpans(ProtobufWriter.request(spans), as: .protobuf)
    #expect(reception.take(received, at: Self.time(-90_000_000)) == 2)
    #expect(reception.finish().isEmpty && reception.figures.spans == 0)
  }

  @Test(arguments: [
    [], [0x0A, 0x05], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x00], Array("{\"resourceSpans\":".utf8),
  ])
  func `what is no request is refused with a sentence, and an empty one is one without spans`(body: [UInt8]) throws {
    guard !body.isEmpty else { return #expect(try ReceivedSpans(body, as: .protobuf).count == 0) }
    #expect(throws: ImportError.self) { try ReceivedSpans(body, as: .protobuf) }
    #expect(throws: ImportError.self) { try ReceivedSpans(body, as: .json) }
  }
}
