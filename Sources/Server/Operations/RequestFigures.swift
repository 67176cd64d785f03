import Metrics
import Synchronization

/// What is counted with every request: its handles are made once, as their names and labels cost more than the counting.
final class RequestFigures: Sendable {
  private struct Handles {
    let timer: Metrics.Timer
    var counters: [Int: Counter] = [:]
  }

  private let figures: Figures
  private let known = Mutex<[String: Handles]>([:])

  init(_ figures: Figures) { self.figures = figures }

  /// Counts an answer of an operation, of which there are few.
  func note(_ operation: String, status: Int, nanoseconds: Int64) {
    let family = status / 100
    let (timer, counter) = known.withLock { known in
      var handles =
        known[operation]
        ?? Handles(
          timer: Metrics.Timer(
            label: "faultbook_http_request_duration_seconds", dimensions: [("operation", operation)], factory: figures))
      if let counter = handles.counters[family] { return (handles.timer, counter) }
      let counter = Counter(
        label: "faultbook_http_requests", dimensions: [("operation", operation), ("status", "\(family)xx")],
        factory: figures)
      handles.counters[family] = counter
      known[operation] = handles
      return (handles.timer, counter)
    }
    counter.increment()
    timer.recordNanoseconds(nanoseconds)
  }
}
