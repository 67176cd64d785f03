import Planner
import SystemModel
import Vocabulary

/// Scenarios, calls and paths as rows.
enum ScenarioTables {
  static func scenarios(_ scenarios: [Scenario]) -> AnswerTable {
    let columns = [
      AnswerTable.Column("rank"), .init("id"), .init("score"), .init("fault"), .init("magnitude"), .init("calls"),
      .init("traces"), .init("failureMode", "failure mode"), .init("strength"), .init("exposure"), .init("target"),
      .init("why"),
    ]
    let rows: [[AnswerTable.Cell]] = scenarios.enumerated().map { index, one in
      [
        .integer(index + 1), .text(one.id), .number(one.score), .text(one.fault.kind.name),
        .text(one.fault.magnitude.map { "\(rounded($0.value, $0.value < 10 ? 2 : 0)) \($0.unit)" }),
        .integer(one.calls), one.traces > 0 ? .integer(one.traces) : .none, .text(one.kind.failureMode),
        .number(one.strength, decimals: 2), .number(one.exposure, decimals: 2), .text(one.target.description),
        .text(one.why),
      ]
    }
    return AnswerTable(title: "Scenarios that the traces suggest", columns: columns, rows: rows)
  }

  static func links(_ links: [LinkAttention]) -> AnswerTable {
    let columns = [
      AnswerTable.Column("caller"), .init("callee"), .init("score"), .init("calls"), .init("errorRate", "error rate"),
      .init("latencyP99Ms", "p99 ms"), .init("retries"), .init("below"), .init("above"),
      .init("latencyP50Ms", "p50 ms"), .init("trouble"), .init("exposure"), .init("signals"),
    ]
    let rows: [[AnswerTable.Cell]] = links.map { one in
      [
        .text(one.dependency.caller), .text(one.dependency.callee), .number(one.score),
        .integer(one.traffic.calls), .number(one.traffic.errorRate, decimals: 4),
        .number(one.traffic.latencyP99Ms, decimals: 1), .integer(one.traffic.retries), .integer(one.below),
        .integer(one.above), .number(one.traffic.latencyP50Ms, decimals: 1), .number(one.trouble, decimals: 2),
        .number(one.exposure, decimals: 2), .text(one.signals.map(\.kind.name).joined(separator: ", ")),
      ]
    }
    return AnswerTable(title: "Links", columns: columns, rows: rows)
  }

  static func paths(_ paths: [TroubledPath]) -> AnswerTable {
    let columns = [
      AnswerTable.Column("path"), .init("journey"), .init("score"), .init("errorRate", "error rate"),
      .init("latencyP99Ms", "p99 ms"), .init("amplification", "load ×"),
      .init("worstAmplification", "load × at worst"),
    ]
    let rows: [[AnswerTable.Cell]] = paths.map { one in
      [
        .text(one.description), .text(one.journey), .number(one.score), .number(one.errorRate, decimals: 4),
        .number(one.latencyP99Ms, decimals: 1), .number(one.amplification, decimals: 2),
        .integer(one.worstAmplification),
      ]
    }
    return AnswerTable(title: "Paths through them", columns: columns, rows: rows)
  }
}

extension Figure {
  /// `p99 latency 812.5 ms`.
  var words: String {
    let number = value.rounded() == value ? rounded(value, 0) : rounded(value, unit == "ratio" ? 4 : 1)
    return "\(name) \(number)\(["calls", "requests", "messages"].contains(unit) ? "" : " \(unit)")"
  }
}

extension Scenario {
  /// In the documented shape.
  func json(rank: Int, bands: DoseBands, sources: [SourceFile]) -> JSON {
    .compact(
      ("id", .string(id)), ("rank", .integer(Int64(rank))), ("kind", .string(kind.name)),
      ("title", .string(intent.title)), ("why", .string(why)), ("target", target.json), ("fault", fault.json),
      ("dose", .string(fault.dose(bands).rawValue)), ("failureMode", .string(kind.failureMode)),
      ("score", .number(score)), ("strength", .number(strength)), ("exposure", .number(exposure)),
      ("evidence", .array(figures.map(\.json))),
      ("window", .compact(("from", .string(from.description)), ("to", .string(to.description)))),
      ("calls", .integer(Int64(calls))), ("spans", .integer(Int64(spans))), ("traces", .integer(Int64(traces))),
      ("sources", .array(sources.map(\.json))), ("intent", intent.json))
  }
}

extension LinkAttention {
  /// In the documented shape.
  var json: JSON {
    let signals: [JSON] = self.signals.map { signal in
      .compact(
        ("signal", .string(signal.kind.name)), ("strength", .number(signal.strength)),
        ("evidence", .array(signal.figures.map(\.json))))
    }
    return .compact(
      ("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)), ("score", .number(score)),
      ("trouble", .number(trouble)), ("exposure", .number(exposure)), ("calls", .integer(Int64(traffic.calls))),
      ("errors", .integer(Int64(traffic.errors))), ("errorRate", traffic.errorRate.map { .number($0) } ?? .null),
      ("latencyP50Ms", traffic.latencyP50Ms.map { .number($0) } ?? .null),
      ("latencyP99Ms", traffic.latencyP99Ms.map { .number($0) } ?? .null),
      ("retries", .integer(Int64(traffic.retries))), ("amplification", .number(amplification)),
      ("below", .integer(Int64(below))), ("above", .integer(Int64(above))), ("signals", .array(signals)))
  }
}

extension TroubledPath {
  /// In the documented shape.
  var json: JSON {
    .compact(
      ("components", .array(components.map { .string($0) })), ("journey", journey.map { .string($0) } ?? .null),
      ("score", .number(score)), ("errorRate", .number(errorRate)),
      ("latencyP99Ms", latencyP99Ms.map { .number($0) } ?? .null), ("amplification", .number(amplification)),
      ("worstAmplification", .integer(Int64(worstAmplification))))
  }
}
