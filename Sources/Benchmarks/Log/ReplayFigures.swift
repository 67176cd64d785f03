import EventLog
import Vocabulary

/// Reading every event back into its typed form, against a bare scan that finds the same members and makes nothing.
func replayFigures(_ bench: LogBench) throws -> [Figure] {
  var rates: [Double] = []
  var bare: [Double] = []
  var sums: Set<Int> = []
  var processor = 0.0
  try bench.withLargeLog { log in
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
  }
  guard sums.count == 1 else { throw BenchError("the two ways of replay read different values: \(sums)") }
  var figure = rateFigure(
    "replay into typed events", rates, against: bare, of: "bare scan and parse", required: 0.5)
  let rate = median(rates)
  figure.measured += ", \(perProcessor(bench.events * bench.rounds, processor))"
  figure.required += ", ≥ 700 000/s"
  figure.isMet = figure.isMet == true && rate >= 700_000
  return [figure]
}
