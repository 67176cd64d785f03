import Beliefs
import EventLog
import GRDB
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// What was learned between two places of the log: events, runs and verdicts, the beliefs that moved, scores and coverage
  /// before and after, findings, surprises, new dependencies. Each side is seen at its own book time, unless the view says *now*.
  ///
  /// Both places are of one kind: positions and recorded times, or occurred times. Shape: `{"position", "from": {"position", "now"}, "to": …, "events":
  /// {type: count}, "runs": […], "findings": {"opened", "resolved"}, "surprises": […], "dependencies": {"appeared", "retired"}, "policy",
  /// "scores", "beliefs", "moved", "bits", …}`, the latter as of ``replayWhatIf(view:top:)``.
  ///
  /// Cost: two states, their inference, and the events between (with occurred times, the log).
  ///
  /// - Parameter endName: what names the later place where the question was asked, for refusals.
  public func replayBetween(
    from: View.AsOf, to: View.AsOf, view: View = View(), top: Int = 20, endName: String = "--to"
  ) throws -> Answer {
    try translating {
      let (before, after, news) = try learned(from: from, to: to, view: view, endName: endName)
      let comparison = SideBySide(learnedFrom: before, to: after, top: top)
      func place(_ source: ProjectionSource) -> JSON {
        .compact(("position", .integer(source.state.position)), ("now", .string(source.now.description)))
      }
      let json = JSON.compact(
        [("position", .integer(after.state.position)), ("from", place(before)), ("to", place(after))] + news.members
          + comparison.members)
      return Answer(
        json: json, table: comparison.beliefTable, further: [comparison.scoreTable, news.runTable, news.table],
        notes: news.notes + comparison.notes)
    }
  }

  /// The beliefs that moved most between two places of the log, as ``replayBetween(from:to:view:top:endName:)`` tells them, without what else
  /// that tells: scores are not needed for it.
  public func movedMost(from: View.AsOf, to: View.AsOf, view: View = View(), top: Int = 20) throws -> AnswerTable {
    try translating {
      let (before, after) = try sides(from: from, to: to, view: view)
      return SideBySide(learnedFrom: before, to: after, top: top).beliefTable
    }
  }

  /// Both sides of a period, each at its own book time unless the view says *now*, and what is new at the later one. Throws where
  /// the places are of different kinds or the wrong way round.
  func learned(
    from: View.AsOf, to: View.AsOf, view: View, endName: String = "--to"
  ) throws -> (before: ProjectionSource, after: ProjectionSource, news: News) {
    let (before, after) = try sides(from: from, to: to, view: view, endName: endName)
    let counts = try eventCounts(from, to, before.state.position, after.state.position)
    return (before, after, News(before, after, events: counts, isOfTheWorld: to.isOfTheWorld))
  }

  private func sides(
    from: View.AsOf, to: View.AsOf, view: View, endName: String = "--to"
  ) throws -> (before: ProjectionSource, after: ProjectionSource) {
    try checkOrder(from, to, endName)
    var earlier = view
    earlier.asOf = from
    var later = view
    later.asOf = to
    // A run that is left out may lie behind the earlier place.
    let names = Set(try plainState(earlier).knownNames)
    earlier.without = view.without.filter { names.contains($0) }
    return try (source(earlier), source(later))
  }

  private func checkOrder(_ from: View.AsOf, _ to: View.AsOf, _ endName: String) throws {
    if case .occurred(let start) = from, case .occurred(let end) = to {
      guard start <= end else { throw FaultbookError(.usage, "--from lies behind \(endName); swap them") }
      return
    }
    guard !from.isOfTheWorld, !to.isOfTheWorld else {
      throw FaultbookError(
        .usage, "--from and \(endName) are times of different kinds; give both as occurred:TIME, or neither")
    }
    let places = try (first: position(of: from), last: position(of: to))
    guard places.first <= places.last else {
      throw FaultbookError(
        .usage, try misplaced(from: from, at: places.first, until: to, at: places.last, endName))
    }
  }

  /// By type, in the vocabulary's order, how many events lie between.
  private func eventCounts(_ from: View.AsOf, _ to: View.AsOf, _ first: Int64, _ last: Int64) throws
    -> [(type: EventType, count: Int)]
  {
    var counts: [EventType: Int] = [:]
    if case .occurred(let start) = from, case .occurred(let end) = to {
      try log.readFacts(after: 0, through: head()) { event in
        if event.occurredAt > start, event.occurredAt <= end { counts[event.type, default: 0] += 1 }
      }
      counts[.metricSampled] =
        try log.sampleCount(after: 0, through: head(), occurredBy: end)
        - log.sampleCount(after: 0, through: head(), occurredBy: start)
    } else {
      try log.readFacts(after: first, through: last) { counts[$0.type, default: 0] += 1 }
      counts[.metricSampled] = try log.sampleCount(after: first, through: last)
    }
    return EventType.all.compactMap { type in counts[type].flatMap { $0 > 0 ? (type, $0) : nil } }
  }
}

extension View.AsOf {
  /// Whether it is a time of the world rather than of the log.
  fileprivate var isOfTheWorld: Bool { if case .occurred = self { true } else { false } }
}

extension BookState {
  /// The names by which runs and incidents can be left out.
  fileprivate var knownNames: [String] {
    runs.keys.flatMap { [$0, StreamFamily.run.stream($0)] }
      + incidents.keys.flatMap { [$0, StreamFamily.incident.stream($0)] }
  }
}
