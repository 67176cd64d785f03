import Vocabulary

/// The samples of one run, in the order in which they came.
///
/// A run of a day has hundreds of thousands of them, of a few dozen series. So what names a series is kept once, and of a
/// sample its numbers: 40 bytes, where the event's payload takes some 140. Reading one makes its payload again.
public struct SampleRows: RandomAccessCollection, Sendable {
  /// What of a sample is its own.
  struct Row {
    let at: Timestamp
    let value: Double
    /// Negative where the sample states none.
    private let statedWindow: Double
    let series: Int32
    let phase: Phase?

    init(_ payload: MetricSampled, at: Timestamp, series: Int32) {
      self.at = at
      value = payload.value
      statedWindow = payload.windowSeconds ?? -1
      self.series = series
      phase = payload.phase
    }

    var windowSeconds: Double? { statedWindow < 0 ? nil : statedWindow }
  }

  /// What the samples are of, in the order of their first.
  private(set) var keys: [SeriesKey] = []
  private(set) var rows: [Row] = []
  private var known: [SeriesKey: Int32] = [:]

  /// No samples.
  public init() {}

  /// Adds a sample. Amortised O(1).
  mutating func append(_ payload: MetricSampled, at: Timestamp) {
    let key = SeriesKey(subject: payload.subject, metric: payload.metric, unit: payload.unit)
    let series: Int32
    if let old = known[key] {
      series = old
    } else {
      series = Int32(keys.count)
      keys.append(key)
      known[key] = series
    }
    rows.append(Row(payload, at: at, series: series))
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { rows.count }

  public subscript(position: Int) -> RunRecord.Sample {
    let row = rows[position]
    let key = keys[Int(row.series)]
    return RunRecord.Sample(
      MetricSampled(
        subject: key.subject, metric: key.metric, value: row.value, unit: key.unit, phase: row.phase,
        windowSeconds: row.windowSeconds), at: row.at)
  }

  /// Calls `body` with the samples of one series after another, the series in their own order. Cost: the samples, and
  /// memory for those of the longest series.
  func forEachSeries(_ body: (SeriesKey, [Row]) -> Void) {
    // The places of every series' rows, one series behind another: first where each begins.
    var first = [Int](repeating: 0, count: keys.count + 1)
    for row in rows { first[Int(row.series) + 1] += 1 }
    for series in keys.indices { first[series + 1] += first[series] }
    var next = first
    var places = [Int32](repeating: 0, count: rows.count)
    for (place, row) in rows.enumerated() {
      places[next[Int(row.series)]] = Int32(place)
      next[Int(row.series)] += 1
    }
    for series in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
      body(keys[series], places[first[series]..<first[series + 1]].map { rows[Int($0)] })
    }
  }
}
