import EventLog

/// Full verification: every leaf hashed anew, the root from them, order, times, payloads and indexes.
func verifyFigures(_ bench: LogBench) throws -> [Figure] {
  let log = try bench.largeBook.get().log
  let processor = processorSeconds()
  let times = try (0..<bench.rounds).map { _ in
    try seconds {
      let report = try log.verify()
      guard report.ok, report.events == Int64(bench.events) else {
        throw BenchError("the book does not verify: \(report.problems)")
      }
    }
  }
  let time = median(times)
  let spent = (processorSeconds() - processor) / Double(bench.rounds)
  var memory = 0.0
  _ = try log.verify { _, _ in memory = max(memory, residentMemory()) }
  let limit = 2.5 * Double(bench.events) / 1_000_000
  return [
    Figure(
      name: "full verification of \(grouped(Double(bench.events)))",
      measured: "\(hundredths(time)) s, of the processor \(hundredths(spent)) s",
      yardstick: "", required: "≤ \(hundredths(limit)) s", isMet: time <= limit),
    Figure(
      name: "memory while verifying", measured: "\(grouped(memory)) MB", yardstick: "",
      required: "", isMet: nil),
  ]
}

private func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
