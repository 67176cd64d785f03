import Vocabulary

/// The spans of traces that are still coming: a trace counts as complete when none of its spans came for so long. Where more
/// spans are held than may be, those traces that came first count as complete at once.
///
/// Cost: constant a span, and a pass over the traces each half of the quiet time.
struct LiveTraces {
  private struct Key: Hashable {
    let high: UInt64
    let low: UInt64
  }

  private struct Trace {
    var spans: [SpanRecord]
    var lastArrival: Timestamp
  }

  private var traces: [Trace] = []
  private var index: [Key: Int] = [:]
  /// How many spans are held.
  private(set) var held = 0
  private var lastSweep: Timestamp?
  private let quiet: Double
  private let limit: Int

  init(quietSeconds: Double, limit: Int) {
    quiet = quietSeconds
    self.limit = limit
  }

  mutating func add(_ span: SpanRecord, at now: Timestamp) {
    held += 1
    let key = Key(high: span.traceHigh, low: span.traceLow)
    if let known = index[key] {
      traces[known].spans.append(span)
      traces[known].lastArrival = now
    } else {
      index[key] = traces.count
      traces.append(Trace(spans: [span], lastArrival: now))
    }
  }

  /// Hands on the traces that count as complete by now, in the order in which they began to come.
  mutating func complete(at now: Timestamp, _ handOn: ([SpanRecord]) -> Void) {
    let isDue = lastSweep.map { now.seconds(since: $0) >= quiet / 2 } ?? true
    guard isDue || held > limit else { return }
    lastSweep = now
    // Room for a while, so that not every span costs a pass.
    var excess = held > limit ? held - limit / 2 : 0
    var kept: [Trace] = []
    for trace in traces {
      if excess > 0 || now.seconds(since: trace.lastArrival) >= quiet {
        excess -= trace.spans.count
        held -= trace.spans.count
        handOn(trace.spans)
      } else {
        kept.append(trace)
      }
    }
    guard kept.count < traces.count else { return }
    traces = kept
    index = [:]
    index.reserveCapacity(kept.count)
    for (position, trace) in kept.enumerated() {
      index[Key(high: trace.spans[0].traceHigh, low: trace.spans[0].traceLow)] = position
    }
  }

  /// Hands on all that is left.
  mutating func finish(_ handOn: ([SpanRecord]) -> Void) {
    for trace in traces { handOn(trace.spans) }
    traces = []
    index = [:]
    held = 0
  }
}
