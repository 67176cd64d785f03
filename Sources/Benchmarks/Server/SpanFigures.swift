import Foundation
import KnowledgeBase
import Synchronization

/// Spans as fast as they are taken, from four exporters.
func spanFigures(_ bench: ServerBench, _ server: ChildServer) throws -> [Figure] {
  let load = try SpanLoad(bench, server)
  let result = try load.run(seconds: bench.options.seconds, perSecond: nil)
  let rate = Double(result.spans) / result.load.seconds
  let free = Double(ProcessInfo.processInfo.activeProcessorCount) * result.load.seconds
  return [
    Figure(
      name: "spans over OTLP/HTTP, Protocol Buffers", measured: "\(grouped(rate))/s", required: "≥ 20 000/s",
      isMet: rate >= 20_000),
    Figure(
      name: "  of a processor, each", measured: "\(hundredths(result.server / Double(result.spans) * 1e6)) µs",
      yardstick: "the client's own \(hundredths(result.client / Double(result.spans) * 1e6)) µs",
      ratio: "\(percent((result.server + result.client) / free)) of all processors"),
    Figure(
      name: "  until a request is acknowledged, p99", measured: "\(hundredths(percentile(result.load.all, 0.99))) ms",
      yardstick: "median \(hundredths(median(result.load.all))) ms"),
  ]
}

/// Spans at an even rate for minutes, and a question each second: what lies in memory meanwhile.
func spanMemoryFigures(_ bench: ServerBench, _ server: ChildServer) throws -> [Figure] {
  let load = try SpanLoad(bench, server)
  let (seconds, rate) = (bench.options.minutes * 60, bench.options.rate)
  let questions = bench.questions.flatMap { $0.paths.prefix(3) }.map { requestBytes("GET \($0)") }
  let reader = try LoadClient(port: server.port, clients: 1, duration: seconds, interval: 1) { _, number in
    LoadClient.Shot(bytes: questions[number % questions.count])
  }.start()
  var memory: [(at: Double, held: Double)] = []
  let start = ContinuousClock.now
  let result = try load.run(seconds: seconds, perSecond: rate) {
    memory.append(((ContinuousClock.now - start).seconds, server.memory))
    bench.say("\(Int(memory.last?.at ?? 0)) s: \(grouped(memory.last?.held ?? 0)) MB")
  }
  let read = try reader.wait()
  try read.check(200, "questions")
  // Windows, and what waits for them, fill in the first two minutes or quarter, whichever ends first.
  let settled = memory.filter { $0.at >= min(120, seconds / 4) }.map(\.held)
  guard settled.count > 3 else { throw BenchError("too short to say anything of memory") }
  let third = settled.count / 3
  let (early, late) = (settled.prefix(third).max() ?? 0, settled.suffix(third).max() ?? 0)
  let achieved = Double(result.spans) / result.load.seconds
  return [
    Figure(
      name: "memory in the last third of \(hundredths(bench.options.minutes)) minutes", measured: "\(grouped(late)) MB",
      yardstick: "in the first third, once windows were full, \(grouped(early)) MB",
      ratio: "\(hundredths(late / early)) ×", required: "flat: ≤ 1.1 ×", isMet: late <= early * 1.1),
    Figure(
      name: "  spans came at", measured: "\(grouped(achieved))/s", required: "≥ \(grouped(rate * 0.99))/s",
      isMet: achieved >= rate * 0.99),
    Figure(
      name: "  of a processor, each", measured: "\(hundredths(result.server / Double(result.spans) * 1e6)) µs",
      yardstick: "the client's own \(hundredths(result.client / Double(result.spans) * 1e6)) µs"),
    Figure(
      name: "  questions beside it, one a second, p99", measured: "\(hundredths(percentile(read.all, 0.99))) ms",
      yardstick: "median \(hundredths(median(read.all))) ms"),
  ]
}

/// Exporters that send spans.
private struct SpanLoad {
  let bench: ServerBench
  let server: ChildServer
  let templates: SpanTemplates

  struct Result {
    let load: LoadResult
    let spans: Int
    /// Seconds of processors.
    let server: Double
    let client: Double
  }

  private static let exporters = 4

  init(_ bench: ServerBench, _ server: ChildServer) throws {
    self.bench = bench
    self.server = server
    templates = try SpanTemplates(64)
  }

  /// Sends for so long, at an even rate or as fast as they are taken; calls `meanwhile` about each five seconds.
  func run(seconds: Double, perSecond: Double?, meanwhile: () -> Void = {}) throws -> Result {
    let before = (server: server.processor, client: processorSeconds())
    let (templates, sent) = (templates, Counted())
    let first = bench.requests
    let interval = perSecond.map { templates.spansPerRequest * Double(Self.exporters) / $0 } ?? 0
    let run = try LoadClient(port: server.port, clients: Self.exporters, duration: seconds, interval: interval) {
      _, _ in
      let number = first + sent.requests.add(1, ordering: .relaxed).oldValue
      sent.spans.add(templates.spans(number), ordering: .relaxed)
      return LoadClient.Shot(bytes: templates.request(number))
    }.start()
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while ContinuousClock.now < end {
      let left = (end - ContinuousClock.now).seconds
      usleep(UInt32(max(0, min(5, left)) * 1e6))
      meanwhile()
    }
    let load = try run.wait()
    try load.check(200, "spans")
    let spans = sent.spans.load(ordering: .relaxed)
    bench.requests += sent.requests.load(ordering: .relaxed)
    // Two spans are a call.
    bench.acknowledgedCalls += spans / 2
    return Result(
      load: load, spans: spans, server: server.processor - before.server,
      client: processorSeconds() - before.client)
  }

  private final class Counted: Sendable {
    let requests = Atomic<Int>(0)
    let spans = Atomic<Int>(0)
  }
}
