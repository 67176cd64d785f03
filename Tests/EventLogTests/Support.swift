import EventLog
import Foundation
import Vocabulary

/// A folder that lasts as long as this object.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }
}

/// A new book in a folder of its own.
final class TemporaryBook: Sendable {
  let folder: TemporaryFolder
  let path: String
  let log: EventLog

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("book.sqlite")
    log = try EventLog.create(at: path)
  }

  deinit { log.close() }
}

/// The clock of most tests.
let noon = Timestamp(rfc3339: "2026-03-01T12:00:00Z")!

/// A sample in the stream of a run.
func sample(
  _ id: String, run: String = "r1", source: String = "test", value: Double = 1, time: Timestamp? = noon
) -> NewEvent {
  NewEvent(
    id: id, source: source, stream: "run/\(run)", time: time,
    fact: .metricSampled(
      MetricSampled(subject: .node(.component("checkout")), metric: "latency_p99", value: value, unit: "ms")))
}

/// Samples with time-ordered ids.
func samples(_ range: Range<Int>, run: String = "r1", source: String = "test") -> [NewEvent] {
  range.map { index in
    let at = noon.advanced(bySeconds: Double(index))
    return sample(
      EventID.version7(at: at, random: (UInt64(index), UInt64(index))), run: run, source: source, value: Double(index),
      time: at)
  }
}

extension EventLog {
  /// All events.
  func all(stream: String? = nil, types: [EventType] = []) throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    try read(stream: stream, types: types) { events.append($0) }
    return events
  }
}
