import Beliefs
import EventLog
import Judgement
import Planner
import SystemModel
import Transparency
import Vocabulary

/// Everything that a report on a period tells of, gathered once.
struct PeriodAccount {
  /// Whether both ends are times of the world, whose events lie anywhere in the log.
  let isOfTheWorld: Bool
  /// Both ends as they were asked for.
  let places: (from: View.AsOf, to: View.AsOf)
  /// How much of the log was read: up to its head where the ends are times of the world.
  let position: Int64
  let before: ProjectionSource
  let after: ProjectionSource
  let news: News
  let comparison: SideBySide
  /// What runs and incidents of the period taught, in order.
  let lessons: [Lesson]
  /// What the evidence audit finds about the runs of the period, by check.
  let audit: [EvidenceAudit.Finding]
  /// The runs of the period that their tool called a pass, and those of them that stand.
  let passes: (claimed: Int, sound: Int)
  let plan: Plan?
  /// Where the plan is for.
  let place: PlannedPlace
  /// The files that were imported in the period.
  let files: [SourceFile]
  /// The roots of the log's tree over the events of both places.
  let roots: (before: String, after: String)

  /// The beliefs told one by one.
  static let mostBeliefs = 15
}

extension KnowledgeBase {
  /// The report on what lies between two places: runs, resilience and coverage before and after, findings, incidents, how good the
  /// forecasts were and what surprised, knowledge gone stale, and what to run next.
  ///
  /// Both places are of one kind: positions and recorded times, or occurred times. Each side is seen at its own book time, unless the
  /// view says *now*. Throws as ``replayBetween(from:to:view:top:)`` does. Cost: that, one pass over the facts, and a plan.
  public func report(from: View.AsOf, to: View.AsOf, view: View = View()) throws -> Report {
    try translating { PeriodReport(account: try periodAccount(from, to, view)).report }
  }

  private func periodAccount(_ from: View.AsOf, _ to: View.AsOf, _ view: View) throws -> PeriodAccount {
    let (before, after, news) = try learned(from: from, to: to, view: view)
    let known = Set(before.lessons.map(\.stream))
    var later = view
    later.asOf = to
    let names = Set(news.runs.map(\.id))
    let runs = try AuditedRuns(log, after.state, asOf: to).all
    let audit = EvidenceAudit(AuditedArchive(runs, spacingSeconds: after.state.policy.spacingSeconds))
    let imported = after.state.imports.values.filter { before.state.imports[$0.source.sha256] == nil }
    let place = PlannedPlace(asked: view.environment, in: after.state)
    later.environment = place.environment
    let isOfTheWorld = if case .occurred = to { true } else { false }
    let position = isOfTheWorld ? try head() : after.state.position
    return PeriodAccount(
      isOfTheWorld: isOfTheWorld, places: (from, to), position: position, before: before, after: after, news: news,
      comparison: SideBySide(learnedFrom: before, to: after, top: PeriodAccount.mostBeliefs),
      lessons: after.lessons.filter { !known.contains($0.stream) },
      audit: audit.findings.map { finding in
        EvidenceAudit.Finding(check: finding.check, hits: finding.hits.filter { names.contains($0.run) })
      },
      passes: (audit.passes.count(where: names.contains), audit.soundPasses.count(where: names.contains)),
      plan: try? plan(
        NextRequest(top: 5), view: later, later.environment == view.environment ? after : try source(later)),
      place: place,
      files: imported.map { SourceFile($0) }.sorted { ($0.position, $0.sha256) < ($1.position, $1.sha256) },
      roots: (
        try root(at: isOfTheWorld ? position : before.state.position), try root(at: position)
      ))
  }

  private func root(at position: Int64) throws -> String {
    position > 0 ? try log.root(at: position).description : "none: no event yet"
  }
}
