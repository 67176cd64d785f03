import Vocabulary

/// A change that two neighbouring windows show: it lies between the end of the one in which it had not happened and the end of
/// the one in which it had, in seconds after what the clause counts from.
struct Change {
  /// The end of the last window in which it had not happened; 0 without one.
  let from: Double
  /// Whether there is such a window: else nobody looked between the time that the clause counts from and the change.
  let isSeenBefore: Bool
  /// The end of the first window in which it had: what counts as its time.
  let by: Double
  /// The length of that window.
  let width: Double
  /// Whether the two windows lie next to each other, or further apart than a window is long.
  let isWatched: Bool

  init(_ window: Window, after last: Double?, tolerating width: Double, since start: Double) {
    isSeenBefore = last != nil
    let last = last ?? start
    from = max(last - start, 0)
    by = window.end - start
    self.width = window.width
    isWatched = window.end - window.width - max(last, start) <= width
  }
}

extension ClaimJudge {
  /// When a metric crossed the threshold of a clause, counted from the injection.
  enum Crossing {
    /// It had before the fault.
    case already
    case at(Change, windows: [Window])
    case never(until: Double, windows: [Window])
  }

  func crossing(_ clause: Clause, _ bound: Bound) -> Result<Crossing, FindingError> {
    reading(clause, bound).flatMap { reading in
      let name = "\(bound.metric) of \(clause.subject)"
      let usual = reading.usual
      if usual == nil, bound.isRelative {
        return .failure(FindingError("\(name) has no baseline to compare with"))
      }
      let hasCrossed = { (window: Window) in bound.measure(window.value, over: usual).map(bound.holds) ?? false }
      if let last = reading.baseline.last, hasCrossed(last) { return .success(.already) }
      let since = reading.windows.filter { $0.end > 0 && $0.part != .baseline }
      guard let last = since.last else {
        return .failure(FindingError("nothing of \(name) was measured after the injection"))
      }
      guard let index = since.firstIndex(where: hasCrossed) else {
        return .success(.never(until: last.end, windows: since))
      }
      let before = index > 0 ? since[index - 1] : nil
      let change = Change(
        since[index], after: before?.end, tolerating: max(since[index].width, before?.width ?? 0), since: 0)
      return .success(.at(change, windows: since))
    }
  }

  /// A change against the clause's limit.
  func decided(
    _ change: Change, _ clause: Clause, _ words: String, _ before: String, over windows: [Window]
  ) -> Finding {
    decided(
      change, limit: clause.withinSeconds ?? .infinity, words, before,
      figures(seconds: change.by, clause, over: windows))
  }

  /// A change that came by the limit is in time, one that had not come at the limit is late; where the limit lies in a gap in which
  /// nobody looked, it is not known.
  func decided(
    _ change: Change, limit: Double, _ words: String, _ before: String, _ numbers: ClauseFigures
  ) -> Finding {
    if change.by > limit, change.from < limit, !change.isWatched {
      return .inconclusive(
        change.isSeenBefore
          ? "\(words); nobody looked between \(Format.number(change.from)) s, when it \(before), and \(Format.number(change.by)) s"
          : "\(words); nobody looked earlier",
        numbers)
    }
    return Finding(
      outcome: change.by <= limit ? .supported : .refuted, actual: Format.number(change.by), evidence: words,
      unit: "s", figures: numbers)
  }

  /// A time against the clause's limit.
  func timed(_ time: Evidence.Recovery, _ clause: Clause, _ words: String, _ numbers: ClauseFigures) -> Finding {
    let limit = clause.withinSeconds ?? .infinity
    switch time {
    case .unseen: return .inconclusive("\(words); nothing was observed after the fault", numbers)
    case .recovered(let seconds):
      return Finding(
        outcome: seconds <= limit ? .supported : .refuted, actual: Format.number(seconds), evidence: words, unit: "s",
        figures: numbers)
    case .lasting(let seconds) where seconds >= limit || limit == .infinity:
      return Finding(
        outcome: .refuted, actual: "more than \(Format.number(seconds))", evidence: words, unit: "s",
        figures: numbers)
    case .lasting(let seconds):
      return .inconclusive(
        "\(words); not back after \(Format.number(seconds)) s, when the record ends", numbers)
    }
  }

  /// What nobody noticed: refuted where enough of the time was looked at until it was due.
  func unnoticed(
    _ clause: Clause, until: Double, _ words: String, _ numbers: ClauseFigures, covering windows: [Window]? = nil
  ) -> Finding {
    guard until >= clause.withinSeconds ?? 0, until > 0 else {
      return .inconclusive("\(words); observed for only \(Format.number(until)) s", numbers)
    }
    if let windows, !covers(windows, until: clause.withinSeconds ?? until) {
      return .inconclusive("\(words); hardly anybody looked until it was due", numbers)
    }
    return Finding(outcome: .refuted, actual: "never", evidence: words, unit: "s", figures: numbers)
  }

  /// Whether windows cover enough of the time from the injection to a deadline. Windows without length are instants: one is enough.
  func covers(_ windows: [Window], until deadline: Double) -> Bool {
    guard deadline > 0 else { return true }
    if windows.contains(where: { $0.width == 0 && $0.end <= deadline }) { return true }
    let covered = windows.reduce(0) { $0 + max(0, min($1.end, deadline) - max($1.end - $1.width, 0)) }
    return covered >= constants.steadyCoverage * deadline
  }
}

extension Evidence.Recovery {
  /// So many seconds after the clearing; nil where it was not seen to end.
  var seconds: Double? { if case .recovered(let seconds) = self { seconds } else { nil } }
}
