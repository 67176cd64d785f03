import EventLog
import KnowledgeBase
import Vocabulary

/// The state of a book as of an earlier position, and opening it: with snapshots and, in the same run, without.
func historyFigures(_ bench: LogBench) throws -> [Figure] {
  _ = try bench.largeBook.get()
  let path = bench.folder.path("large.sqlite")
  let writing = try KnowledgeBase.openForWriting(at: path)
  // The log was appended to without a knowledge base: this makes its snapshots.
  _ = try writing.rebuild()
  let with = try historyTimes(bench, path, positions: 100)
  let bytes = try writing.sql("select total(length(state)) from snapshots").json["rows"]?.arrayValue?.first
  let size = bytes?.members?.first?.value.doubleValue ?? 0
  try writing.removeSnapshots()
  writing.close()
  let without = try historyTimes(bench, path, positions: 20)
  let slowest = percentile(with.asOf, 0.99) * 1000
  return [
    Figure(
      name: "scores as of a position, p99 of 100", measured: "\(grouped(slowest)) ms",
      yardstick: "without snapshots \(grouped(percentile(without.asOf, 0.99) * 1000)) ms", required: "≤ 150 ms",
      isMet: slowest <= 150),
    Figure(
      name: "scores as of a position, median", measured: "\(grouped(median(with.asOf) * 1000)) ms",
      yardstick: "without snapshots \(grouped(median(without.asOf) * 1000)) ms", required: "", isMet: nil),
    Figure(
      name: "opening the book", measured: "\(grouped(median(with.opening) * 1000)) ms",
      yardstick: "without snapshots \(grouped(median(without.opening) * 1000)) ms", required: "", isMet: nil),
    Figure(
      name: "snapshots, bytes an event", measured: grouped(size / Double(bench.events)), yardstick: "", required: "",
      isMet: nil),
  ]
}

/// Seconds of each look at an earlier position, spread at random over the log, and of each opening.
private func historyTimes(_ bench: LogBench, _ path: String, positions: Int) throws -> (
  asOf: [Double], opening: [Double]
) {
  var opening: [Double] = []
  for _ in 0..<max(3, bench.rounds) {
    opening.append(try seconds { try KnowledgeBase.openForReading(at: path).close() })
  }
  let book = try KnowledgeBase.openForReading(at: path)
  defer { book.close() }
  var random = Xoshiro256(seed: 7)
  let asOf = try (0..<positions).map { _ in
    let position = 1 + Int64(random.next() % UInt64(bench.events))
    return try seconds { _ = try book.scores(view: View(asOf: .position(position))) }
  }
  return (asOf, opening)
}
