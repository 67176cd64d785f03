import EventLog
import Foundation
import Synchronization
import Vocabulary

/// How long after its acknowledgement a follower on a log of its own gets an event.
func visibilityFigures(_ bench: LogBench) throws -> [Figure] {
  let waits = try bench.folder.withBook("visible.sqlite") { try followingWaits($0) }
  let p99 = percentile(waits, 0.99)
  return [
    Figure(
      name: "a follower sees an acknowledged event, p99", measured: "\((p99 * 10).rounded() / 10) ms",
      required: "≤ 50 ms", isMet: p99 <= 50)
  ]
}

/// Milliseconds from the acknowledgement of each event to its sight.
private func followingWaits(_ log: EventLog) throws -> [Double] {
  let reader = try EventLog.openForReading(at: log.path)
  defer { reader.close() }
  let seen = Mutex<[Int64: ContinuousClock.Instant]>([:])
  let count = 500
  let done = DispatchSemaphore(value: 0)
  Task {
    for try await event in reader.follow() {
      seen.withLock { $0[event.position] = .now }
      if event.position == Int64(count) { break }
    }
    done.signal()
  }
  var source = SampleEvents()
  var acknowledged: [ContinuousClock.Instant] = []
  for _ in 0..<count {
    try log.append(source.next(1), actor: "bench", now: source.now)
    acknowledged.append(.now)
    usleep(3000)
  }
  done.wait()
  return seen.withLock { seen in
    acknowledged.enumerated().map { index, instant in
      max(0, ((seen[Int64(index) + 1] ?? instant) - instant).seconds * 1000)
    }
  }
}
