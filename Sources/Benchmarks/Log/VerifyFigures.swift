import EventLog

/// Full verification: every leaf hashed anew, tiles and root from them, order, times, payloads and indexes.
func verifyFigures(_ bench: LogBench) throws -> [Figure] {
  let processor = processorSeconds()
  let time = try bench.withLargeLog { log in
    median(
      try (0..<bench.rounds).map { _ in
        try seconds {
          let report = try log.verify()
          guard report.ok, report.events == Int64(bench.events) else {
            throw BenchError("the book does not verify: \(report.problems)")
          }
        }
      })
  }
  let spent = (processorSeconds() - processor) / Double(bench.rounds)
  let limit = 2.5 * Double(bench.events) / 1_000_000
  return [
    Figure(
      name: "full verification of \(grouped(Double(bench.events))) events",
      measured: "\(hundredths(time)) s, of processors \(hundredths(spent)) s",
      required: "≤ \(hundredths(limit)) s", isMet: time <= limit)
  ]
}
