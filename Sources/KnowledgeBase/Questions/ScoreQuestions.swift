import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// How resilient the system, its journeys and its components are: each score with its 90 % interval, its coverage and the
  /// freshness of its evidence, and the veto of a refuted intent.
  ///
  /// Shape: `{"position", "system": {"resilience", "low", "high", "coverage", "freshness", "refuted"}, "journeys": […],
  /// "components": […]}`. Without journeys there is no score of the system.
  public func scores(view: View = View()) throws -> Answer {
    let source = try self.source(view)
    let board = source.scoreboard
    let columns = [
      AnswerTable.Column("kind"), .init("name"), .init("resilience"), .init("low", "90 % from"), .init("high", "to"),
      .init("coverage"), .init("freshness"), .init("refuted"),
    ]
    let all = [board.system].compactMap { $0 } + board.journeys + board.components
    let rows: [[AnswerTable.Cell]] = all.map { score in
      [
        .text(score.subject.kind), .text(score.subject.name), .number(score.mean), .number(score.low),
        .number(score.high), .number(score.coverage), .number(score.freshness),
        score.isRefuted ? .text("refuted") : .none,
      ]
    }
    func named(_ scores: [ResilienceScore]) -> JSON { .array(scores.map { KnowledgeBase.json($0) }) }
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("system", board.system.map { KnowledgeBase.json($0) } ?? KnowledgeBase.unscored(board)),
      ("journeys", named(board.journeys)),
      ("components", named(board.components)), ("coverage", .number(board.coverage)),
      ("litmusScore", litmus(source.state).map { .number($0) } ?? .null))
    return Answer(
      json: json, table: AnswerTable(title: "Resilience", columns: columns, rows: rows), notes: remarks(source, board))
  }

  private func remarks(_ source: ProjectionSource, _ board: Scoreboard) -> [String] {
    var notes = [
      "At \(source.now); \(source.state.countingRuns.count) runs with evidence. Seed \(ForecastEffort().seed)."
    ]
    if board.system == nil {
      notes.append("No journey is declared, so the system has no score: `faultbook declare journey`.")
    }
    if board.system?.isRefuted == true {
      notes.append("REFUTED: an intent on a journey of criticality 1 was refuted and nothing has answered it since.")
    }
    if source.state.system.failureModes.isEmpty {
      notes.append("No failure modes are catalogued: every component's plausible faults count equally.")
    }
    return notes
  }

  /// LitmusChaos' own score over the runs that a tool gave a verdict on, for comparison.
  private func litmus(_ state: BookState) -> Double? {
    let verdicts = state.runs.values.sorted { $0.id < $1.id }.compactMap { run -> (weight: Double, success: Double)? in
      guard run.native?.tool == "litmuschaos", let verdict = run.native?.verdict?.lowercased() else { return nil }
      return (weight: 10, success: verdict == "pass" ? 1 : 0)
    }
    return litmusScore(verdicts)
  }

  /// What stands for the system's score where no journey is declared: nothing but the coverage of all beliefs.
  private static func unscored(_ board: Scoreboard) -> JSON {
    .compact(
      ("resilience", .null), ("low", .null), ("high", .null), ("coverage", .number(board.coverage)),
      ("freshness", .null), ("refuted", .bool(false)))
  }

  /// One score in the documented shape.
  static func json(_ score: ResilienceScore) -> JSON {
    var name: (String, JSON?) = ("name", nil)
    switch score.subject {
    case .system: break
    case .journey(let journey): name = ("journey", .string(journey))
    case .component(let component): name = ("component", .string(component))
    }
    return .compact(
      name, ("resilience", .number(score.mean)), ("low", .number(score.low)), ("high", .number(score.high)),
      ("coverage", .number(score.coverage)), ("freshness", score.freshness.map { .number($0) } ?? .null),
      ("refuted", .bool(score.isRefuted)))
  }

  /// Where a score comes from: of a journey, what each fault takes from it; of a component, the beliefs about its
  /// dependencies; of the system, its journeys. Throws for an unknown name.
  public func explain(score name: String, view: View = View()) throws -> Answer {
    let source = try self.source(view)
    let board = source.scoreboard
    let all = [board.system].compactMap { $0 } + board.journeys + board.components
    // A journey and a component may share a name: `component NAME` names the latter.
    let words = name.split(separator: " ", maxSplits: 1).map(String.init)
    let isQualified = words.count == 2 && ["journey", "component"].contains(words[0])
    let found = all.first {
      isQualified ? $0.subject.kind == words[0] && $0.subject.name == words[1] : $0.subject.name == name
    }
    guard let score = found else {
      throw unknown("score", name, among: Set(all.map { "\($0.subject.kind) \($0.subject.name)" }))
    }
    let table: AnswerTable
    switch score.subject {
    case .system: table = journeys(of: board, source)
    case .journey: table = losses(of: score)
    case .component(let component): table = dependencies(of: component, source)
    }
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("score", KnowledgeBase.json(score)), ("parts", table.jsonRows))
    let freshness = score.freshness.map { "freshness \(rounded($0, 2))" } ?? "no evidence yet"
    return Answer(
      json: json, table: table,
      notes: [
        "\(name): \(rounded(score.mean, 3)), 90 % interval \(rounded(score.low, 3)) to \(rounded(score.high, 3)), "
          + "coverage \(rounded(score.coverage, 2)), \(freshness)."
      ])
  }

  private func losses(of score: ResilienceScore) -> AnswerTable {
    let columns = [
      AnswerTable.Column("component"), .init("faultClass", "class"), .init("kinds", "kinds of fault"),
      .init("share", "share of faults"), .init("probability", "P(journey degrades)"),
      .init("loss", "taken from the score"),
    ]
    let rows: [[AnswerTable.Cell]] = score.losses.map { loss in
      [
        .text(loss.fault.component), .text(loss.fault.faultClass.rawValue),
        .text(loss.fault.kinds.map(\.name).joined(separator: ", ")), .number(loss.fault.share, decimals: 4),
        .number(loss.probability), .number(loss.amount, decimals: 4),
      ]
    }
    return AnswerTable(
      title: "What each fault takes from \(score.subject.name): 1 − Σ share · P", columns: columns, rows: rows)
  }

  private func dependencies(of component: String, _ source: ProjectionSource) -> AnswerTable {
    let classes: Set<FaultClass> = [.errors, .latency, .unavailable]
    let found = source.book.beliefs(withoutEvidence: true).filter {
      $0.kind == .propagation && $0.effect == .component(component) && $0.dose == .high
        && classes.contains($0.faultClass)
    }
    let rows: [[AnswerTable.Cell]] = found.map {
      [
        .text($0.cause.name), .text($0.faultClass.rawValue), .number($0.mean), .number(1 - $0.mean),
        .number($0.evidence, decimals: 1),
      ]
    }
    return AnswerTable(
      title: "\(component): the mean of what stays steady",
      columns: [
        .init("dependency"), .init("faultClass", "class"), .init("degrades", "P(degrades)"),
        .init("steady", "P(steady)"),
        .init("evidence"),
      ], rows: rows)
  }

  private func journeys(of board: Scoreboard, _ source: ProjectionSource) -> AnswerTable {
    let rows: [[AnswerTable.Cell]] = board.journeys.map { score in
      let weight = source.state.system.journey(score.subject.name)?.criticality
      return [
        .text(score.subject.name), .number(weight, decimals: 2), .number(score.mean), .number(score.low),
        .number(score.high), .number(score.coverage),
      ]
    }
    return AnswerTable(
      title: "The system: the criticality-weighted mean of its journeys",
      columns: [
        .init("journey"), .init("criticality"), .init("resilience"), .init("low", "90 % from"), .init("high", "to"),
        .init("coverage"),
      ], rows: rows)
  }
}
