import GRDB
import Vocabulary

extension ProjectionTable {
  static let runs: [ProjectionTable] = [
    ProjectionTable(name: "runs", part: .runs, columnCount: 34, rows: .byRun(run)),
    ProjectionTable(name: "run_samples", part: .runs, columnCount: 4, rows: .byRun(runSamples)),
    ProjectionTable(name: "observations", part: .runs, columnCount: 7, rows: .byRun(observations)),
    ProjectionTable(name: "clause_verdicts", part: .runs, columnCount: 7, rows: .byRun(clauseVerdicts)),
    ProjectionTable(name: "findings", part: .findings, columnCount: 9, rows: .whole(findings)),
    ProjectionTable(name: "incidents", part: .incidents, columnCount: 9, rows: .whole(incidents)),
  ]

  private static func run(_ run: RunState, _ source: ProjectionSource) -> [Row] {
    let fault = run.started?.fault
    let states = run.verdict.map { nodeStates($0.observations) }
    func count(_ state: ObservedState) -> Int? { states.map { $0.values.filter { $0 == state }.count } }
    var row: Row = .of(
      run.id, run.status, run.started?.environment, run.started?.target?.description,
      run.started?.target?.component, fault?.kind.name, fault?.kind.faultClass?.rawValue,
      fault.flatMap { $0.kind == .none ? nil : $0.dose(source.state.policy.doseBands).rawValue },
      fault?.magnitude?.value, fault?.magnitude?.unit, run.started?.runner.tool, run.started?.intent,
      run.started?.proposal)
    row += Row.of(
      run.startedAt?.microseconds, run.injectedAt?.microseconds, run.confirmed, run.clearedAt?.microseconds,
      run.endedAt?.microseconds, run.native?.tool, run.native?.status, run.native?.verdict, run.samples, run.probes)
    row += Row.of(
      run.verdict?.outcome.rawValue, run.verdict?.grade.rawValue, run.verdict?.method, run.verdict?.recoverySeconds,
      run.verdict == nil ? nil : run.verdictPosition, run.disqualified, count(.degraded), count(.steady),
      count(.unknown), run.lastPosition, run.actor)
    return [row]
  }

  private static func runSamples(_ run: RunState, _ source: ProjectionSource) -> [Row] {
    guard run.samples > 0 else { return [] }
    return [.of(run.id, run.samples, run.lastSamplePosition, run.lastSampleAt.microseconds)]
  }

  /// A node is degraded if any of its observations says so, steady if all say steady, else unknown.
  static func nodeStates(_ observations: [Observation]) -> [NodeID: ObservedState] {
    observations.reduce(into: [:]) { states, one in
      switch (states[one.node], one.state) {
      case (nil, let state): states[one.node] = state
      case (.degraded?, _), (_, .degraded): states[one.node] = .degraded
      case (.unknown?, _), (_, .unknown): states[one.node] = .unknown
      case (.steady?, .steady): break
      }
    }
  }

  private static func observations(_ run: RunState, _ source: ProjectionSource) -> [Row] {
    // Of two observations of one node and symptom the worse stands.
    var kept: [Observation] = []
    var places: [String: Int] = [:]
    for one in run.verdict?.observations ?? [] {
      let key = "\(one.node.kind.rawValue)/\(one.symptom.rawValue)/\(one.node.name)"
      if let place = places[key] {
        if one.state == .degraded { kept[place] = one }
      } else {
        places[key] = kept.count
        kept.append(one)
      }
    }
    return kept.map { one in
      .of(
        run.id, one.node.kind.rawValue, one.node.name, one.symptom.rawValue, one.state.rawValue, one.onsetSeconds,
        one.confidence)
    }
  }

  private static func clauseVerdicts(_ run: RunState, _ source: ProjectionSource) -> [Row] {
    var seen: Set<String> = []
    return (run.verdict?.clauses ?? []).filter { seen.insert($0.id).inserted }.map { clause in
      .of(run.id, clause.id, clause.outcome.rawValue, clause.expected, clause.actual, clause.unit, clause.evidence)
    }
  }

  private static func findings(_ source: ProjectionSource) -> [Row] {
    source.state.findings.values.sorted { $0.finding.id < $1.finding.id }.map { state in
      .of(
        state.finding.id, state.run, state.finding.title, state.finding.severity.rawValue, state.finding.component,
        state.finding.recommendation, state.openedAt.microseconds, state.resolved?.at.microseconds,
        state.resolved?.how)
    }
  }

  private static func incidents(_ source: ProjectionSource) -> [Row] {
    source.state.incidents.values.sorted { $0.id < $1.id }.map { state in
      let incident = state.incident
      return .of(
        state.id, incident.started.microseconds, incident.ended?.microseconds, incident.suspected,
        incident.fault.kind.name, incident.attribution, incident.observations.count, state.position, state.actor)
    }
  }
}

extension Target {
  /// The component that is disturbed: of a link, its callee as that caller meets it.
  var component: String {
    switch self {
    case .component(let name): name
    case .dependency(let link): link.callee
    }
  }
}
