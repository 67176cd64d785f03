import EventLog

/// Appending from one caller, at three batch sizes, each append on disk before it returns.
func appendFigures(_ bench: LogBench) throws -> [Figure] {
  let cases: [(batch: Int, events: Int, required: Double)] = [
    (1, 3000, 0.85), (100, 100_000, 0.65), (10_000, max(10_000, bench.events), 0.5),
  ]
  return try cases.filter { bench.batch == nil || $0.batch == bench.batch }.flatMap { batch, events, required in
    var runs: [AppendRun] = []
    var bare: [AppendRun] = []
    for _ in 0..<bench.rounds {
      if let yardstick = bench.yardstick { bare.append(try yardstick.run(batch: batch, events: events)) }
      runs.append(try appendRun(bench.folder, batch: batch, events: events))
    }
    return appendFigures(
      "append, batch \(grouped(Double(batch)))", runs, against: bare, of: "bare C insert", required: required)
  }
}

/// What appending took.
struct AppendRun {
  /// Events a second.
  let rate: Double
  /// Seconds of the processor for each event, in all threads.
  let processor: Double
}

/// Appends to a new book. The events are made before the clock starts, a hundred thousand at a time, so that it sees
/// appending alone.
func appendRun(_ folder: WorkFolder, batch: Int, events: Int) throws -> AppendRun {
  try folder.withBook("append.sqlite") { log in
    var source = SampleEvents()
    var time = 0.0
    var processor = 0.0
    var left = events / batch
    while left > 0 {
      let count = min(left, max(1, 100_000 / batch))
      let batches = (0..<count).map { _ in (events: source.next(batch), now: source.now) }
      processor -= processorSeconds()
      time += try seconds {
        for batch in batches { try log.append(batch.events, actor: "bench", now: batch.now) }
      }
      processor += processorSeconds()
      left -= count
    }
    let appended = Double(events / batch * batch)
    return AppendRun(rate: appended / time, processor: processor / appended)
  }
}

/// A rate beside a yardstick's, and what each event took of the processor beside that: the second ratio says what there is
/// to save, also where a slow disk or a busy machine hides it.
func appendFigures(
  _ name: String, _ runs: [AppendRun], against yardstick: [AppendRun], of what: String, required: Double?
) -> [Figure] {
  let rate = rateFigure(name, runs.map(\.rate), against: yardstick.map(\.rate), of: what, required: required)
  var processor = Figure(name: "  of a processor", measured: micros(runs.map(\.processor)))
  if !yardstick.isEmpty {
    processor.yardstick = "\(what) \(micros(yardstick.map(\.processor)))"
    processor.ratio = percent(median(zip(runs, yardstick).map { $1.processor / $0.processor }))
  }
  return [rate, processor]
}

private func micros(_ seconds: [Double]) -> String { "\(hundredths(median(seconds) * 1e6)) µs" }

/// A rate beside a yardstick's: the median of the ratios of the rounds. Without `required` it is there for comparison.
func rateFigure(
  _ name: String, _ rates: [Double], against yardstick: [Double], of what: String, required: Double?
) -> Figure {
  var figure = Figure(name: name, measured: "\(grouped(median(rates)))/s")
  figure.required = required.map { "≥ \(percent($0))" } ?? ""
  guard !yardstick.isEmpty else { return figure }
  let ratio = median(zip(rates, yardstick).map { $0 / $1 })
  figure.yardstick = "\(what) \(grouped(median(yardstick)))/s"
  figure.ratio = percent(ratio)
  figure.isMet = required.map { ratio >= $0 }
  return figure
}
