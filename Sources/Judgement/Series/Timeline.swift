import Vocabulary

/// The times of a run, in seconds after the first injection: which windows show the system before, under and after the
/// fault.
struct Timeline {
  /// What a window shows.
  enum Part: Hashable {
    /// The system as it was.
    case baseline
    /// The system under the fault.
    case fault
    /// The system after the fault was cleared.
    case recovery
    /// Two of them at once, or a time that belongs to none: no evidence of a state.
    case mixed
  }

  /// The first injection; the run's start where nothing was injected.
  let origin: Timestamp
  /// Whether anything was injected.
  let isInjected: Bool
  /// When the fault acted; the last one ends with the record where nobody cleared it.
  let faults: [(start: Double, end: Double)]
  /// Whether the last fault was cleared.
  let isCleared: Bool
  /// For how long the fault acted and somebody looked, in seconds.
  let faultSeconds: Double
  /// For how long the fault acted, looked at or not; as ``faultSeconds`` where nobody cleared it.
  let wholeFaultSeconds: Double
  private let baseline: (from: Double, to: Double)?
  private let constants: JudgeConstants

  init(_ run: RunRecord, _ constants: JudgeConstants) {
    let origin = run.injections.first?.at ?? run.startedAt
    var faults: [(start: Double, end: Double)] = []
    var open: Double?
    // A clearing at the instant of an injection ends what was injected before it.
    let marks =
      run.injections.map { (at: $0.at.seconds(since: origin), isClear: false) }
      + run.clears.map { (at: $0.seconds(since: origin), isClear: true) }
    for mark in marks.sorted(by: { $0.at == $1.at ? $0.isClear && !$1.isClear : $0.at < $1.at }) {
      if mark.isClear {
        if let start = open { faults.append((start, mark.at)) }
        open = nil
      } else if open == nil {
        open = mark.at
      }
    }
    isCleared = open == nil && !faults.isEmpty
    if let start = open { faults.append((start, .infinity)) }
    let observedUntil = run.samples.rows.lazy.map { $0.at.seconds(since: origin) }.max() ?? 0
    faultSeconds = faults.reduce(0) { $0 + max(0, min($1.end, observedUntil) - $1.start) }
    wholeFaultSeconds = faults.reduce(0) { $0 + ($1.end.isFinite ? $1.end : max($1.start, observedUntil)) - $1.start }
    self.origin = origin
    self.isInjected = !run.injections.isEmpty
    self.faults = faults
    self.baseline = run.start.baseline.map { ($0.from.seconds(since: origin), $0.to.seconds(since: origin)) }
    self.constants = constants
  }

  /// When the last fault was cleared, in seconds after the first injection; infinite where it was not.
  var cleared: Double { faults.last?.end ?? .infinity }

  /// The share of a window that lies under the fault: 0…1. A window without length is an instant.
  func faultShare(end: Double, width: Double) -> Double {
    guard width > 0 else { return faults.contains { $0.start < end && end <= $0.end } ? 1 : 0 }
    return faults.reduce(0) { $0 + max(0, min(end, $1.end) - max(end - width, $1.start)) } / width
  }

  /// What a window shows. A phase that the sample states wins over the run's times.
  func part(end: Double, width: Double, stated: Phase?) -> Part {
    switch stated {
    case .baseline: return .baseline
    case .fault: return .fault
    case .recovery: return .recovery
    case nil: break
    }
    guard isInjected else { return isWithinBaseline(end: end, width: width) ? .baseline : .mixed }
    let share = faultShare(end: end, width: width)
    let begin = end - width
    if begin < 0 || width == 0 && end <= 0, share <= constants.baselineOverlap, end < cleared {
      return isWithinBaseline(end: end, width: width) ? .baseline : .mixed
    }
    if share >= constants.faultOverlap { return .fault }
    return begin >= cleared ? .recovery : .mixed
  }

  private func isWithinBaseline(end: Double, width: Double) -> Bool {
    guard let baseline else { return true }
    return end >= baseline.from && end - width / 2 <= baseline.to
  }
}
