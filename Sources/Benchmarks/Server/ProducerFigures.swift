import Foundation
import KnowledgeBase
import NIOCore
import Vocabulary

/// 64 producers that each post one event, wait until it is said to be on disk, and post the next; beside as many callers of the
/// log itself, in turns.
func producerFigures(_ bench: ServerBench, _ server: ChildServer) throws -> [Figure] {
  var rates: [Double] = []
  // The log by itself, on a copy of the book that is served and on an empty one.
  var bare: [AppendRun] = []
  var empty: [AppendRun] = []
  var times: [Double] = []
  var spent = 0.0
  var posted = 0
  var answer = 0
  for round in 0..<bench.options.rounds {
    bench.say("producers, round \(round + 1) of \(bench.options.rounds) …")
    bare.append(try groupCommitRun(at: bench.twin, &bench.source))
    empty.append(try groupCommitRun(bench.folder))
    let result = try produce(bench, server, seconds: bench.options.seconds / Double(bench.options.rounds), &spent)
    try result.check(201, "events")
    answer = result.bytes / result.answers
    rates.append(Double(result.answers) / result.seconds)
    times += result.all
    posted += result.answers
  }
  var fed: [Figure] = []
  for ahead in [1, 16] { fed += try feedFigures(bench, server, ahead: ahead, bare: bare) }
  let constant = try postedConstant(bench, answer: answer)
  let rate = Double(constant.result.answers) / constant.result.seconds
  // Answering and appending share the processors: what both take of one event, with the client that asks, bounds the rate.
  let each = (constant.server + constant.client) / Double(constant.result.answers) + median(bare.map(\.processor))
  let most = Double(ProcessInfo.processInfo.activeProcessorCount) / each
  let own = "the log's own \(bench.options.clients) callers"
  return [
    rateFigure(
      "\(bench.options.clients) producers of single events", rates, against: bare.map(\.rate), of: own, required: 0.6),
    Figure(
      name: "  until an event is on disk, p99", measured: "\(hundredths(percentile(times, 0.99))) ms",
      yardstick: "median \(hundredths(median(times))) ms"),
    Figure(
      name: "  of a processor, each", measured: "\(hundredths(spent / Double(posted) * 1e6)) µs",
      yardstick: "a constant \(hundredths(constant.server / Double(constant.result.answers) * 1e6)) µs, "
        + "the log \(hundredths(median(bare.map(\.processor)) * 1e6)) µs"),
    rateFigure(
      "  a route that forgets the body and returns a constant", [rate], against: bare.map(\.rate), of: own,
      required: nil),
    rateFigure(
      "  at most, were it that route and the log", [min(rate, most)], against: bare.map(\.rate), of: own, required: nil),
    rateFigure(
      "  the log in a copy of the book", bare.map(\.rate), against: empty.map(\.rate), of: "in an empty one",
      required: nil),
  ] + fed
}

/// The same producers, each with one request that stays open, a line an event: an event is still appended and answered by itself.
private func feedFigures(
  _ bench: ServerBench, _ server: ChildServer, ahead: Int, bare: [AppendRun]
) throws -> [Figure] {
  var rates: [Double] = []
  var times: [Double] = []
  var answered = 0
  let before = server.processor
  var own = 0.0
  for round in 0..<bench.options.rounds {
    bench.say("feeds, \(ahead) ahead, round \(round + 1) of \(bench.options.rounds) …")
    let seconds = bench.options.seconds / Double(bench.options.rounds)
    let each = Int(seconds * 80_000) / bench.options.clients + 1
    let hands = (0..<bench.options.clients).map { _ in
      bench.source.next(each).map { FeedClient.chunk(CloudEvents.text(of: $0)) }
    }
    let spent = processorSeconds()
    let result = try FeedClient(
      port: server.port, clients: bench.options.clients, duration: seconds, ahead: ahead
    ) { client, number in number < each ? hands[client][number] : nil }.run()
    own += processorSeconds() - spent
    try result.check(201, "lines of a feed")
    rates.append(Double(result.answers) / result.seconds)
    times += result.all
    answered += result.answers
  }
  return [
    rateFigure(
      "\(bench.options.clients) producers of single events, a feed each, \(ahead) unanswered at most", rates,
      against: bare.map(\.rate), of: "the log's own \(bench.options.clients) callers", required: ahead > 1 ? 0.6 : nil),
    Figure(
      name: "  until an event is on disk, p99", measured: "\(hundredths(percentile(times, 0.99))) ms",
      yardstick: "median \(hundredths(median(times))) ms"),
    Figure(
      name: "  of a processor, each",
      measured: "\(hundredths((server.processor - before) / Double(answered) * 1e6)) µs",
      yardstick: "the client's own \(hundredths(own / Double(answered) * 1e6)) µs"),
  ]
}

private func produce(
  _ bench: ServerBench, _ server: ChildServer, seconds: Double, _ spent: inout Double
) throws -> LoadResult {
  // Made beforehand, more than there is time for.
  let each = Int(seconds * 60_000) / bench.options.clients + 1
  let hands = (0..<bench.options.clients).map { _ in
    bench.source.next(each).map { event in post(event, to: "/api/v1/events") }
  }
  let before = server.processor
  defer { spent += server.processor - before }
  return try LoadClient(port: server.port, clients: bench.options.clients, duration: seconds) { client, number in
    number < each ? LoadClient.Shot(bytes: hands[client][number]) : nil
  }.run()
}

private func post(_ event: NewEvent, to path: String) -> ByteBuffer {
  requestBytes(
    "POST \(path)", [("Content-Type", "application/cloudevents+json")], body: Array(CloudEvents.text(of: event).utf8))
}

/// What is left of the rate where the server does nothing with an event: the most that any server of this framework can reach
/// with these clients on this machine.
private func postedConstant(
  _ bench: ServerBench, answer: Int
) throws -> (result: LoadResult, server: Double, client: Double) {
  let server = try ChildServer(ConstantServer.configuration, ["\(answer)"], bench.say)
  let request = post(bench.source.next(1)[0], to: "/constant")
  let before = (server: server.processor, client: processorSeconds())
  let result = try LoadClient(port: server.port, clients: bench.options.clients, duration: bench.options.seconds) {
    _, _ in LoadClient.Shot(bytes: request)
  }.run()
  let spent = (server: server.processor - before.server, client: processorSeconds() - before.client)
  _ = try server.stop()
  try result.check(201, "the constant")
  return (result, spent.server, spent.client)
}
