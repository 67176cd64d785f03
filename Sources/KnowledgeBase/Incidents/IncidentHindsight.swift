import Beliefs
import EventLog
import Planner
import SystemModel
import Vocabulary

/// An incident, and what the book knew when it began: the events recorded before it, less the runs that began after it, at the
/// time of its begin.
struct IncidentHindsight {
  let incident: IncidentState
  /// The position before anything was recorded of it.
  let position: Int64
  /// What was known then.
  let before: ProjectionSource
  /// The runs that were recorded before it and began after it, and are left out.
  let leftOut: [String]
  /// What it teaches, drawn with the calls that were known then.
  let evidence: RunEvidence
  let observed: ObservedRun

  var record: IncidentRecorded { incident.incident }
  var dose: Dose { record.fault.dose(before.state.policy.doseBands) }
  var target: Target { .component(record.suspected) }

  /// What the book expected of every node, had it been told of the fault.
  var expected: [NodeID: Expectations.Node] {
    guard before.state.system.component(record.suspected) != nil else { return [:] }
    let found = before.expectations(target, record.fault.kind, dose)
    return Dictionary(found.nodes.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// One propagation that it showed: an effect that degraded, and the causes one of which must have done it.
  struct Shown {
    let effect: NodeID
    let causes: [Cause]
  }

  /// What it showed of how trouble travels, by effect.
  var shown: [Shown] {
    evidence.additions.compactMap { addition in
      guard addition.key.isDegraded, case .family(let key, let causes, _) = addition.key.subject else { return nil }
      guard causes.contains(where: { $0.kind != .fault }) else { return nil }
      return Shown(effect: key.effect, causes: causes)
    }.sorted { $0.effect < $1.effect }
  }
}

extension KnowledgeBase {
  /// An incident with what the book knew before it. Throws for an unknown id.
  func hindsight(of id: String, _ view: View) throws -> IncidentHindsight {
    let state = try self.state(view)
    guard let incident = state.incidents[id] else { throw unknown("incident", id, among: state.incidents.keys) }
    let stream = StreamFamily.incident.stream(id)
    let first = try log.extent(ofStream: stream, through: state.position).first
    var then = view
    then.asOf = .position(max(first - 1, 0))
    then.now = .at(incident.incident.started)
    let known = try plainState(then)
    let began = incident.incident.started
    let laterRuns = known.runs.values.filter { ($0.injectedAt ?? $0.startedAt ?? $0.lastAt) > began }.map(\.id).sorted()
    let laterIncidents = known.incidents.values.filter { $0.incident.started > began }.map(\.id).sorted()
    let names =
      laterRuns.map { StreamFamily.run.stream($0) } + laterIncidents.map { StreamFamily.incident.stream($0) }
    let omitted = Set(names).union(view.without.filter { known.holds($0) })
    then.without = omitted.sorted()
    let before = try source(then)
    let observed = before.state.observed(incident)
    return IncidentHindsight(
      incident: incident, position: max(first - 1, 0), before: before, leftOut: names,
      evidence: RunEvidence(observed, in: before.graph), observed: observed)
  }
}

extension BookState {
  /// Whether a name is that of a run or an incident.
  fileprivate func holds(_ name: String) -> Bool {
    runs[StreamFamily.run.id(in: name) ?? name] != nil || incidents[StreamFamily.incident.id(in: name) ?? name] != nil
  }
}
