import Beliefs
import Judgement
import Planner
import Vocabulary

extension PeriodReport {
  /// The report for programs: what ``KnowledgeBase/replayBetween(from:to:view:top:)`` answers, with `"position"`, `"roots": {"before", "after"}`,
  /// `"coverage": {"before", "after"}`, `"passes": {"claimed", "sound"}`, `"audit": [{"check", "runs"}]`, `"quality": {"states", "brier",
  /// "logLoss", "calibration": [{"from", "to", "states", "said", "seen"}]}?`, `"taught": [{"stream", "bits", "deliveredBits",
  /// "discoveredBits", "symptomBits", "promisedBits"?}]`, `"stale": [{"belief", "days", "new"}]`, `"plannedFor"` (an environment or null), `"next": [proposal]`, `"files": […]`.
  var json: JSON {
    func place(_ source: ProjectionSource) -> JSON {
      .compact(("position", .integer(source.state.position)), ("now", .string(source.now.description)))
    }
    let audit: [JSON] = account.audit.filter { !$0.hits.isEmpty }.map { finding in
      .compact(("check", .string(finding.check.name)), ("runs", .array(finding.hits.map { .string($0.run) })))
    }
    let taught: [JSON] = account.lessons.map { lesson in
      .compact([("stream", .string(lesson.stream))] + lesson.bitMembers)
    }
    let stale: [JSON] = staleBeliefs.map {
      .compact(("belief", .string($0.belief.id)), ("days", .number($0.days)), ("new", .bool($0.isNew)))
    }
    return .compact(
      [("position", .integer(account.position)), ("from", place(before)), ("to", place(after))]
        + account.news.members
        + account.comparison.members + [
          ("roots", .compact(("before", .string(account.roots.before)), ("after", .string(account.roots.after)))),
          (
            "coverage",
            .compact(
              ("before", .number(before.scoreboard.coverage)), ("after", .number(after.scoreboard.coverage)))
          ),
          (
            "passes",
            .compact(
              ("claimed", .integer(Int64(account.passes.claimed))), ("sound", .integer(Int64(account.passes.sound))))
          ), ("audit", .array(audit)), ("quality", quality.map(PeriodReport.json) ?? .null), ("taught", .array(taught)),
          ("stale", .array(stale)), ("plannedFor", account.place.environment.map { .string($0) } ?? .null),
          ("next", .array((account.plan?.proposals ?? []).map(\.json))),
          ("files", .array(account.files.map(\.json))),
        ])
  }

  private static func json(_ quality: ForecastQuality) -> JSON {
    let bands: [JSON] = quality.calibration.map { band in
      .compact(
        ("from", .number(band.from)), ("to", .number(band.to)), ("states", .integer(Int64(band.count))),
        ("said", .number(band.said)), ("seen", .number(band.seen)))
    }
    return .compact(
      ("states", .integer(Int64(quality.count))), ("brier", .number(quality.brier)),
      ("logLoss", .number(quality.logLoss)), ("calibration", .array(bands)))
  }
}
