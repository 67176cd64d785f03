import Beliefs
import Vocabulary

extension BookState {
  /// What teaches: the counting verdicts and the incidents, in the order in which the log took them up.
  var teachings: [ObservedRun] {
    let bands = policy.doseBands
    let runs = countingRuns.compactMap { $0.observed(bands) }
    return (runs + incidents.values.map(observed)).sorted { ($0.position, $0.stream) < ($1.position, $1.stream) }
  }

  /// What the run or incident of a stream teaches; nil where it teaches nothing.
  func teaching(of stream: String) -> ObservedRun? {
    if let id = StreamFamily.incident.id(in: stream) { return incidents[id].map(observed) }
    guard let run = StreamFamily.run.id(in: stream).flatMap({ runs[$0] }), run.counts else { return nil }
    return run.observed(policy.doseBands)
  }

  /// An incident as an uncontrolled run. An outage is real: it speaks of the first environment that policy calls production.
  func observed(_ state: IncidentState) -> ObservedRun {
    ObservedRun(
      incident: state.incident, stream: StreamFamily.incident.stream(state.id), position: state.position,
      environment: policy.productionEnvironments.first ?? "production", bands: policy.doseBands)
  }
}

extension RunState {
  /// The run as its counting verdict leaves it; nil where it has not begun or not been judged.
  func observed(_ bands: DoseBands) -> ObservedRun? {
    guard let start = started, let verdict, let startedAt else { return nil }
    return ObservedRun(
      stream: StreamFamily.run.stream(id), position: verdictPosition, target: start.target, fault: start.fault.kind,
      dose: start.fault.dose(bands), environment: start.environment, grade: verdict.grade,
      injected: injectedAt ?? startedAt, tookEffect: tookEffect(verdict), observations: verdict.observations,
      samplingStep: verdict.samplingStepSeconds ?? 0)
  }

  /// Whether the fault can be taken to have acted. An injection that nobody could confirm and that nobody was seen to suffer
  /// from teaches nothing: that all stayed steady is then no sign of resilience.
  private func tookEffect(_ verdict: VerdictReached) -> Bool {
    started?.target == nil || confirmed != false || !verdict.degradedNodes.isEmpty
  }
}
