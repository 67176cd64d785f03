import EventLog
import KnowledgeBase
import Vocabulary

/// The scores of the book as they were at positions anywhere in it, and opening it: with snapshots and, in the same run,
/// without.
func asOfFigures(_ bench: LogBench) throws -> [Figure] {
  let path = bench.folder.path(try bench.largeBook.get().name)
  let writing = try KnowledgeBase.openForWriting(at: path)
  // The log was appended to without a knowledge base: this makes its snapshots.
  _ = try writing.rebuild()
  let with = try asOfTimes(bench, path, positions: 100)
  try writing.removeSnapshots()
  writing.close()
  let without = try asOfTimes(bench, path, positions: 20)
  let p99 = percentile(with.asOf, 0.99)
  return [
    Figure(
      name: "scores as of any position, p99", measured: "\(grouped(p99)) ms",
      yardstick: "without snapshots \(grouped(percentile(without.asOf, 0.99))) ms", required: "≤ 150 ms",
      isMet: p99 <= 150),
    Figure(
      name: "opening the book, median", measured: "\(grouped(median(with.opening))) ms",
      yardstick: "without snapshots \(grouped(median(without.opening))) ms", required: "", isMet: nil),
  ]
}

/// Milliseconds of each look at an earlier position, spread at random over the log, and of each opening.
private func asOfTimes(_ bench: LogBench, _ path: String, positions: Int) throws -> (asOf: [Double], opening: [Double])
{
  let opening = try (0..<max(3, bench.rounds)).map { _ in
    try seconds { try KnowledgeBase.openForReading(at: path).close() } * 1000
  }
  let book = try KnowledgeBase.openForReading(at: path)
  defer { book.close() }
  var random = Xoshiro256(seed: 2)
  let asOf = try (0..<positions).map { _ in
    let position = Int64(1 + random.next() % UInt64(bench.events))
    return try seconds { _ = try book.scores(view: View(asOf: .position(position))) } * 1000
  }
  return (asOf, opening)
}
