import Foundation
import KnowledgeBase
import Vocabulary

/// 64 producers that each post one event, wait until it is said to be on disk, and post the next; beside as many callers of the
/// log itself, in turns.
func producerFigures(_ bench: ServerBench, _ server: ChildServer) throws -> [Figure] {
  var rates: [Double] = []
  var bare: [Double] = []
  var times: [Double] = []
  var spent = 0.0
  var posted = 0
  for round in 0..<bench.options.rounds {
    bench.say("producers, round \(round + 1) of \(bench.options.rounds) …")
    bare.append(try groupCommitRun(bench.folder).rate)
    let result = try produce(bench, server, seconds: bench.options.seconds / Double(bench.options.rounds), &spent)
    try result.check(201, "events")
    rates.append(Double(result.answers) / result.seconds)
    times += result.all
    posted += result.answers
  }
  return [
    rateFigure(
      "\(bench.options.clients) producers of single events", rates, against: bare, of: "the log's own 64 callers",
      required: 0.6),
    Figure(
      name: "  until an event is on disk, p99", measured: "\(hundredths(percentile(times, 0.99))) ms",
      yardstick: "median \(hundredths(median(times))) ms"),
    Figure(name: "  of a processor, each", measured: "\(hundredths(spent / Double(posted) * 1e6)) µs"),
  ]
}

private func produce(
  _ bench: ServerBench, _ server: ChildServer, seconds: Double, _ spent: inout Double
) throws -> LoadResult {
  // Made beforehand, more than there is time for.
  let each = Int(seconds * 20_000) / bench.options.clients + 1
  let hands = (0..<bench.options.clients).map { _ in
    bench.source.next(each).map { event in
      requestBytes(
        "POST /api/v1/events", [("Content-Type", "application/cloudevents+json")],
        body: Array(CloudEvents.text(of: event).utf8))
    }
  }
  let before = server.processor
  defer { spent += server.processor - before }
  return try LoadClient(port: server.port, clients: bench.options.clients, duration: seconds) { client, number in
    number < each ? LoadClient.Shot(bytes: hands[client][number]) : nil
  }.run()
}
