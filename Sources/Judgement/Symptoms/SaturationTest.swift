import Vocabulary

/// Whether work piles up: a processor at its limit, a queue that grew, retries that multiply the load.
enum SaturationTest {
  /// A processor's use: degraded where its median passes the saturated share of its capacity and grew with the fault.
  static func cpu(_ series: Series, _ timeline: Timeline, _ constants: JudgeConstants) -> Evidence? {
    evidence(series, timeline, share(series)) { before, under in
      under >= constants.saturatedShare && under >= constants.latencyRatio * before
    } isBad: { before, value in
      value >= constants.saturatedShare && value >= constants.latencyRatio * before
    }
  }

  /// A queue's depth: degraded where its median grew by a factor, and by at least one full queue entry.
  static func queue(_ series: Series, _ timeline: Timeline, _ constants: JudgeConstants) -> Evidence? {
    let isBacklog = { (before: Double, value: Double) in value >= constants.queueGrowth * before && value >= before + 1
    }
    return evidence(series, timeline, { $0 }, isDegraded: isBacklog, isBad: isBacklog)
  }

  /// Retries per request: degraded where they rose by half a retry a request. Needs the node's request rate.
  static func retries(
    _ series: Series, requestsPerSecond: Double?, _ timeline: Timeline, _ constants: JudgeConstants
  ) -> Evidence? {
    guard let requestsPerSecond, requestsPerSecond > 0 else { return nil }
    let width = Statistics.median(series.windows.map(\.width)) ?? 1
    let perRequest = { (value: Double) in value / (requestsPerSecond * max(width, 1)) }
    let isAmplified = { (before: Double, value: Double) in value >= before + constants.retryAmplification }
    return evidence(series, timeline, perRequest, isDegraded: isAmplified, isBad: isAmplified)
  }

  private static func evidence(
    _ series: Series, _ timeline: Timeline, _ read: (Double) -> Double, isDegraded: (Double, Double) -> Bool,
    isBad: (Double, Double) -> Bool
  ) -> Evidence? {
    guard let before = Statistics.median(series.baseline.map { read($0.value) }),
      let under = Statistics.median(series.fault.map { read($0.value) })
    else { return nil }
    let agreeing = series.fault.filter { isBad(before, read($0.value)) == isDegraded(before, under) }.count
    let confidence = (Double(agreeing) + 0.5) / (Double(series.fault.count) + 1)
    var evidence = Evidence(source: series.source, isDegraded: isDegraded(before, under), confidence: confidence)
    guard evidence.isDegraded else { return evidence }
    evidence.onset = Evidence.onset(series.windows) { isBad(before, read($0.value)) }
    evidence.recovery = Evidence.recovery(series.windows, timeline) { !isBad(before, read($0.value)) }
    return evidence
  }

  /// Use of a processor as a fraction of its capacity: `ratio`, or a unit that begins with `percent`.
  private static func share(_ series: Series) -> (Double) -> Double {
    series.unit.hasPrefix("percent") || series.unit == "%" ? { $0 / 100 } : { $0 }
  }
}
