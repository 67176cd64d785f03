import Planner
import Vocabulary

extension ProjectionSource {
  /// The past as the planner needs it.
  var runHistory: RunHistory {
    let bands = state.policy.doseBands
    let runs = state.runs.values.sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    let past = runs.compactMap { run -> RunHistory.PastRun? in
      guard let start = run.started, let target = start.target, let at = run.startedAt else { return nil }
      let counts = run.disqualified == nil
      let states = ProjectionTable.nodeStates(run.verdict?.observations ?? [])
      func nodes(_ state: ObservedState) -> [NodeID] { states.filter { $0.value == state }.keys.sorted() }
      let one = RunHistory.PastRun(
        id: run.id, target: target, kind: start.fault.kind, dose: start.fault.dose(bands),
        environment: start.environment, startedAt: at, endedAt: run.quietSince,
        wasInjected: run.injectedAt != nil, isConfirmed: run.confirmed ?? false, isFaultActive: run.isFaultActive,
        unseenEnd: run.unseenEnd, isOpen: !run.isOver,
        stoppedBy: run.aborted.map { $0.criterion ?? $0.reason.rawValue }, grade: counts ? run.verdict?.grade : .e0,
        outcome: run.verdict?.outcome, degraded: nodes(.degraded), unknown: nodes(.unknown),
        openClauses: (run.verdict?.clauses ?? []).filter { $0.outcome != .supported }.map(\.id),
        refutedClauses: (run.verdict?.clauses ?? []).filter { $0.outcome == .refuted }.map(\.id),
        promisedBits: start.proposal.flatMap { state.proposals[$0]?.proposed.bits })
      return concerns(run, as: one) ? one : nil
    }
    let open = state.incidents.values.sorted { $0.id < $1.id }.filter { one in
      // One that is to end later goes on.
      one.incident.ended.map { $0 > now } ?? true
    }
    let unaimed = runs.compactMap { run -> RunHistory.UnaimedRun? in
      guard let start = run.started, start.target == nil, start.fault.kind != .none, let at = run.startedAt else {
        return nil
      }
      let one = RunHistory.UnaimedRun(
        id: run.id, environment: start.environment, startedAt: at, endedAt: run.quietSince,
        isFaultActive: run.isFaultActive, unseenEnd: run.unseenEnd, isOpen: !run.isOver)
      return concerns(run, as: one) ? one : nil
    }
    let unplaced = runs.filter { $0.started == nil && ($0.isFaultActive || $0.isClearingInDoubt) }
    return RunHistory(
      runs: past,
      openIncidents: open.flatMap { one -> [RunHistory.OpenIncident] in
        // The suspected root, and whoever was seen degraded with it.
        let seen = one.incident.observations.filter { $0.state == .degraded && $0.node.kind == .component }.map(
          \.node.name)
        return ([one.incident.suspected] + Set(seen).subtracting([one.incident.suspected]).sorted()).map {
          RunHistory.OpenIncident(id: one.id, component: $0, since: one.incident.started)
        }
      }, unplacedFaults: unplaced.map(\.id).sorted(), unaimed: unaimed)
  }

  /// Whether the planner is told of a run. One that no longer counts teaches nothing; a fault that it left behind acts all the same, and
  /// so soon after it the system was disturbed all the same.
  private func concerns(_ run: RunState, as one: some Standing) -> Bool {
    run.disqualified == nil || one.isFaultActive || one.unseenEnd != nil
      || run.injectedAt != nil && one.blocks(at: now, spacing: state.policy.spacingSeconds)
  }
}

extension RunState {
  /// How its fault is said to have ended where nobody saw that it is gone; nil where somebody did.
  fileprivate var unseenEnd: String? { isClearingInDoubt ? (end.how ?? .manual).rawValue : nil }
}
