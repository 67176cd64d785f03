import Vocabulary

extension ClaimJudge {
  /// The figures of a finding that rests on some windows of a metric.
  func figures(
    _ value: Double?, _ comparison: Comparison?, _ threshold: Double?, over windows: [Window]
  ) -> ClauseFigures {
    figures(
      value, comparison, threshold, samples: windows.count, from: windows.map { $0.end - $0.width }.min(),
      to: windows.map(\.end).max())
  }

  /// The figures of a time in seconds against the clause's limit.
  func figures(seconds: Double?, _ clause: Clause, over windows: [Window]) -> ClauseFigures {
    figures(seconds, clause.withinSeconds.map { _ in .atMost }, clause.withinSeconds, over: windows)
  }

  /// The figures of a finding that rests on what was seen of a clause's subject: its samples and probes' answers under the
  /// fault and, where `after` says so, behind it.
  func figures(seen clause: Clause, seconds: Double? = nil, after: Bool = false) -> ClauseFigures {
    let all = (series.own(clause.subject) + series.fromCallers(clause.subject)).flatMap { one in
      one.fault + (after ? one.recovery : [])
    }
    let asked = probes.answers(clause.subject, after: after)
    let limit = clause.withinSeconds
    return figures(
      seconds, seconds == nil || limit == nil ? nil : .atMost, seconds == nil ? nil : limit,
      samples: all.count + asked.count, from: (all.map { $0.end - $0.width } + asked).min(),
      to: (all.map(\.end) + asked).max())
  }

  private func figures(
    _ value: Double?, _ comparison: Comparison?, _ threshold: Double?, samples: Int, from: Double?, to: Double?
  ) -> ClauseFigures {
    let origin = series.timeline.origin
    let window = from.flatMap { from in
      to.map { TimeWindow(from: origin.advanced(bySeconds: from), to: origin.advanced(bySeconds: max(from, $0))) }
    }
    return ClauseFigures(
      value: value, comparison: comparison, threshold: threshold, samples: samples, window: window)
  }
}
