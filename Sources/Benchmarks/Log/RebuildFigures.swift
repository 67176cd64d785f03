import EventLog
import KnowledgeBase

/// A rebuild of every table from the first event on.
func rebuildFigures(_ bench: LogBench) throws -> [Figure] {
  let book = try KnowledgeBase.openForWriting(at: bench.folder.path(try bench.largeBook.get().name))
  defer { book.close() }
  let processor = processorSeconds()
  let times = try (0..<bench.rounds).map { _ in try seconds { _ = try book.rebuild() } }
  let spent = processorSeconds() - processor
  let rate = Double(bench.events) / median(times)
  return [
    Figure(
      name: "rebuild of every table",
      measured: "\(grouped(rate))/s, \(perProcessor(bench.events * bench.rounds, spent))",
      required: "≥ 600 000/s",
      isMet: rate >= 600_000)
  ]
}
