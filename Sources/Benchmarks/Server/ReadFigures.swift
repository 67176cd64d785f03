import Foundation
import KnowledgeBase

/// 64 clients that ask without a pause: the server's questions in turn, and the constant of the yardstick.
func readFigures(_ bench: ServerBench, _ server: ChildServer) throws -> [Figure] {
  let questions = bench.questions
  let requests = questions.map { $0.paths.map { requestBytes("GET \($0)") } }
  // Once each, so that what is kept of a position is there: nothing is written meanwhile.
  let once = requests.enumerated().flatMap { kind, paths in
    (kind == 3 ? Array(paths.prefix(1)) : paths).map { LoadClient.Shot(kind: kind, bytes: $0) }
  }
  let warm = try LoadClient(port: server.port, clients: 1, duration: 600) { _, number in
    number < once.count ? once[number] : nil
  }.run()
  try warm.check(200, "questions")
  let before = server.processor
  let client = processorSeconds()
  let reads = try LoadClient(port: server.port, clients: bench.options.clients, duration: bench.options.seconds) {
    client, number in
    let kind = (client + number) % requests.count
    let paths = requests[kind]
    return LoadClient.Shot(kind: kind, bytes: paths[(client * 61 + number / requests.count) % paths.count])
  }.run()
  let spent = (server: server.processor - before, client: processorSeconds() - client)
  try reads.check(200, "questions")
  let mean = reads.bytes / max(1, reads.answers)
  let constant = try yardstick(bench, bytes: mean)
  let p99 = percentile(reads.all, 0.99)
  let bare = percentile(constant.all, 0.99)
  var figures = [
    Figure(
      name: "reads, \(bench.options.clients) clients, p99", measured: "\(hundredths(p99)) ms",
      yardstick: "a constant of \(grouped(Double(mean))) bytes \(hundredths(bare)) ms",
      ratio: "\(hundredths(p99 / bare)) ×", required: "≤ 10 ms", isMet: p99 <= 10),
    Figure(
      name: "  their median", measured: "\(hundredths(median(reads.all))) ms",
      yardstick: "\(hundredths(median(constant.all))) ms"),
    Figure(
      name: "  their rate", measured: "\(grouped(Double(reads.answers) / reads.seconds))/s",
      yardstick: "\(grouped(Double(constant.answers) / constant.seconds))/s"),
    Figure(
      name: "  of a processor, each", measured: "\(hundredths(spent.server / Double(reads.answers) * 1e6)) µs",
      yardstick: "the client's own \(hundredths(spent.client / Double(reads.answers) * 1e6)) µs"),
  ]
  for (kind, times) in reads.times.sorted(by: { $0.key < $1.key }) {
    figures.append(
      Figure(
        name: "  \(questions[kind].name), p99", measured: "\(hundredths(percentile(times, 0.99))) ms",
        yardstick: "median \(hundredths(median(times))) ms"))
  }
  return figures
}

/// The same clients with a server that returns a constant as long as the questions' answers are on average.
private func yardstick(_ bench: ServerBench, bytes: Int) throws -> LoadResult {
  let server = try ChildServer(ConstantServer.configuration, ["\(bytes)"], bench.say)
  let request = requestBytes("GET /constant")
  let result = try LoadClient(port: server.port, clients: bench.options.clients, duration: bench.options.seconds) {
    _, _ in LoadClient.Shot(bytes: request)
  }.run()
  _ = try server.stop()
  try result.check(200, "the constant")
  return result
}
