import KnowledgeBase
import Reports
import Vocabulary

/// The system as its pages take it: names, who calls whom, how much.
struct SystemFigures {
  struct Call {
    let caller: String
    let callee: String
    let mode: String
    let calls: Int64
    let errorRate: Double?
    let p99: Double?
    let isSuspected: Bool
  }

  struct Journey {
    let name: String
    let entries: [String]
    let criticality: Double
    /// What is promised of it, in words.
    let objectives: [(name: String, value: String)]
  }

  let components: [String]
  let dependencies: [Call]
  let journeys: [Journey]

  init(_ json: JSON) {
    components = (json["components"]?.arrayValue ?? []).compactMap { $0["component"]?.stringValue }
    dependencies = (json["dependencies"]?.arrayValue ?? []).compactMap { one in
      guard let caller = one["caller"]?.stringValue, let callee = one["callee"]?.stringValue else { return nil }
      return Call(
        caller: caller, callee: callee, mode: one["mode"]?.stringValue ?? "", calls: one["calls"]?.integerValue ?? 0,
        errorRate: one["errorRate"]?.doubleValue, p99: one["latencyP99Ms"]?.doubleValue,
        isSuspected: one["suspected"]?.boolValue ?? false)
    }
    journeys = (json["journeys"]?.arrayValue ?? []).map { one in
      Journey(
        name: one["journey"]?.stringValue ?? "", entries: (one["entry"]?.arrayValue ?? []).compactMap(\.stringValue),
        criticality: one["criticality"]?.doubleValue ?? 0, objectives: SystemFigures.objectives(one["objective"]))
    }
  }

  private static func objectives(_ json: JSON?) -> [(name: String, value: String)] {
    [
      json?["latencyP99Ms"]?.doubleValue.map { ("p99 objective", "\(Written.number($0)) ms") },
      json?["errorRate"]?.doubleValue.map { ("error objective", "\(Written.number($0 * 100)) %") },
    ].compactMap { $0 }
  }

  private init(components: [String], dependencies: [Call], journeys: [Journey]) {
    self.components = components
    self.dependencies = dependencies
    self.journeys = journeys
  }

  /// The same with these components alone.
  func limited(to names: Set<String>) -> SystemFigures {
    SystemFigures(
      components: components.filter(names.contains),
      dependencies: dependencies.filter { names.contains($0.caller) && names.contains($0.callee) },
      journeys: journeys.filter { $0.entries.contains(where: names.contains) })
  }

  /// The components that take part in most calls.
  func heart(_ count: Int) -> Set<String> {
    var calls: [String: Int64] = [:]
    for one in dependencies {
      calls[one.caller, default: 0] += max(one.calls, 1)
      calls[one.callee, default: 0] += max(one.calls, 1)
    }
    return Set(components.sorted { (calls[$1] ?? 0, $0) < (calls[$0] ?? 0, $1) }.prefix(count))
  }

  /// What is reached from a component in so many calls, either way, the nearest first and no more than `most`.
  func around(_ name: String, hops: Int, most: Int) -> SystemFigures {
    var neighbours: [String: [String]] = [:]
    for one in dependencies {
      neighbours[one.caller, default: []].append(one.callee)
      neighbours[one.callee, default: []].append(one.caller)
    }
    var found: Set<String> = [name]
    var edge = [name]
    for _ in 0..<hops {
      var next: [String] = []
      for one in edge {
        for other in (neighbours[one] ?? []).sorted() where found.count < most && found.insert(other).inserted {
          next.append(other)
        }
      }
      edge = next
    }
    return limited(to: found)
  }
}

/// What is believed of each call, over the classes and doses: the surest way to draw one line.
struct EdgeBeliefs {
  struct Edge {
    /// The belief, of those of the highest dose with evidence, that is most probable; of the prior where there is none.
    let id: String
    let mean: Double
    let low: Double
    let high: Double
    let faultClass: String
    let dose: String
    let evidence: Double
  }

  private let edges: [String: Edge]

  init(_ beliefs: [JSON]) {
    var best: [String: Edge] = [:]
    for one in beliefs where one["kind"]?.stringValue == "propagation" && one["effectKind"]?.stringValue == "component"
    {
      guard let cause = one["cause"]?.stringValue, let effect = one["effect"]?.stringValue,
        let mean = one["mean"]?.doubleValue
      else { continue }
      let edge = Edge(
        id: one["id"]?.stringValue ?? "", mean: mean, low: one["low"]?.doubleValue ?? 0,
        high: one["high"]?.doubleValue ?? 1, faultClass: one["faultClass"]?.stringValue ?? "",
        dose: one["dose"]?.stringValue ?? "", evidence: one["evidence"]?.doubleValue ?? 0)
      let key = EdgeBeliefs.key(effect, cause)
      guard let held = best[key] else {
        best[key] = edge
        continue
      }
      let isMore = (edge.evidence > 0 ? 1 : 0, edge.mean) > (held.evidence > 0 ? 1 : 0, held.mean)
      if isMore { best[key] = edge }
    }
    edges = best
  }

  private static func key(_ caller: String, _ callee: String) -> String { "\(caller)\u{0}\(callee)" }

  subscript(_ call: SystemFigures.Call) -> Edge? { edges[EdgeBeliefs.key(call.caller, call.callee)] }

  /// The calls with what is believed of them, the most tested first.
  func table(_ calls: [SystemFigures.Call], limit: Int) -> AnswerTable {
    let sorted = calls.sorted { one, other in
      let (a, b) = (self[one], self[other])
      return ((b?.evidence ?? 0) > 0 ? 1 : 0, b?.mean ?? -1, one.caller, one.callee)
        < ((a?.evidence ?? 0) > 0 ? 1 : 0, a?.mean ?? -1, other.caller, other.callee)
    }
    return AnswerTable(
      title: sorted.count > limit
        ? "\(limit) of \(sorted.count) dependencies, those with evidence first"
        : "Dependencies, those with evidence first",
      columns: [
        .init("dependency", "caller → callee"), .init("mode"), .init("calls"), .init("errorRate", "error rate"),
        .init("p99", "p99 ms"), .init("worst", "worst class"), .init("mean", "P(caller degrades)"),
        .init("low", "90 % from"),
        .init("high", "to"), .init("evidence", "observations"),
      ],
      rows: sorted.prefix(limit).map { call in
        let edge = self[call]
        return [
          .text("\(call.caller) → \(call.callee)"), .text(call.mode.isEmpty ? nil : call.mode),
          .integer(Int(call.calls)),
          .number(call.errorRate), .number(call.p99, decimals: 0), .text(edge.map { "\($0.faultClass), \($0.dose)" }),
          .number(edge?.mean), .number(edge?.low), .number(edge?.high), .number(edge?.evidence, decimals: 1),
        ]
      })
  }

  /// Where the row of a call leads.
  func link(_ row: [AnswerTable.Cell], _ request: PageRequest) -> String? {
    let names = row[0].text.split(separator: " → ", maxSplits: 1).map(String.init)
    guard names.count == 2 else { return nil }
    return request.link(.dependency, [("caller", names[0]), ("callee", names[1])])
  }
}
