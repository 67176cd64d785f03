import Vocabulary

/// One metric of a clause's subject, read in the clause's unit: its own samples, else what its callers measure of it.
struct Reading {
  let metric: String
  let unit: String
  /// Every window, by end.
  let windows: [Window]
  let baseline: [Window]
  let fault: [Window]
  /// The share of the fault's time that is covered by the best of the series that were read; see ``Series/wholeCoverage``.
  let coverage: Double
  /// The requests behind a window; for shares of requests, which are pooled and not ranked.
  let weight: (Window) -> Double

  /// Why a metric cannot be read.
  enum Missing: Error {
    /// Nobody measured it of this subject.
    case notMeasured
    /// It was measured in a unit that does not convert.
    case unit(String)
  }

  init(_ node: NodeID, _ metric: String, in asked: String?, from run: RunSeries) throws(Missing) {
    var found = run.own(node, metric)
    let other =
      metric == Metric.errorRate ? Metric.availability : metric == Metric.availability ? Metric.errorRate : nil
    if found.isEmpty, let other { found = run.own(node, other) }
    if found.isEmpty { found = run.fromCallers(node).filter { $0.metric == metric } }
    if found.isEmpty, let other { found = run.fromCallers(node).filter { $0.metric == other } }
    guard let first = found.first else { throw .notMeasured }
    let unit = asked ?? (first.metric == metric ? first.unit : "ratio")
    var windows: [Window] = []
    var baseline: [Window] = []
    var fault: [Window] = []
    for series in found {
      func converted(_ list: [Window]) -> [Window] {
        list.compactMap { window in
          Metric.value(of: metric, from: series.metric, window.value, unit: series.unit, in: unit).map {
            Window(end: window.end, width: window.width, value: $0, part: window.part)
          }
        }
      }
      windows += converted(series.windows)
      baseline += converted(series.baseline)
      fault += converted(series.fault)
    }
    guard !windows.isEmpty else { throw first.windows.isEmpty ? .notMeasured : .unit(first.unit) }
    func ordered(_ list: [Window]) -> [Window] { list.sorted { ($0.end, $0.value) < ($1.end, $1.value) } }
    self.metric = metric
    self.unit = unit
    self.windows = ordered(windows)
    self.baseline = ordered(baseline)
    self.fault = ordered(fault)
    coverage = found.map { $0.fault.isEmpty ? 0 : $0.wholeCoverage }.max() ?? 0
    var rates: [Double: Double] = [:]
    for series in run.own(node, Metric.requestRate) {
      for window in series.windows { rates[window.end] = series.perSecond(window.value) }
    }
    weight = { rates[$0.end] ?? 1 }
  }

  /// Whether the metric is a share of requests.
  var isShare: Bool { metric == Metric.errorRate || metric == Metric.availability }

  /// What the metric was like over some windows, for a comparison: a share of requests pooled by its requests; of any
  /// other metric the window that fits the comparison worst, after the tolerated share of windows. Nil of none.
  func summary(of windows: [Window], for comparison: Comparison, tolerating share: Double) -> Double? {
    guard !windows.isEmpty else { return nil }
    if isShare {
      let total = windows.reduce(0) { $0 + weight($1) }
      if total > 0 { return windows.reduce(0) { $0 + weight($1) * $1.value } / total }
    }
    let values = windows.map(\.value).sorted()
    let tolerated = Int(share * Double(values.count))
    switch comparison {
    case .less, .atMost: return values[values.count - 1 - tolerated]
    case .greater, .atLeast: return values[tolerated]
    case .equal: return Statistics.median(values)
    }
  }

  /// The usual value before the fault: pooled for a share of requests, else the median.
  var usual: Double? {
    isShare ? summary(of: baseline, for: .equal, tolerating: 0) : Statistics.median(baseline.map(\.value))
  }
}

/// A clause's threshold, ready to be compared: absolute, a change against the baseline, or a multiple of it.
///
/// Relative to the baseline a threshold in the metric's own unit is a change (`<= 50 ms` over the usual), one in
/// `multiple`, or as `ratio` or `percent` of a metric that is no share itself, is a quotient (`<= 1.5 x` the usual).
struct Bound {
  let comparison: Comparison
  let threshold: Double
  let unit: String
  let metric: String
  private let basis: Basis

  private enum Basis { case absolute, change, quotient }

  /// Nil where the clause has no metric or no threshold.
  init?(_ clause: Clause) {
    guard let metric = clause.metric, let threshold = clause.threshold, let unit = clause.unit else { return nil }
    self.metric = metric
    self.threshold = threshold
    self.unit = unit
    comparison = clause.comparison ?? Metric.goodComparison(metric)
    let isShare = metric == Metric.errorRate || metric == Metric.availability || metric == Metric.cpu
    let isNumber = Unit(named: unit)?.convert(1, to: .ratio) != nil
    let isMultiple = Unit(named: unit)?.convert(1, to: .multiple) != nil
    basis =
      clause.relativeTo == .absolute ? .absolute : isMultiple || isNumber && !isShare ? .quotient : .change
  }

  /// The unit in which the metric is to be read; nil for its own, where only the quotient matters.
  var readingUnit: String? { basis == .quotient ? nil : unit }

  /// A value as the clause states it: itself, its change, or its quotient. Nil where the baseline is missing or zero.
  func measure(_ value: Double, over usual: Double?) -> Double? {
    switch basis {
    case .absolute: return value
    case .change: return usual.map { value - $0 }
    case .quotient:
      guard let usual, usual != 0 else { return nil }
      let quotient = value / usual
      return Unit(named: unit).flatMap { unit in
        Unit.multiple.convert(quotient, to: unit) ?? Unit.ratio.convert(quotient, to: unit)
      }
    }
  }

  /// Whether a measured value satisfies the clause.
  func holds(_ measured: Double) -> Bool { comparison.holds(measured, threshold) }

  /// Whether it takes a baseline to tell.
  var isRelative: Bool { basis != .absolute }

  /// `latency_p99 <= 500 ms`, `latency_p99 <= 50 ms over the baseline`, `latency_p99 <= 1.5 ratio of the baseline`.
  var words: String {
    let basis =
      switch basis {
      case .absolute: ""
      case .change: " over the baseline"
      case .quotient: " of the baseline"
      }
    return "\(metric) \(comparison.rawValue) \(Format.number(threshold)) \(unit)\(basis)"
  }
}
