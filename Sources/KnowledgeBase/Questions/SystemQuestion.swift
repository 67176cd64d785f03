import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// The system as it is known: components, calls, journeys.
  ///
  /// Shape: `{"position", "components": [{"component", "kind", "calls", "errorRate", "latencyMeanMs", …}],
  /// "dependencies": [{"caller", "callee", "mode", "declared", "observed", "suspected", …}], "journeys": […]}`. A
  /// suspected dependency is no known call: a fault on its callee was seen to reach its caller.
  public func system(view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let system = state.system
    let incoming = system.incomingTraffic
    let components: [JSON] = system.components.map { one in
      let total = incoming[one.name]
      return .compact(
        ("component", .string(one.name)), ("kind", .string(one.kind.name)), ("owner", one.owner.map { .string($0) }),
        ("tier", one.tier.map { .string($0) }), ("declared", .bool(one.declared)), ("retired", .bool(one.retired)),
        ("changes", .integer(Int64(one.changes.count))), ("calls", total.map { .integer(Int64($0.calls)) } ?? .null),
        ("errorRate", total?.errorRate.map { .number($0) } ?? .null),
        ("latencyMeanMs", total?.latencyMeanMs.map { .number($0) } ?? .null)
      )
    }
    let suspected = try suspectedDependencies(view)
    let known = Set(system.dependencies.map(\.dependency))
    let columns = [
      AnswerTable.Column("caller"), .init("callee"), .init("mode"), .init("basis"), .init("calls"),
      .init("errorRate", "error rate"), .init("latencyMeanMs", "mean ms"), .init("latencyP99Ms", "p99 ms"),
    ]
    var dependencies: [JSON] = []
    var rows: [[AnswerTable.Cell]] = []
    for record in system.dependencies where system.isActive(record) {
      let seen = record.observed
      dependencies.append(
        .compact(
          ("caller", .string(record.dependency.caller)), ("callee", .string(record.dependency.callee)),
          ("mode", .string(record.mode.rawValue)), ("declared", .bool(record.declared)),
          ("observed", .bool(seen != nil)),
          ("suspected", .bool(false)), ("guarded", .bool(record.isGuarded)),
          ("calls", seen.map { .integer(Int64($0.calls)) } ?? .null),
          ("errorRate", seen?.errorRate.map { .number($0) } ?? .null),
          ("latencyMeanMs", seen?.latencyMeanMs.map { .number($0) } ?? .null),
          ("latencyP50Ms", seen?.latencyP50Ms.map { .number($0) } ?? .null),
          ("latencyP99Ms", seen?.latencyP99Ms.map { .number($0) } ?? .null)))
      let basis = [record.declared ? "declared" : nil, seen == nil ? nil : "observed"].compactMap { $0 }
      rows.append([
        .text(record.dependency.caller), .text(record.dependency.callee), .text(record.mode.rawValue),
        .text(basis.joined(separator: ", ")), .integer(seen?.calls), .number(seen?.errorRate, decimals: 4),
        .number(seen?.latencyMeanMs, decimals: 1), .number(seen?.latencyP99Ms, decimals: 1),
      ])
    }
    for link in suspected where !known.contains(link) {
      dependencies.append(
        .compact(
          ("caller", .string(link.caller)), ("callee", .string(link.callee)), ("mode", .string("sync")),
          ("declared", .bool(false)), ("observed", .bool(false)), ("suspected", .bool(true)), ("calls", .null),
          ("errorRate", .null), ("latencyMeanMs", .null), ("latencyP50Ms", .null), ("latencyP99Ms", .null)))
      rows.append([.text(link.caller), .text(link.callee), .none, .text("suspected"), .none, .none, .none, .none])
    }
    let journeys: [JSON] = system.journeys.map { journey in
      .compact(
        ("journey", .string(journey.name)), ("entry", .array(journey.entry.map { .string($0) })),
        ("criticality", .number(journey.criticality)), ("objective", journey.objective?.json))
    }
    let json = JSON.compact(
      ("position", .integer(state.position)), ("components", .array(components)),
      ("dependencies", .array(dependencies)), ("journeys", .array(journeys)))
    let size = [
      counted(components.count, "component"), counted(rows.count, "dependency", "dependencies"),
      counted(journeys.count, "journey"),
    ]
    var notes = [size.joined(separator: ", ") + "."]
    for journey in system.journeys {
      notes.append(
        "Journey \(journey.name): enters at \(journey.entry.joined(separator: ", ")), criticality \(journey.criticality)."
      )
    }
    if components.isEmpty { notes = ["The book knows no system yet: import traces, or `faultbook declare`."] }
    return Answer(json: json, table: AnswerTable(title: "Dependencies", columns: columns, rows: rows), notes: notes)
  }
}
