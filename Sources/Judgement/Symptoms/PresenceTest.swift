import Vocabulary

/// Whether a node was there at all: a crashed one has neither error rate nor latency, and shows only in `up` and in the
/// requests that no longer arrive.
enum PresenceTest {
  /// Degraded where the share of windows in which the node is down rose. A node that stays up is not thereby free of
  /// errors, so nothing is said then.
  static func up(_ series: Series, _ timeline: Timeline, _ constants: JudgeConstants) -> Evidence? {
    func down(_ windows: [Window]) -> Double {
      Double(windows.filter { $0.value < 0.5 }.count) / Double(windows.count)
    }
    let baseline = series.baseline
    let fault = series.fault
    guard !fault.isEmpty, baseline.isEmpty || down(baseline) < 0.5 else { return nil }
    guard down(fault) - (baseline.isEmpty ? 0 : down(baseline)) >= constants.downShare else { return nil }
    // Each window in which it is down halves the chance that the checks themselves failed.
    let doubt = fault.reduce(1.0) { $1.value < 0.5 ? $0 / 2 : $0 }
    var evidence = Evidence(source: series.source, isDegraded: true, confidence: 1 - doubt)
    evidence.onset = Evidence.onset(series.windows) { $0.value < 0.5 }
    evidence.recovery = Evidence.recovery(series.windows, timeline) { $0.value >= 0.5 }
    return evidence
  }

  /// Degraded where the requests to the target stopped. Asked of the target alone: elsewhere missing requests say that
  /// a caller stopped calling. A gap is no zero: without samples nothing is said.
  static func missingRequests(_ series: Series, _ timeline: Timeline, _ constants: JudgeConstants) -> Evidence? {
    let baseline = series.baseline.compactMap { series.perSecond($0.value) }
    let fault = series.fault.compactMap { series.perSecond($0.value) }
    guard let usual = Statistics.median(baseline), !fault.isEmpty, usual > 0 else { return nil }
    let seconds = series.fault.reduce(0) { $0 + ($1.width > 0 ? $1.width : 1) }
    let arrived = fault.reduce(0, +) / Double(fault.count)
    guard usual * seconds >= constants.dueRequests, arrived <= constants.missingShare * usual else { return nil }
    let isMissing = { (window: Window) in (series.perSecond(window.value) ?? usual) <= usual / 4 }
    var evidence = Evidence(source: series.source, isDegraded: true, confidence: 0.95)
    evidence.onset = Evidence.onset(series.windows, isBad: isMissing)
    evidence.recovery = Evidence.recovery(series.windows, timeline) { !isMissing($0) }
    return evidence
  }
}
