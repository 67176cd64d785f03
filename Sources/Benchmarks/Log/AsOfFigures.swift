import EventLog
import KnowledgeBase
import Vocabulary

/// The scores of the book as they were at a hundred positions anywhere in it.
func asOfFigures(_ bench: LogBench) throws -> [Figure] {
  let book = try KnowledgeBase.openForReading(at: bench.folder.path(try bench.largeBook.get().name))
  defer { book.close() }
  var random = Xoshiro256(seed: 2)
  let times = try (0..<100).map { _ in
    let position = Int64(1 + random.next() % UInt64(bench.events))
    return try seconds { _ = try book.scores(view: View(asOf: .position(position))) } * 1000
  }
  let p99 = percentile(times, 0.99)
  return [
    Figure(
      name: "scores as of any position, p99", measured: "\(grouped(p99)) ms", required: "≤ 150 ms", isMet: p99 <= 150)
  ]
}
