import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// How resilient the system, its journeys and its components are: each score with its 90 % interval, its coverage and the
  /// freshness of its evidence, and the veto of a refuted intent.
  ///
  /// Shape: `{"position", "system": {"resilience", "low", "high", "coverage", "freshness", "refuted"}, "journeys": […],
  /// "components": […], "coverage", "known": {"components", "calls", "withoutCalls"}, "refutedBy": [{"journey", "intent", "run",
  /// "clauses"}]}`. `known` is the system that they are over. Without journeys there is no score of the system.
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
      ("known", source.extent.json), ("refutedBy", .array(vetoes(source).map(KnowledgeBase.json))),
      ("litmusScore", litmus(source.state).map { .number($0) } ?? .null))
    return Answer(
      json: json, table: AnswerTable(title: "Resilience", columns: columns, rows: rows), notes: remarks(source, board))
  }

  /// What vetoes the system's score.
  private func vetoes(_ source: ProjectionSource) -> [Refutation] {
    source.state.refutations.filter { (source.state.system.journey($0.journey)?.criticality ?? 0) >= 1 }
  }

  private static func json(_ one: Refutation) -> JSON {
    .compact(
      ("journey", .string(one.journey)), ("intent", one.isProposed ? nil : .string(one.intent)),
      ("proposal", one.isProposed ? .string(one.intent) : nil), ("run", .string(one.run)),
      ("clauses", .array(one.clauses.map { .string($0) })))
  }

  private func remarks(_ source: ProjectionSource, _ board: Scoreboard) -> [String] {
    var notes = [
      "At \(source.now); \(counted(source.state.countingRuns.count, "run")) with evidence. Seed \(ForecastEffort().seed)."
    ]
    if let doubt = source.extent.doubt { notes.append(doubt) }
    if board.system == nil {
      notes.append("No journey is declared, so the system has no score: `faultbook declare journey`.")
    }
    if board.system?.isRefuted == true {
      for one in vetoes(source) {
        notes.append(
          "REFUTED: \(one.words) on journey \(one.journey), of criticality 1, was refuted by run \(one.run), and nothing has answered that since."
        )
      }
    }
    if let note = KnowledgeBase.unconnected(board) { notes.append(note) }
    if source.state.system.failureModes.isEmpty {
      notes.append(
        "No failure mode of the shipped catalogue was taken into this book, so every component's plausible faults count equally; the catalogue only says which modes a proposal would test. `faultbook failure-modes` lists them, and `faultbook failure-modes adopt ID` takes one in."
      )
    }
    return notes
  }

  /// What counts as harmless for no better reason than that nobody has said who depends on it.
  private static func unconnected(_ board: Scoreboard) -> String? {
    guard let first = board.unconnected.first else { return nil }
    let count = board.unconnected.count
    let which = count == 1 ? first : "\(counted(count, "component")), \(first) among them"
    return
      "No journey is known to depend on \(which); \(JSON.number((board.unconnectedShare * 1000).rounded() / 10).text) % of all faults' weight lies there and counts as harmless. Declare what calls \(count == 1 ? "it" : "them"), or retire \(count == 1 ? "it" : "them")."
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
}
