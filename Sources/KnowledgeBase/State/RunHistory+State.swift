import Planner
import Vocabulary

extension ProjectionSource {
  /// The past as the planner needs it.
  var runHistory: RunHistory {
    let bands = state.policy.doseBands
    let lessons = Dictionary(lessons.map { ($0.stream, $0.deliveredBits) }, uniquingKeysWith: { $1 })
    let runs = state.runs.values.sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    let past = runs.compactMap { run -> RunHistory.PastRun? in
      guard run.disqualified == nil, let start = run.started, let target = start.target, let at = run.startedAt else {
        return nil
      }
      let states = ProjectionTable.nodeStates(run.verdict?.observations ?? [])
      func nodes(_ state: ObservedState) -> [NodeID] { states.filter { $0.value == state }.keys.sorted() }
      return RunHistory.PastRun(
        id: run.id, target: target, kind: start.fault.kind, dose: start.fault.dose(bands),
        environment: start.environment, startedAt: at, endedAt: run.clearedAt ?? run.endedAt,
        isFaultActive: run.isFaultActive, grade: run.verdict?.grade,
        outcome: run.verdict?.outcome, degraded: nodes(.degraded), unknown: nodes(.unknown),
        openClauses: (run.verdict?.clauses ?? []).filter { $0.outcome != .supported }.map(\.id),
        promisedBits: start.proposal.flatMap { state.proposals[$0]?.proposed.bits },
        deliveredBits: lessons[StreamFamily.run.stream(run.id)])
    }
    let open = state.incidents.values.sorted { $0.id < $1.id }.filter { $0.incident.ended == nil }
    return RunHistory(
      runs: past,
      openIncidents: open.map {
        RunHistory.OpenIncident(id: $0.id, component: $0.incident.suspected, since: $0.incident.started)
      })
  }
}
