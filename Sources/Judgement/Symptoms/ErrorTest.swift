import Vocabulary

/// Whether the share of failed requests rose: pooled over the windows by their requests, against a floor and against
/// the binomial noise of so many requests.
///
///     z = (p₁ − p₀) / √( p (1−p) (1/N₀ + 1/N₁) ),   p = (k₀ + k₁ + ½) / (N₀ + N₁ + 1)
///
/// One failure among nineteen requests is a rise of 5 % and no evidence of one. Where no request rate was sampled a
/// window counts as ``JudgeConstants/assumedRequests``.
struct ErrorTest {
  private let series: Series
  private let timeline: Timeline
  private let constants: JudgeConstants
  private let before: Double
  private let rise: Double
  private let standardError: Double
  private let requestsBefore: Double
  private let requests: (Window) -> Double

  /// Nil where the series has no window on one of the sides: unknown.
  init?(_ series: Series, rates: Series?, usualRate: Double?, _ timeline: Timeline, _ constants: JudgeConstants) {
    let baseline = series.baseline
    let fault = series.fault
    guard !baseline.isEmpty, !fault.isEmpty, series.failures(baseline[0]) != nil else { return nil }
    var rateAt: [Double: Double] = [:]
    if let rates { for window in rates.windows { rateAt[window.end] = rates.perSecond(window.value) } }
    let requests = { (window: Window) -> Double in
      guard let rate = rateAt[window.end] ?? usualRate else { return constants.assumedRequests }
      return max(1, rate * (window.width > 0 ? window.width : 1))
    }
    func pooled(_ windows: [Window]) -> (failed: Double, of: Double) {
      windows.reduce((0, 0)) { ($0.0 + requests($1) * (series.failures($1) ?? 0), $0.1 + requests($1)) }
    }
    let (failedBefore, ofBefore) = pooled(baseline)
    let (failedUnder, ofUnder) = pooled(fault)
    self.series = series
    self.timeline = timeline
    self.constants = constants
    self.requests = requests
    before = failedBefore / ofBefore
    requestsBefore = ofBefore
    rise = failedUnder / ofUnder - before
    let share = (failedBefore + failedUnder + 0.5) / (ofBefore + ofUnder + 1)
    standardError = (max(share * (1 - share), 1e-12) * (1 / ofBefore + 1 / ofUnder)).squareRoot()
  }

  /// What the series says; nil where it is not degraded and covers too little of the fault to be steady.
  var evidence: Evidence? {
    let floor = constants.errorRise
    let isDegraded = rise >= floor && rise / standardError >= constants.errorSigmas
    guard isDegraded || series.coverage >= constants.steadyCoverage else { return nil }
    let beyond = Statistics.normal((rise - floor) / standardError)
    var evidence = Evidence(
      source: series.source, isDegraded: isDegraded, confidence: isDegraded ? beyond : 1 - beyond)
    guard isDegraded else { return evidence }
    evidence.onset = Evidence.onset(series.windows) { more($0) >= max(floor, rise / 2) }
    evidence.recovery = Evidence.recovery(series.windows, timeline) { window in
      let usual = (before * requestsBefore + 0.5) / (requestsBefore + 1)
      return more(window) < max(floor, 2 * (usual * (1 - usual) / requests(window)).squareRoot())
    }
    return evidence
  }

  private func more(_ window: Window) -> Double { (series.failures(window) ?? 0) - before }
}

extension Series {
  /// The share of failed requests that a window states; nil where the unit is no ratio.
  func failures(_ window: Window) -> Double? { Metric.errorRate(metric, window.value, unit) }
}
