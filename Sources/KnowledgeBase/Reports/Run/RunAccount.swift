import Beliefs
import EventLog
import Judgement
import Planner
import SystemModel
import Transparency
import Vocabulary

/// Everything that a report on one run tells of, gathered once.
struct RunAccount {
  let run: RunState
  /// By node that was observed, its state over all symptoms.
  let stateOf: [NodeID: ObservedState]
  let start: RunStarted
  let startedAt: Timestamp
  let source: ProjectionSource
  /// The record itself, samples and probes; nil where the stream cannot be read as a run.
  let record: RunRecord?
  /// The intent as it stood when the run began.
  let intent: IntentDeclared?
  /// What it names that the book does not know, and what it does otherwise than was planned; none where the caller tells it.
  let doubts: [String]
  /// What the evidence audit finds about it.
  let findings: [(check: EvidenceCheck, why: String)]
  /// What it taught; nil where it taught nothing.
  let lesson: Lesson?
  /// What it teaches, row by row; nil where it teaches nothing.
  let evidence: RunEvidence?
  /// The beliefs right before it taught and right after.
  let beliefs: (before: BeliefBook, after: BeliefBook)?
  /// The scores right before it taught and right after.
  let scores: (before: BriefScores, after: BriefScores)?
  /// What was expected of every node before it; empty where its fault is of no class.
  let forecast: [NodeID: NodeForecast]
  /// The beliefs that it moved, the most bits first.
  let moves: [Step.Moved]
  /// What to run next.
  let plan: Plan?
  /// The environment that the plan is for.
  let plannedFor: String
  let provenance: Provenance

  /// Where it is in the log, and what it was read from.
  struct Provenance {
    let files: [SourceFile]
    let rereadings: [Rereading]
    /// The first and the last position of its stream, and how many events that has.
    let first: Int64
    let last: Int64
    let events: Int
    /// The root of the log's tree over the events that were read.
    let root: String
  }

  var state: BookState { source.state }
  var verdict: VerdictReached? { run.verdict }
  var dose: Dose { start.fault.dose(state.policy.doseBands) }

  /// `app.latency of 600 ms (high) on inventory`, or `placebo`.
  var deed: String {
    guard start.target != nil || start.targetUnnamed != nil else { return "placebo" }
    let target = start.target?.description ?? "a target that is not named"
    let size = start.fault.magnitude.map { " of \(plainNumber($0.value)) \($0.unit)" } ?? ""
    return "\(start.fault.kind)\(size) (\(dose.rawValue)) on \(target)"
  }

  /// Every node that was observed, with its state over all symptoms, in order.
  var states: [(node: NodeID, state: ObservedState)] {
    stateOf.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension KnowledgeBase {
  /// The report on one run: what was asked, what came of it clause by clause, how good the evidence is and why, what it taught in
  /// bits and in sentences, its findings, what to do next, and where all of it stands in the log.
  ///
  /// Throws for a run that the book does not hold. Cost: that of `next`, one pass over the facts and one over the run's samples.
  ///
  /// - Parameters:
  ///   - plans: whether to say what to do next, which takes longest.
  ///   - doubts: whether to say what is in doubt about its names.
  public func report(
    run id: String, view: View = View(), plans: Bool = true, doubts: Bool = true
  ) throws -> Report {
    try translating { RunReport(account: try runAccount(id, view, plans: plans, doubts: doubts)).report }
  }

  private func runAccount(_ id: String, _ view: View, plans: Bool, doubts: Bool) throws -> RunAccount {
    let source = try self.source(view)
    let state = source.state
    guard let run = state.runs[id] else { throw unknown("run", id, among: state.runs.keys) }
    guard let start = run.started, let startedAt = run.startedAt else {
      throw FaultbookError(.usage, "run \"\(id)\" has no start in the log, so there is nothing to report on yet")
    }
    let stream = StreamFamily.run.stream(id)
    let taught = Lessons.one(stream, state, history: source.history, graph: source.graph)
    let beliefs = taught.map { (before: $0.before, after: $0.after) }
    let scores = beliefs.map { source.scores(around: stream, $0) }
    var forecast: [NodeID: NodeForecast] = [:]
    if let before = beliefs?.before ?? (run.verdict == nil ? source.book : nil), let target = start.target {
      // The same forecast as that of the lessons, which trends and reports on periods tell, with intervals.
      var effort = ForecastEffort.hindsight
      effort.draws = 100
      let found = before.predict(
        target, fault: start.fault.kind, dose: start.fault.dose(state.policy.doseBands), effort: effort)
      for node in found?.nodes ?? [] { forecast[node.node] = node }
    }
    var planned = view
    planned.environment = view.environment ?? start.environment
    let plan = plans ? try? self.plan(NextRequest(top: 3), view: planned, self.source(planned)) : nil
    return RunAccount(
      run: run, stateOf: ProjectionTable.nodeStates(run.verdict?.observations ?? []), start: start,
      startedAt: startedAt, source: source, record: try runRecord(run, asOf: view.asOf),
      intent: state.frozenIntent(of: run)?.text, doubts: doubts ? try self.doubts(of: run, in: state) : [],
      findings: try auditFindings(of: id, state, view), lesson: taught?.lesson,
      evidence: source.history.taught[stream], beliefs: beliefs, scores: scores, forecast: forecast,
      moves: RunAccount.moves(beliefs),
      plan: plan,
      plannedFor: view.environment ?? start.environment,
      provenance: try provenance(of: stream, state, view))
  }

  private func auditFindings(of id: String, _ state: BookState, _ view: View) throws -> [(
    check: EvidenceCheck, why: String
  )] {
    let runs = try AuditedRuns(log, state, asOf: view.asOf).all
    let audit = EvidenceAudit(AuditedArchive(runs, spacingSeconds: state.policy.spacingSeconds))
    return audit.findings.flatMap { finding in finding.hits.filter { $0.run == id }.map { (finding.check, $0.why) } }
  }

  private func provenance(of stream: String, _ state: BookState, _ view: View) throws -> RunAccount.Provenance {
    let place = try log.extent(ofStream: stream, through: state.position)
    return RunAccount.Provenance(
      files: try SourceFiles(log, state).files(of: stream),
      rereadings: try rereadings(of: stream, through: state.position), first: place.first, last: place.last,
      events: place.count, root: try log.root(at: state.position).description)
  }
}

extension ProjectionSource {
  /// The scores right before a run taught and right after, whatever refutes them, as they are kept or as they are made.
  fileprivate func scores(
    around stream: String, _ beliefs: (before: BeliefBook, after: BeliefBook)
  ) -> (before: BriefScores, after: BriefScores) {
    // Components have no place in the report, and of a large system they are most of the work.
    func made(_ book: BeliefBook) -> BriefScores { BriefScores(book.scores(refuted: [], ofComponents: false)) }
    guard let memory, let place = memory.runs.firstIndex(where: { $0.stream == stream }) else {
      return (made(beliefs.before), made(beliefs.after))
    }
    return (
      memory.value(.before, place) { made(beliefs.before) }, memory.value(.after, place) { made(beliefs.after) }
    )
  }
}

extension RunAccount {
  /// What moved between two states of the beliefs, the most bits first.
  static func moves(_ beliefs: (before: BeliefBook, after: BeliefBook)?) -> [Step.Moved] {
    guard let beliefs else { return [] }
    let moves = beliefs.after.moves(byRecordingOn: beliefs.before)
    return moves.movedOnes.sorted { (-$0.bits, $0.id) < (-$1.bits, $1.id) }.map { move in
      Step.Moved(
        move: move, bits: move.bits, before: move.summaries(in: beliefs.before),
        after: move.summaries(in: beliefs.after))
    }
  }
}

/// A number as short as it is exact: `600`, `0.25`.
func plainNumber(_ value: Double) -> String { JSON.number(value).text }
