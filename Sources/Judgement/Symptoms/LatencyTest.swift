import Vocabulary

/// Whether a series of latencies rose: the logarithm of the ratio of medians, fault over baseline, against a floor and
/// against its own noise.
///
///     e  = ln median(fault) − ln median(baseline)
///     σ² = (ν₀ s₀² + Σ (ln xᵢ − median)²) / (ν₀ + n − 1)          over the n windows of the baseline
///     s₀² = τ² + (σ₁ · min(k_q / √r, c))²                         r requests a window, k_q by quantile
///     se = σ √(1/n + 1/m)                                         m windows under the fault
///
/// Degraded: e ≥ floor and e / se ≥ z · (1 + 0.2 ln S), S the number of series that look at the node. The prior s₀ is what
/// makes a single clean bucket enough: it says how far medians of so many requests wander by themselves. Scaling all
/// latencies by a constant changes nothing, but against an objective.
struct LatencyTest {
  private let series: Series
  private let timeline: Timeline
  private let constants: JudgeConstants
  private let centre: Double
  private let effect: Double
  private let noise: Double
  private let standardError: Double
  private let floor: Double

  /// Nil where the series has no positive latency on one of the sides: unknown.
  init?(
    _ series: Series, requestsPerSecond: Double?, objectiveMs: Double?, _ timeline: Timeline,
    _ constants: JudgeConstants
  ) {
    func logs(_ windows: [Window]) -> [Double] { windows.map(\.value).filter { $0 > 0 }.map(Statistics.ln) }
    let baseline = logs(series.baseline)
    let fault = logs(series.fault)
    guard let centre = Statistics.median(baseline), let under = Statistics.median(fault) else { return nil }
    self.series = series
    self.timeline = timeline
    self.constants = constants
    self.centre = centre
    effect = under - centre

    let width = Statistics.median(series.windows.map(\.width)) ?? 0
    let requests = requestsPerSecond.map { max($0 * width, 1) } ?? constants.assumedRequests
    let factor = min(Metric.quantileFactor(series.metric) / requests.squareRoot(), constants.extremeFactor)
    let sampling = constants.requestSpread * factor
    let prior = constants.windowNoise * constants.windowNoise + sampling * sampling
    let scatter = baseline.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let weight = constants.noiseWeight
    noise = ((weight * prior + scatter) / (weight + Double(baseline.count - 1))).squareRoot()
    standardError = noise * (1 / Double(baseline.count) + 1 / Double(fault.count)).squareRoot()

    var floor = Statistics.ln(constants.latencyRatio)
    if let objectiveMs, let usual = series.milliseconds(series.baselineMedian), usual > 0 {
      floor = max(floor, Statistics.ln(1 + constants.objectiveShare * objectiveMs / usual))
    }
    self.floor = floor
  }

  /// What the series says, as one of `count` that look at the same node; nil where it is not degraded and covers too
  /// little of the fault to be steady.
  func evidence(among count: Int) -> Evidence? {
    let asked = constants.latencySigmas * (1 + constants.sigmasPerSeries * Statistics.ln(Double(max(count, 1))))
    let isDegraded = effect >= floor && effect / standardError >= asked
    guard isDegraded || series.coverage >= constants.steadyCoverage else { return nil }
    let beyond = Statistics.normal((effect - floor) / standardError)
    var evidence = Evidence(
      source: series.source, isDegraded: isDegraded, confidence: isDegraded ? beyond : 1 - beyond)
    guard isDegraded else { return evidence }
    let shown = max(floor, effect / 2)
    evidence.onset = Evidence.onset(series.windows) { rise($0) >= shown }
    let usual = max(floor, 2 * noise)
    evidence.recovery = Evidence.recovery(series.windows.filter { $0.value > 0 }, timeline) { rise($0) < usual }
    return evidence
  }

  private func rise(_ window: Window) -> Double { window.value > 0 ? Statistics.ln(window.value) - centre : -.infinity }
}

extension Series {
  /// The median of the baseline's values.
  var baselineMedian: Double { Statistics.median(baseline.map(\.value)) ?? 0 }

  /// Where a piece of evidence comes from, in words.
  var source: String {
    switch subject {
    case .node: metric
    case .dependency(let link, .caller): "\(metric) as \(link.caller) sees it"
    case .dependency(let link, .callee): "\(metric) of calls from \(link.caller)"
    }
  }
}
