import Vocabulary

/// Holds the spans of traces that are still coming, and hands a trace on when it counts as complete.
///
/// A trace may be spread over a file in any order, but a file of any size must fit. So a trace counts as complete when
/// none of the last `horizon` spans belonged to it, which is looked at whenever twice as many are held; a span that
/// comes later still stands alone. Below twice the horizon nothing is handed on before the end.
struct TraceJoiner {
  static let horizon = 100_000

  private struct Key: Hashable {
    let high: UInt64
    let low: UInt64
  }

  private struct Trace {
    var spans: [SpanRecord] = []
    var lastArrival = 0
  }

  private var traces: [Trace] = []
  private var index: [Key: Int] = [:]
  private var arrivals = 0
  private var held = 0
  private var lastSweep = 0
  private let horizon: Int

  init(horizon: Int = TraceJoiner.horizon) { self.horizon = horizon }

  /// Takes in a span; calls `complete` for every trace that counts as complete, in the order of their first spans.
  mutating func add(_ span: SpanRecord, complete: ([SpanRecord]) -> Void) {
    arrivals += 1
    held += 1
    let key = Key(high: span.traceHigh, low: span.traceLow)
    let position: Int
    if let known = index[key] {
      position = known
    } else {
      position = traces.count
      index[key] = position
      traces.append(Trace())
    }
    traces[position].spans.append(span)
    traces[position].lastArrival = arrivals
    if held >= 2 * horizon, arrivals >= lastSweep + horizon / 2 { sweep(complete) }
  }

  /// Hands on all that is left.
  mutating func finish(complete: ([SpanRecord]) -> Void) {
    for trace in traces { complete(trace.spans) }
    traces = []
    index = [:]
    held = 0
  }

  private mutating func sweep(_ complete: ([SpanRecord]) -> Void) {
    lastSweep = arrivals
    var kept: [Trace] = []
    for trace in traces {
      if trace.lastArrival + horizon <= arrivals || trace.spans.count >= horizon {
        complete(trace.spans)
        held -= trace.spans.count
      } else {
        kept.append(trace)
      }
    }
    traces = kept
    index = [:]
    for (position, trace) in kept.enumerated() {
      guard let span = trace.spans.first else { continue }
      index[Key(high: span.traceHigh, low: span.traceLow)] = position
    }
  }
}
