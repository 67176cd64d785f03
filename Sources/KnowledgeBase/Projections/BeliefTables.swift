import Beliefs
import GRDB
import SystemModel
import Vocabulary

extension ProjectionTable {
  static let beliefs: [ProjectionTable] = [
    ProjectionTable(name: "evidence", part: .beliefs, columnCount: 14, rows: .whole(evidence)),
    ProjectionTable(name: "group_priors", part: .beliefs, columnCount: 7, rows: .whole(groupPriors)),
    ProjectionTable(name: "beliefs", part: .beliefs, columnCount: 16, rows: .whole(posteriors)),
    ProjectionTable(name: "scores", part: .beliefs, columnCount: 8, rows: .whole(scores)),
    ProjectionTable(name: "learning", part: .beliefs, columnCount: 8, rows: .whole(learning)),
    ProjectionTable(name: "predicted_states", part: .beliefs, columnCount: 5, rows: .whole(predictedStates)),
  ]

  private static func evidence(_ source: ProjectionSource) -> [Row] {
    source.history.ledger.rows.map { row in
      let key = row.key
      var kind = "leak"
      var family: FamilyKey?
      var causes: [Cause] = []
      var dose: Dose?
      var symptom: Symptom?
      switch key.subject {
      case .family(let key, let members, let level): (kind, family, causes, dose) = ("family", key, members, level)
      case .unseen(let key, let members, let level): (kind, family, causes, dose) = ("unseen", key, members, level)
      case .symptom(let key, let cause, let shown): (kind, family, causes, symptom) = ("symptom", key, [cause], shown)
      case .leak: break
      }
      let contributions = row.contributions.map { one in
        JSON.compact(
          ("stream", .string(one.stream)), ("position", .integer(one.position)),
          ("injected", .integer(one.injected.microseconds)), ("attribution", .number(one.attribution)),
          ("count", .integer(Int64(one.count))))
      }
      var cells = Row.of(
        kind, family?.effect.kind.rawValue ?? "", family?.effect.name ?? "", family?.faultClass.rawValue ?? "",
        causes.map(\.description).joined(separator: ", "), dose?.rawValue ?? "", symptom?.rawValue ?? "")
      cells += Row.of(
        kind == "unseen" ? "unknown" : key.isDegraded ? "degraded" : "steady", key.environment, key.grade.rawValue,
        key.day, row.count,
        row.contributions.map { String($0.position) }.joined(separator: ","), JSON.array(contributions).text)
      return cells
    }
  }

  private static func groupPriors(_ source: ProjectionSource) -> [Row] {
    source.history.fits.flatMap { fit in
      fit.fitted.sorted { $0.key < $1.key }.map { group, prior in
        .of(group.description, fit.position, prior.low, prior.medium, prior.high, prior.never, fit.runs)
      }
    }
  }

  private static func posteriors(_ source: ProjectionSource) -> [Row] {
    let graph = source.graph
    return source.summaries.map { one in
      let reach = graph.index(one.effect).flatMap { graph.criticalityReach[$0] } ?? 0
      return .of(
        one.id, one.kind.rawValue, one.cause.name, one.effect.name, one.effect.kind.rawValue, one.faultClass.rawValue,
        one.dose?.rawValue, one.symptom?.rawValue, one.mean, one.standardDeviation, one.low, one.high, one.priorMean,
        one.evidence, one.lastEvidence?.microseconds, reach)
    }
  }

  private static func scores(_ source: ProjectionSource) -> [Row] {
    let board = source.scoreboard
    return ([board.system].compactMap { $0 } + board.journeys + board.components).map { score in
      .of(
        score.subject.kind, score.subject.name, score.mean, score.low, score.high, score.coverage, score.freshness,
        score.isRefuted)
    }
  }

  private static func learning(_ source: ProjectionSource) -> [Row] {
    source.lessons.compactMap { lesson in
      guard let run = StreamFamily.run.id(in: lesson.stream) else { return nil }
      let quality = ForecastQuality(lesson.foreseen)
      return .of(
        run, lesson.position, lesson.promisedBits, lesson.deliveredBits, lesson.discoveredBits, lesson.foreseen.count,
        quality?.brier, quality?.logLoss)
    }
  }

  private static func predictedStates(_ source: ProjectionSource) -> [Row] {
    source.lessons.flatMap { lesson -> [Row] in
      guard let run = StreamFamily.run.id(in: lesson.stream) else { return [] }
      return lesson.foreseen.map { .of(run, $0.node.kind.rawValue, $0.node.name, $0.probability, $0.isDegraded) }
    }
  }
}

extension ResilienceScore.Subject {
  /// system, journey or component.
  var kind: String {
    switch self {
    case .system: "system"
    case .journey: "journey"
    case .component: "component"
    }
  }

  /// The name of what is scored; that of the system is "system".
  var name: String {
    switch self {
    case .system: "system"
    case .journey(let name), .component(let name): name
    }
  }
}
