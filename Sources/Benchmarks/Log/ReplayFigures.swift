import EventLog
import Vocabulary

/// Reading every event back into its typed form, against a bare scan that finds the same members and makes nothing.
func replayFigures(_ bench: LogBench) throws -> [Figure] {
  let log = try bench.largeBook.get().log
  var rates: [Double] = []
  var bare: [Double] = []
  var sums: Set<Int> = []
  var processor = 0.0
  for _ in 0..<bench.rounds {
    var sum = 0.0
    bare.append(Double(bench.events) / (try seconds { sum = try BareScan.sumOfValues(path: log.path) }))
    sums.insert(Int(sum))
    sum = 0
    processor -= processorSeconds()
    let time = try seconds {
      try log.read { event in
        if case .metricSampled(let sample) = try event.fact() { sum += sample.value }
      }
    }
    processor += processorSeconds()
    rates.append(Double(bench.events) / time)
    sums.insert(Int(sum))
  }
  guard sums.count == 1 else { throw BenchError("the two ways of replay read different values: \(sums)") }
  // Once more, looking at the memory now and then: it must not grow with what was read.
  var memory = 0.0
  try log.read { event in
    if event.position.isMultiple(of: 100_000) { memory = max(memory, residentMemory()) }
  }
  let ratio = median(zip(rates, bare).map { $0 / $1 })
  let rate = median(rates)
  let yardstick = "bare scan and parse \(grouped(median(bare)))/s"
  return [
    Figure(
      name: "replay into typed events", measured: "\(grouped(rate))/s, \(percent(ratio))", yardstick: yardstick,
      required: "50 %, 700 000/s", isMet: ratio >= 0.5 && rate >= 700_000),
    Figure(
      name: "replay, by seconds of the processor",
      measured: "\(grouped(Double(bench.events * bench.rounds) / processor))/s", yardstick: "", required: "", isMet: nil
    ),
    Figure(
      name: "memory while replaying", measured: "\(grouped(memory)) MB", yardstick: "", required: "",
      isMet: nil),
  ]
}
