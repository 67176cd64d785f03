import Beliefs
import Vocabulary

extension BookState {
  /// What teaches: the counting verdicts and the incidents, in the order in which the log took them up, or in which they
  /// happened.
  var teachings: [ObservedRun] {
    let bands = policy.doseBands
    let outages = incidents.values.map(observed)
    let all = countingRuns.compactMap { $0.observed(bands) } + outages
    return all.map { (run: $0, place: place(of: $0)) }.sorted { $0.place < $1.place }.map(\.run)
  }

  /// Where something that teaches stands among the others.
  func place(of run: ObservedRun) -> TeachingPlace {
    guard isInWorldOrder else { return TeachingPlace(key: run.position, stream: run.stream) }
    let at =
      StreamFamily.incident.id(in: run.stream).flatMap { incidents[$0]?.at }
      ?? StreamFamily.run.id(in: run.stream).flatMap { runs[$0]?.verdictAt }
    return TeachingPlace(key: at?.microseconds ?? run.position, stream: run.stream)
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

/// The place of what teaches among the others: a position of the log or a time of the world, then the stream.
struct TeachingPlace: Sendable, Comparable {
  var key = Int64.min
  var stream = ""

  static func < (one: TeachingPlace, other: TeachingPlace) -> Bool {
    (one.key, one.stream) < (other.key, other.stream)
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
