import EventLog
import KnowledgeBase

/// A rebuild of every table and snapshot from the first event on.
func rebuildFigures(_ bench: LogBench) throws -> [Figure] {
  _ = try bench.largeBook.get()
  let path = bench.folder.path("large.sqlite")
  let book = try KnowledgeBase.openForWriting(at: path)
  defer { book.close() }
  let before = residentMemory()
  let times = try (0..<bench.rounds).map { _ in try seconds { _ = try book.rebuild() } }
  let rate = Double(bench.events) / median(times)
  let memory = max(0, residentMemory() - before)
  return [
    Figure(
      name: "rebuild of every table", measured: "\(grouped(rate)) events/s", yardstick: "", required: "≥ 600 000/s",
      isMet: rate >= 600_000),
    Figure(
      name: "memory that a rebuild adds", measured: "\(grouped(memory)) MB", yardstick: "", required: "≤ 256 MB",
      isMet: memory <= 256),
  ]
}
