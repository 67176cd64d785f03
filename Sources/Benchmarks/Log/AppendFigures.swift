import EventLog

/// Appending from one caller, at three batch sizes, each append on disk before it returns.
func appendFigures(_ bench: LogBench) throws -> [Figure] {
  let cases: [(batch: Int, events: Int, required: Double)] = [
    (1, 3000, 0.85), (100, 100_000, 0.65), (10_000, max(10_000, bench.events), 0.5),
  ]
  return try cases.filter { bench.batch == nil || $0.batch == bench.batch }.map { batch, events, required in
    var rates: [Double] = []
    var bare: [Double] = []
    for _ in 0..<bench.rounds {
      if let yardstick = bench.yardstick { bare.append(try yardstick.rate(batch: batch, events: events)) }
      rates.append(try appendRate(bench.folder, batch: batch, events: events))
    }
    return ratioFigure("append, batch \(grouped(Double(batch)))", rates, bare, "bare C insert", required)
  }
}

/// Events a second. They are made before the clock starts, a hundred thousand at a time, so that it sees appending alone.
func appendRate(_ folder: WorkFolder, batch: Int, events: Int) throws -> Double {
  folder.discard("append.sqlite")
  defer { folder.discard("append.sqlite") }
  let log = try EventLog.create(at: folder.path("append.sqlite"))
  defer { log.close() }
  var source = SampleEvents()
  var time = 0.0
  var left = events / batch
  while left > 0 {
    let count = min(left, max(1, 100_000 / batch))
    let batches = (0..<count).map { _ in (events: source.next(batch), now: source.now) }
    time += try seconds {
      for batch in batches { try log.append(batch.events, actor: "bench", now: batch.now) }
    }
    left -= count
  }
  return Double(events / batch * batch) / time
}

/// A rate beside a yardstick's: the median of the ratios of the rounds.
func ratioFigure(
  _ name: String, _ rates: [Double], _ bare: [Double], _ yardstick: String, _ required: Double
) -> Figure {
  guard !bare.isEmpty else {
    return Figure(
      name: name, measured: "\(grouped(median(rates)))/s", yardstick: "", required: percent(required), isMet: nil)
  }
  let ratio = median(zip(rates, bare).map { $0 / $1 })
  return Figure(
    name: name, measured: "\(grouped(median(rates)))/s, \(percent(ratio))",
    yardstick: "\(yardstick) \(grouped(median(bare)))/s", required: percent(required), isMet: ratio >= required)
}
