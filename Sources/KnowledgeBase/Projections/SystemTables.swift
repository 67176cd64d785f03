import GRDB
import SystemModel
import Vocabulary

extension ProjectionTable {
  static let system: [ProjectionTable] = [
    ProjectionTable(name: "components", part: .system, columnCount: 13, rows: .whole(components)),
    ProjectionTable(name: "dependencies", part: .system, columnCount: 18, rows: .whole(dependencies)),
    ProjectionTable(name: "journeys", part: .system, columnCount: 5, rows: .whole(journeys)),
    ProjectionTable(name: "journey_entries", part: .system, columnCount: 2, rows: .whole(journeyEntries)),
    ProjectionTable(name: "failure_modes", part: .system, columnCount: 10, rows: .whole(failureModes)),
    ProjectionTable(name: "budgets", part: .system, columnCount: 5, rows: .whole(budgets)),
    ProjectionTable(name: "policy", part: .policy, columnCount: 6, rows: .whole(policy)),
  ]

  private static func components(_ source: ProjectionSource) -> [Row] {
    let system = source.state.system
    let graph = source.graph
    let incoming = system.incomingTraffic
    return system.components.map { one in
      let reach = graph.index(.component(one.name)).flatMap { graph.criticalityReach[$0] }
      let total = incoming[one.name]
      return .of(
        one.name, one.kind.name, one.owner, one.tier, one.tags.isEmpty ? nil : one.tags.joined(separator: ","),
        one.declared, one.retired, one.changes.count, one.changes.last?.at.microseconds, reach ?? 0, total?.calls,
        total?.errorRate, total?.latencyMeanMs)
    }
  }

  private static func dependencies(_ source: ProjectionSource) -> [Row] {
    source.state.system.dependencies.map { record in
      let seen = record.observed
      return .of(
        record.dependency.caller, record.dependency.callee, record.mode.rawValue, record.kind, record.declared,
        seen != nil, record.retired, record.isGuarded, seen?.calls, seen?.errorRate, seen?.latencyMeanMs,
        seen?.latencyP50Ms, seen?.latencyP99Ms, seen?.retries, seen?.propagatedErrors, seen?.maskedErrors,
        seen?.propagatedDelays, seen?.maskedDelays)
    }
  }

  private static func journeys(_ source: ProjectionSource) -> [Row] {
    source.state.system.journeys.map { journey in
      .of(
        journey.name, journey.criticality, journey.objective?.latencyP99Ms, journey.objective?.errorRate,
        journey.objective?.availability)
    }
  }

  private static func journeyEntries(_ source: ProjectionSource) -> [Row] {
    source.state.system.journeys.flatMap { journey in
      Set(journey.entry).sorted().map { .of(journey.name, $0) }
    }
  }

  private static func failureModes(_ source: ProjectionSource) -> [Row] {
    source.state.system.failureModes.map { mode in
      .of(
        mode.id, mode.name, mode.category.rawValue, mode.fault.name, mode.component, mode.likelihood.rawValue,
        mode.impact.rawValue, mode.detection, mode.currentHandling, mode.desiredHandling)
    }
  }

  private static func budgets(_ source: ProjectionSource) -> [Row] {
    source.state.system.budgets.map { budget in
      .of(
        budget.node.kind.rawValue, budget.node.name, budget.remaining, budget.burnRate, budget.at.microseconds)
    }
  }

  private static func policy(_ source: ProjectionSource) -> [Row] {
    source.state.policyEntries.sorted { $0.key < $1.key }.map { key, entry in
      .of(key, entry.setting.value.text, entry.setting.why, entry.position, entry.at.microseconds, entry.actor)
    }
  }
}

extension Traffic {
  /// The traffic of several calls together.
  struct Total {
    private(set) var calls = 0
    private var errors = 0
    private var latency = 0.0
    private var timed = 0

    mutating func add(_ traffic: Traffic) {
      calls += traffic.calls
      errors += traffic.errors
      guard let mean = traffic.latencyMeanMs else { return }
      latency += mean * Double(traffic.calls)
      timed += traffic.calls
    }

    var errorRate: Double? { calls > 0 ? Double(errors) / Double(calls) : nil }
    var latencyMeanMs: Double? { timed > 0 ? latency / Double(timed) : nil }
  }
}

extension SystemModel {
  /// The traffic that was seen to reach each component, over all its callers. Cost: the dependencies.
  var incomingTraffic: [String: Traffic.Total] {
    var incoming: [String: Traffic.Total] = [:]
    for record in dependencies {
      guard let traffic = record.observed else { continue }
      incoming[record.dependency.callee, default: Traffic.Total()].add(traffic)
    }
    return incoming
  }
}
