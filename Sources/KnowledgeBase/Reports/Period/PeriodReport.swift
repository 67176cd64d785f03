import Beliefs
import SystemModel
import Vocabulary

/// The report on a period, part by part.
struct PeriodReport {
  let account: PeriodAccount

  var before: ProjectionSource { account.before }
  var after: ProjectionSource { account.after }

  var report: Report {
    Report(
      kind: "period", title: title, subtitle: subtitle, marks: marks,
      sections: [summary, resilience, runs, forecasts, incidents, findings, stale, next, provenance].compactMap { $0 },
      json: json)
  }

  private var title: String {
    guard account.isOfTheWorld, case .occurred(let from) = account.places.from,
      case .occurred(let to) = account.places.to
    else { return "What was learned from position \(before.state.position + 1) to \(after.state.position)" }
    return "What was learned of what happened from \(from) to \(to)"
  }

  private var subtitle: String {
    let place = after.environment.map { " Asked for \($0)." } ?? ""
    if account.isOfTheWorld {
      return
        "By the times at which things happened, whenever they were recorded; seen at \(before.now) and \(after.now), the newest times "
        + "known at both ends.\(place)"
    }
    return
      "From \(before.state.position == 0 ? "the beginning" : "\(before.now)") to \(after.now), the newest times known at both ends.\(place)"
  }

  private var marks: [Report.Mark] {
    var marks: [Report.Mark] = []
    if let new = after.scoreboard.system {
      // An arrow is for one system; of another one the earlier score is told apart.
      let old =
        before.scoreboard.system.map {
          account.comparison.isOfOneSystem
            ? "\(rounded($0.mean, 2)) → " : "\(rounded($0.mean, 2)) over \(before.extent.words); now "
        } ?? ""
      marks.append(
        Report.Mark(
          "resilience",
          "\(old)\(rounded(new.mean, 2)) (90 % \(rounded(new.low, 2)) to \(rounded(new.high, 2)))\(account.comparison.isOfOneSystem ? "" : " over \(after.extent.words)")\(new.isRefuted ? ", refuted" : "")",
          new.isRefuted ? .bad : .plain))
    }
    marks.append(
      Report.Mark(
        "coverage",
        "\(rounded(before.scoreboard.coverage, 2))\(account.comparison.isOfOneSystem ? " → " : "; now ")\(rounded(after.scoreboard.coverage, 2))"
      ))
    marks.append(Report.Mark("runs", "\(account.news.runs.count)"))
    let incidents = account.news.incidents.count
    if incidents > 0 { marks.append(Report.Mark("incidents", "\(incidents)", .bad)) }
    let (opened, resolved) = (account.news.opened.count, account.news.resolved.count)
    marks.append(Report.Mark("findings", "\(opened) opened, \(resolved) resolved", opened > resolved ? .doubt : .plain))
    if let quality { marks.append(Report.Mark("Brier score", rounded(quality.brier, 3))) }
    return marks
  }

  /// How good the forecasts of the period's runs were; nil where nothing was foreseen.
  var quality: ForecastQuality? { ForecastQuality(account.lessons.flatMap(\.foreseen)) }

  private var summary: Report.Section {
    let news = account.news
    let events = news.events.reduce(0) { $0 + $1.count }
    let kinds = news.events.sorted { ($1.count, $0.type.name) < ($0.count, $1.type.name) }
      .map { "\($0.count) \($0.type.shortName)" }
    var blocks: [Report.Block] = []
    blocks.append(
      .text(
        events == 0
          ? "Nothing was recorded between these places."
          : "\(counted(events, "event")): \(kinds.joined(separator: ", "))."))
    blocks += account.comparison.sentences.map { .text($0) }
    if !news.appeared.isEmpty {
      blocks.append(.text("Calls that became known: \(list(news.appeared.map(\.description)))."))
    }
    if !news.retired.isEmpty { blocks.append(.text("Calls that are gone: \(list(news.retired.map(\.description))).")) }
    return Report.Section("summary", "In short", blocks)
  }

  /// Some names, and how many there are beyond.
  func list(_ names: [String], most: Int = 20) -> String {
    names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
  }

  // MARK: - Resilience

  private var resilience: Report.Section {
    var blocks: [Report.Block] = []
    let (old, new) = (before.scoreboard, after.scoreboard)
    if new.journeys.isEmpty {
      blocks.append(.text("No journey is declared, so the system has no score: `faultbook declare journey`."))
    } else {
      let pairs =
        [(old.system, new.system)]
        + new.journeys.map { score in (old.journeys.first { $0.subject == score.subject }, score) }
      blocks.append(
        .table(
          AnswerTable(
            title: "Resilience (0 to 1) and coverage (0 to 1), before and after",
            columns: ScoreColumns.beforeAndAfter + [.init("veto")],
            rows: pairs.compactMap { was, now in now.map { PeriodReport.row(was, $0) } })))
    }
    let table = account.comparison.beliefTable
    if !table.rows.isEmpty {
      blocks.append(.table(table))
      let curves = account.comparison.shown.filter { $0.move.change == .moved }.prefix(4).compactMap {
        BeliefCurve($0, (before.book, after.book))
      }
      if !curves.isEmpty { blocks += [.text(BeliefCurve.explanation), .curves(curves)] }
    }
    return Report.Section("resilience", "What is believed, before and after", blocks)
  }

  private static func row(_ was: ResilienceScore?, _ now: ResilienceScore) -> [AnswerTable.Cell] {
    ScoreColumns.row(was, now) + [now.isRefuted ? .text("refuted") : .none]
  }
}
