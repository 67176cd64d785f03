import EventLog
import Foundation
import Vocabulary

/// A book of many events, made by appending them in batches.
struct LargeBook {
  /// The file's name in the work folder.
  let name: String
  /// How many events.
  let events: Int
  /// The size of the file by the number of events.
  let bytesPerEvent: Double

  init(_ folder: WorkFolder, events: Int) throws {
    name = "large-\(events).sqlite"
    self.events = events
    let log = try EventLog.create(at: folder.path(name))
    var source = SampleEvents()
    for start in stride(from: 0, to: events, by: 1000) {
      try log.append(source.next(min(1000, events - start)), actor: "bench", now: source.now)
    }
    log.close()
    bytesPerEvent = folder.size(name) / Double(events)
  }
}

/// The size of the file.
func sizeFigures(_ bench: LogBench) throws -> [Figure] {
  let bytes = try bench.largeBook.get().bytesPerEvent
  return [
    Figure(
      name: "bytes an event, \(SampleEvents.payloadBytes) of them payload", measured: grouped(bytes), required: "≤ 560",
      isMet: bytes <= 560)
  ]
}
