import Planner
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// What the traces suggest to try, the most promising first, each with the figures that suggest it; the calls in the order in
  /// which they ask to be looked at; and the paths through the troubled ones. Where nothing is beyond chance there is no scenario.
  ///
  /// Shape: `{"position", "now", "scenarios": [{"id", "rank", "kind", "title", "why", "target", "fault", "dose", "failureMode",
  /// "score", "strength", "exposure", "evidence": [{"figure", "value", "unit"}], "window": {"from", "to"}, "calls", "spans",
  /// "traces", "sources": [{"name", "sha256", …}], "intent"}], "links": [{"caller", "callee", "score", "trouble", "exposure",
  /// "calls", "errorRate", "latencyP50Ms", "latencyP99Ms", "retries", "amplification", "below", "above", "signals"}], "paths":
  /// [{"components", "journey", "score", "errorRate", "latencyP99Ms", "amplification", "worstAmplification"}]}`.
  public func scenarios(
    top: Int = 10, kind: String? = nil, journey: String? = nil, view: View = View()
  ) throws -> Answer {
    try translating {
      let state = try self.state(view)
      let analysis = TrafficAnalysis(state.system, bands: state.policy.doseBands)
      let chosen = try chosen(analysis, kind: kind, journey: journey, in: state.system)
      let sources = try TrafficSources(log, state)
      let shown = Array(chosen.scenarios.prefix(top))
      let links = Array(chosen.links.prefix(top))
      let paths = Array(chosen.paths.prefix(top))
      let json = JSON.compact(
        ("position", .integer(state.position)), ("now", .string(state.bookTime.description)),
        (
          "scenarios",
          .array(
            shown.enumerated().map {
              $1.json(rank: $0 + 1, bands: state.policy.doseBands, sources: sources.files(of: $1.dependency))
            })
        ), ("scenarioCount", .integer(Int64(chosen.scenarios.count))), ("links", .array(links.map(\.json))),
        ("linkCount", .integer(Int64(chosen.links.count))), ("paths", .array(paths.map(\.json))))
      return Answer(
        json: json, table: ScenarioTables.scenarios(shown),
        further: [ScenarioTables.links(links), ScenarioTables.paths(paths)].filter { !$0.rows.isEmpty },
        notes: notes(shown, sources) + summary(chosen, shown: shown.count, state))
    }
  }

  /// The intent of one scenario, ready for `intent declare`: the document is the intent itself, with an id. Throws for an unknown
  /// id.
  public func scenarioIntent(_ id: String, as intent: String? = nil, view: View = View()) throws -> Answer {
    try translating {
      let state = try self.state(view)
      let analysis = TrafficAnalysis(state.system, bands: state.policy.doseBands)
      guard let one = analysis.scenarios.first(where: { $0.id == id }) else {
        throw unknown("scenario", id, among: analysis.scenarios.map(\.id))
      }
      let name = intent ?? one.id.replacing(":", with: "-").replacing(">", with: "-")
      let columns = [
        AnswerTable.Column("clause"), .init("claim"), .init("subject"), .init("metric"), .init("op"),
        .init("threshold"), .init("unit"), .init("relativeTo", "against"), .init("withinSeconds", "within s"),
      ]
      let rows: [[AnswerTable.Cell]] = one.intent.clauses.map { clause in
        [
          .text(clause.id), .text(clause.claim.rawValue), .text(clause.subject.description), .text(clause.metric),
          .text(clause.comparison?.rawValue), .number(clause.threshold), .text(clause.unit),
          .text(clause.relativeTo.rawValue), .number(clause.withinSeconds, decimals: 0),
        ]
      }
      return Answer(
        json: .object([JSON.Member("id", .string(name))] + (one.intent.json.members ?? [])),
        table: AnswerTable(title: one.intent.title, columns: columns, rows: rows),
        notes: [
          one.intent.hypothesis,
          "Fault: \(KnowledgeBase.words(one.fault)) on \(one.target).",
          "Declare it: `faultbook scenarios intent '\(one.id)' --format json | faultbook intent declare -`, then ask `faultbook next --intent \(name)`.",
        ])
    }
  }

  /// The names of the kinds of scenarios.
  public static let scenarioKinds = Scenario.Kind.all.map(\.name)

  private func chosen(
    _ analysis: TrafficAnalysis, kind: String?, journey: String?, in system: SystemModel
  ) throws -> (scenarios: [Scenario], links: [LinkAttention], paths: [TroubledPath]) {
    var wanted: Scenario.Kind?
    if let kind {
      guard let known = Scenario.Kind(named: kind) else {
        let all = Scenario.Kind.all.map(\.name).joined(separator: ", ")
        throw FaultbookError(.usage, "\"\(kind)\" is no kind of scenario; known are \(all)")
      }
      wanted = known
    }
    var reached: Set<String>?
    if let journey {
      guard system.journey(journey) != nil else {
        throw unknown("journey", journey, among: system.journeys.map(\.name))
      }
      let graph = system.graph
      let needed = graph.index(.journey(journey)).map(graph.dependencies) ?? []
      reached = Set(graph.nodes.indices.filter { needed[$0] }.map { graph.nodes[$0].name })
    }
    func isIn(_ dependency: Dependency) -> Bool { reached?.contains(dependency.caller) ?? true }
    return (
      analysis.scenarios.filter { (wanted == nil || $0.kind == wanted) && isIn($0.dependency) },
      analysis.links.filter { isIn($0.dependency) },
      analysis.paths.filter { path in reached.map { path.components.allSatisfy($0.contains) } ?? true }
    )
  }

  /// Each scenario in sentences.
  private func notes(_ scenarios: [Scenario], _ sources: TrafficSources) -> [String] {
    scenarios.enumerated().flatMap { index, one -> [String] in
      let figures = one.figures.map(\.words).joined(separator: "; ")
      let files = sources.files(of: one.dependency).map { $0.names.first ?? $0.sha256 }
      let shown = files.prefix(3).joined(separator: ", ") + (files.count > 3 ? " and \(files.count - 3) more" : "")
      let seen = [
        "\(one.calls) calls", one.traces > 0 ? "\(one.traces) traces" : nil, one.spans > 0 ? "\(one.spans) spans" : nil,
      ].compactMap { $0 }.joined(separator: ", ")
      return [
        "\(index + 1). \(one.intent.title.prefix(1).uppercased())\(one.intent.title.dropFirst()): \(one.why).",
        "   Try \(KnowledgeBase.words(one.fault)) on \(one.target) (failure mode \(one.kind.failureMode)).",
        "   Evidence: \(figures).",
        "   Seen from \(one.from) to \(one.to) in \(seen)\(files.isEmpty ? "" : ", from \(shown)").",
      ]
    }
  }

  private func summary(
    _ chosen: (scenarios: [Scenario], links: [LinkAttention], paths: [TroubledPath]), shown: Int, _ state: BookState
  ) -> [String] {
    let calls = chosen.links.reduce(0) { $0 + $1.traffic.calls }
    guard !chosen.links.isEmpty else {
      return ["No traffic is known: import traces (OTLP, Jaeger, Zipkin), then ask again."]
    }
    var notes = [
      chosen.scenarios.isEmpty
        ? "Nothing in \(calls) calls over \(chosen.links.count) links is beyond chance; the links stand by how much would be hit."
        : "\(chosen.scenarios.count) scenarios from \(calls) calls over \(chosen.links.count) links\(shown < chosen.scenarios.count ? "; --top shows more" : "")."
    ]
    if !chosen.scenarios.isEmpty {
      notes.append(
        "An intent of one: `faultbook scenarios intent ID`; then `faultbook next --intent` says when to run it.")
    }
    if state.system.journeys.isEmpty {
      notes.append("No journey is declared, so every link counts as much: `faultbook declare journey`.")
    }
    return notes
  }

  /// A fault as people say it: `net.latency of 800 ms`.
  static func words(_ fault: Fault) -> String {
    let size = fault.magnitude.map { " of \(rounded($0.value, $0.value < 10 ? 2 : 0)) \($0.unit)" } ?? ""
    return fault.kind.name + size
  }
}
