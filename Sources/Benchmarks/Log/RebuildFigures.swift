import EventLog
import KnowledgeBase

/// A rebuild of every table from the first event on, and the state of the book as of an earlier position.
func rebuildFigures(_ bench: LogBench) throws -> [Figure] {
  _ = try bench.largeBook.get()
  let path = bench.folder.path("large.sqlite")
  let book = try KnowledgeBase.openForWriting(at: path)
  defer { book.close() }
  let before = residentMemory()
  let times = try (0..<bench.rounds).map { _ in try seconds { _ = try book.rebuild() } }
  let rate = Double(bench.events) / median(times)
  var asOf: [Double] = []
  for step in 1...20 {
    let position = Int64(bench.events) * Int64(step) / 20
    asOf.append(try seconds { _ = try book.scores(view: View(asOf: .position(position))) })
  }
  let memory = max(0, residentMemory() - before)
  return [
    Figure(
      name: "rebuild of every table", measured: "\(grouped(rate)) events/s", yardstick: "", required: "≥ 600 000/s",
      isMet: rate >= 600_000),
    Figure(
      name: "memory that a rebuild adds", measured: "\(grouped(memory)) MB", yardstick: "", required: "≤ 256 MB",
      isMet: memory <= 256),
    Figure(
      name: "scores as of an earlier position, p99 of 20", measured: "\(grouped(percentile(asOf, 0.99) * 1000)) ms",
      yardstick: "", required: "≤ 150 ms, once there are snapshots", isMet: nil),
  ]
}
