import Crypto
import EventLog
import Judgement
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Judges one run, or every run that is over and has no verdict later than its last event.
  ///
  /// Unfinished runs are named and left alone. Judging twice adds nothing: the verdict's id follows from the run, the
  /// method and the position of the run's last event. Throws for an unknown run. Cost: the samples of those runs.
  public func judge(run id: String? = nil, actor: String) throws -> Answer {
    try translating {
      let state = headState()
      let chosen: [RunState]
      if let id {
        guard let run = state.runs[id] else { throw unknown("run", id, among: state.runs.keys) }
        guard run.isOver else {
          throw FaultbookError(.usage, "run \"\(id)\" is not over yet; finish it with `faultbook run finish \(id)`")
        }
        chosen = [run]
      } else {
        chosen = state.runs.values.filter(\.awaitsJudgement).sorted {
          ($0.lastPosition, $0.id) < ($1.lastPosition, $1.id)
        }
      }
      let unfinished =
        id == nil ? state.runs.values.filter { !$0.isOver && !$0.awaitsJudgement }.map(\.id).sorted() : []
      var events: [NewEvent] = []
      for run in chosen { if let event = try verdict(of: run, in: state) { events.append(event) } }
      if !events.isEmpty { _ = try write([request(events, actor: actor)]) }
      return answer(judged: events, unfinished: unfinished)
    }
  }

  /// Judges runs again after a correction; the ids of those that could be judged.
  func judgeAgain(_ runs: [RunState], actor: String) throws -> [String] {
    let state = headState()
    let events = try runs.compactMap { run in try verdict(of: run, in: state).map { (run.id, $0) } }
    if !events.isEmpty { _ = try write([request(events.map(\.1), actor: actor)]) }
    return events.map(\.0)
  }

  /// The verdict on a run as an event; nil where its stream does not begin with a start.
  ///
  /// Where nothing is new but corrections, the verdict that stands is corrected and so keeps its place in the history;
  /// where there is nothing left to judge, it is retracted.
  private func verdict(of run: RunState, in state: BookState) throws -> NewEvent? {
    let verdict = run.isOver ? try judged(run, in: state) : nil
    guard let position = run.ownVerdictPosition, position < run.concernedPosition,
      position > run.lastPosition || verdict == nil, let standing = try log.event(at: position)
    else { return verdict.map { event($0, of: run) } }
    let reference = EventReference(source: standing.source, id: standing.id)
    let why = "run \(run.id) was judged again after the correction at position \(run.concernedPosition)"
    let fact: Fact =
      try verdict.map {
        .eventCorrected(try EventCorrected(reference, as: .verdictReached, data: $0.json, why: why))
      } ?? .eventRetracted(EventRetracted(reference, why: why))
    let place = "\(Swift.type(of: fact.payload).type)|\(run.id)|\(Judge.method)|\(run.concernedPosition)"
    return NewEvent(
      id: EventID.version8(at: run.lastAt, hash: SHA256.hash(data: Array(place.utf8))), source: "urn:faultbook:judge",
      stream: StreamFamily.correction.stream(), time: run.lastAt, correlation: run.correlation, fact: fact)
  }

  private func judged(_ run: RunState, in state: BookState) throws -> VerdictReached? {
    guard let record = try runRecord(run) else { return nil }
    let frozen = state.frozenIntent(of: run)
    let intent = frozen?.text
    let expectation = Expectation(
      clauses: intent?.clauses ?? [], steadyState: intent?.steadyState,
      journey: intent?.journey ?? (record.start.journeys.count == 1 ? record.start.journeys.first : nil),
      isStated: intent != nil, late: frozen?.late ?? [])
    let facts = SystemFacts(
      tightestLatencyObjectiveMs: state.system.journeys.compactMap { $0.objective?.latencyP99Ms }.min())
    return Judge().verdict(of: record, expecting: expectation, in: facts)
  }

  private func event(_ verdict: VerdictReached, of run: RunState) -> NewEvent {
    // A verdict that names criteria which came since is another than the one before them.
    let late = verdict.lateCriteria.map(\.position).max().map { "|late \($0)" } ?? ""
    let place = "verdict|\(run.id)|\(verdict.method)|\(max(run.lastPosition, run.concernedPosition))\(late)"
    return NewEvent(
      id: EventID.version8(at: run.lastAt, hash: SHA256.hash(data: Array(place.utf8))), source: "urn:faultbook:judge",
      stream: StreamFamily.run.stream(run.id), time: run.lastAt, correlation: run.correlation,
      fact: .verdictReached(verdict))
  }

  /// Everything that one run left in the log as of a place, up to its last event.
  func runRecord(_ run: RunState, asOf place: View.AsOf = .head) throws -> RunRecord? {
    var record: RunRecord?
    let last = try position(of: place)
    let corrections = try Corrections(log, through: last)
    try log.read(through: last, stream: StreamFamily.run.stream(run.id)) { event in
      if case .occurred(let time) = place, event.occurredAt > time { return }
      guard let event = corrections.effective(event) else { return }
      let fact = try event.fact()
      if case .runStarted(let start) = fact {
        if record == nil {
          record = RunRecord(id: run.id, start: start, at: event.occurredAt, position: event.position)
        } else {
          record?.complete(by: start, at: event.occurredAt, position: event.position)
        }
      } else {
        // What a run's life does not allow (a second end, say) is kept in the log and judged as if it were not there.
        _ = try? record?.apply(fact, at: event.occurredAt, position: event.position)
      }
    }
    return record
  }

  /// The run and the verdict of an event that judging made; nil for a verdict that was withdrawn.
  private func told(by event: NewEvent) -> (run: String, verdict: VerdictReached)? {
    switch event.fact {
    case .verdictReached(let verdict): return StreamFamily.run.id(in: event.stream).map { ($0, verdict) }
    case .eventCorrected(let correction):
      guard let standing = try? log.event(source: correction.event.source, id: correction.event.id),
        case .verdictReached(let verdict) = try? Fact(.verdictReached, correction.data)
      else { return nil }
      return StreamFamily.run.id(in: standing.stream).map { ($0, verdict) }
    default: return nil
    }
  }

  private func answer(judged events: [NewEvent], unfinished: [String]) -> Answer {
    let columns = [
      AnswerTable.Column("run"), .init("outcome"), .init("grade"), .init("degraded"), .init("steady"), .init("unknown"),
      .init("recoverySeconds", "recovery s"),
    ]
    var rows: [[AnswerTable.Cell]] = []
    for event in events {
      guard let (run, verdict) = told(by: event) else { continue }
      let states = ProjectionTable.nodeStates(verdict.observations)
      func count(_ state: ObservedState) -> AnswerTable.Cell { .integer(states.values.filter { $0 == state }.count) }
      rows.append([
        .text(run), .text(verdict.outcome.rawValue), .text(verdict.grade.rawValue), count(.degraded), count(.steady),
        count(.unknown), .number(verdict.recoverySeconds, decimals: 1),
      ])
    }
    let table = AnswerTable(title: "Verdicts", columns: columns, rows: rows)
    var notes = ["\(counted(rows.count, "run")) judged by \(Judge.method)."]
    if !unfinished.isEmpty { notes.append("Not over yet, left alone: \(unfinished.joined(separator: ", ")).") }
    let json = JSON.compact(
      ("position", .integer(headState().position)), ("method", .string(Judge.method)), ("verdicts", table.jsonRows),
      ("unfinished", .array(unfinished.map { .string($0) })))
    return Answer(json: json, table: table, notes: notes)
  }
}
