import EventLog
import Foundation

/// A book of many events, made by appending them in batches, and what that took.
final class LargeBook {
  let log: EventLog
  let bytesPerEvent: Double
  let lastRate: Double
  let memory: Double

  init(_ bench: LogBench) throws {
    let path = bench.folder.path("large.sqlite")
    let writing = try EventLog.create(at: path)
    var source = SampleEvents()
    let batch = 1000
    var time = 0.0
    var events = 0
    for start in stride(from: 0, to: bench.events, by: batch) {
      let new = source.next(min(batch, bench.events - start))
      let now = source.now
      let spent = try seconds { try writing.append(new, actor: "bench", now: now) }
      // The rate of the second half, where indexes are large.
      if start >= bench.events / 2 {
        time += spent
        events += new.count
      }
    }
    lastRate = Double(events) / time
    memory = residentMemory()
    writing.close()
    bytesPerEvent = bench.folder.size("large.sqlite") / Double(bench.events)
    log = try EventLog.openForReading(at: path)
  }

  deinit { log.close() }
}

/// Bulk appending and the size of the file.
func bulkFigures(_ bench: LogBench) throws -> [Figure] {
  let book = try bench.largeBook.get()
  let count = grouped(Double(bench.events))
  return [
    Figure(
      name: "append, batch 1 000, second half of \(count)", measured: "\(grouped(book.lastRate))/s", yardstick: "",
      required: "", isMet: nil),
    Figure(
      name: "memory while appending \(count)", measured: "\(grouped(book.memory)) MB", yardstick: "", required: "",
      isMet: nil),
    Figure(
      name: "bytes an event", measured: grouped(book.bytesPerEvent), yardstick: "", required: "≤ 560",
      isMet: book.bytesPerEvent <= 560),
  ]
}
