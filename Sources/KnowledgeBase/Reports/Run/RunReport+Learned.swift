import Beliefs
import Planner
import SystemModel
import Vocabulary

/// What a run taught.
extension RunReport {
  /// The beliefs that are told one by one.
  private static let mostMoves = 12
  private static let mostCurves = 4
  /// What the tables show as less than anything.
  private static let tinyBits = 0.0005

  var learned: Report.Section {
    guard let lesson = account.lesson, let beliefs = account.beliefs else {
      return Report.Section("learned", "What was learned", [.text("Nothing: \(whyNothing).")])
    }
    let shown = Array(account.moves.prefix(RunReport.mostMoves))
    var blocks: [Report.Block] = [.text(bitWords(lesson))]
    for move in shown.prefix(3) { if let words = words(of: move) { blocks.append(.text(words)) } }
    if let unseen { blocks.append(.note(unseen, .doubt)) }
    for surprise in account.source.history.taught[lesson.stream]?.surprises ?? [] {
      blocks.append(
        .note(
          "A surprise: trouble of class \(surprise.faultClass.rawValue) at \(surprise.target) reached \(surprise.effect), which is not known to call it: an undeclared call, or something that both share.",
          .doubt))
    }
    if !shown.isEmpty {
      blocks += [.table(moveTable(shown)), .table(reasonTable(shown))]
      let curves = shown.prefix(RunReport.mostCurves).compactMap { BeliefCurve($0, beliefs) }
      if !curves.isEmpty { blocks += [.text(BeliefCurve.explanation), .curves(curves)] }
    }
    if let scores = account.scores { blocks.append(.table(scoreTable(scores))) }
    return Report.Section("learned", "What was learned", blocks)
  }

  private var whyNothing: String {
    account.state.countingRuns.contains { $0.id == run.id }
      ? "no belief is about what it observed" : run.whyItTeachesNothing
  }

  private func bitWords(_ lesson: Lesson) -> String {
    var words = "\(lesson.bitWords) (KL of the beliefs after the run from those before)."
    if let promised = lesson.promisedBits {
      words += " Its proposal had promised \(rounded(promised, 3)) bits about calls."
    }
    let least = account.moves.count { $0.bits < RunReport.tinyBits }
    words +=
      " \(counted(account.moves.count, "belief")) moved\(least > 0 ? ", \(least) of them by less than 0.001 bits" : "")."
    return words
      + " The bits of a belief below are KL of it alone, at its dose, with the priors and weights of that day. What is believed of the causes of one "
      + "effect hangs together, so these do not add up to the whole. What of them is left in what is believed now, `faultbook explain "
      + "belief ID` tells."
  }

  /// A move as somebody would say it.
  private func words(of one: Step.Moved) -> String? {
    guard let (before, after) = one.dose else { return nil }
    let verb = after.mean > before.mean ? "more" : "less"
    return
      "\(BeliefCurve.claim(after)): \(verb) likely than thought, \(BeliefCurve.number(before)) before and \(BeliefCurve.number(after)) now; "
      + "\(account.means(of: one.move))."
  }

  /// Who plays a part in what moved and was not seen in the run; nil where everybody was.
  private var unseen: String? {
    let names = account.unseen
    guard !names.isEmpty else { return nil }
    let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    return
      "Of \(list) nothing was seen in this run, and no observation of \(names.count == 1 ? "it" : "them") is counted. What moved follows from "
      + "who degraded or stayed steady around \(names.count == 1 ? "it" : "them"), summed over all that may have happened there."
  }

  private func moveTable(_ moves: [Step.Moved]) -> AnswerTable {
    let rows: [[AnswerTable.Cell]] = moves.compactMap { one in
      guard let (before, after) = one.dose else { return nil }
      return [
        .text(after.id), .number(before.mean), .number(before.low), .number(before.high), .number(after.mean),
        .number(after.low), .number(after.high), .number(after.evidence, decimals: 1), .number(one.bits),
      ]
    }
    let rest = account.moves.count - moves.count
    return AnswerTable(
      title: "The beliefs that moved\(rest > 0 ? ", the \(moves.count) of most bits of \(account.moves.count)" : "")",
      columns: [
        .init("belief"), .init("before"), .init("beforeLow", "90 % from"), .init("beforeHigh", "to"), .init("after"),
        .init("afterLow", "90 % from"), .init("afterHigh", "to"), .init("evidence", "observations"), .init("bits"),

      ], rows: rows)
  }

  /// Beside the numbers there is no room for it on paper.
  private func reasonTable(_ moves: [Step.Moved]) -> AnswerTable {
    AnswerTable(
      title: "Through what they moved", columns: [.init("belief"), .init("because")],
      rows: moves.map { [.text($0.dose?.after.id ?? $0.move.id), .text(account.means(of: $0.move))] })
  }

  private func scoreTable(_ scores: (before: BriefScores, after: BriefScores)) -> AnswerTable {
    let (old, new) = scores
    let pairs =
      [("system", old.system, new.system)]
      + new.journeys.map { score in ("journey \(score.name)", old.journeys.first { $0.name == score.name }, score) }
    return AnswerTable(
      title: "Resilience and coverage (both 0 to 1) right before the run and right after it",
      columns: ScoreColumns.beforeAndAfter,
      rows: pairs.compactMap { name, was, now in now.map { ScoreColumns.row(name, was, $0) } })
  }
}

/// The columns of scores at two places.
enum ScoreColumns {
  static let beforeAndAfter: [AnswerTable.Column] = [
    .init("name", "of"), .init("before"), .init("beforeLow", "90 % from"), .init("beforeHigh", "to"), .init("after"),
    .init("afterLow", "90 % from"), .init("afterHigh", "to"), .init("coverageBefore", "coverage before"),
    .init("coverageAfter", "coverage after"),
  ]

  static func row(_ was: ResilienceScore?, _ now: ResilienceScore) -> [AnswerTable.Cell] {
    row(
      now.subject == .system ? "system" : "journey \(now.subject.name)", was.map(BriefScores.Score.init),
      BriefScores.Score(now))
  }

  static func row(_ name: String, _ was: BriefScores.Score?, _ now: BriefScores.Score) -> [AnswerTable.Cell] {
    [
      .text(name), .number(was?.mean),
      .number(was?.low), .number(was?.high), .number(now.mean), .number(now.low), .number(now.high),
      .number(was?.coverage), .number(now.coverage),
    ]
  }
}

extension BeliefCurve {
  /// The stretches of 0 … 1 that a curve is drawn from.
  static let bins = 50

  /// The curve of a belief at the dose, or for the symptom, at which it moved most.
  init?(_ moved: Step.Moved, _ books: (before: BeliefBook, after: BeliefBook)) {
    guard let (before, after) = moved.dose else { return nil }
    let dose = after.dose ?? .high
    func side(_ summary: BeliefSummary, _ book: BeliefBook) -> Side {
      Side(
        mean: summary.mean, low: summary.low, high: summary.high,
        masses: moved.move.masses(in: book, dose: dose, bins: BeliefCurve.bins))
    }
    self.init(
      title: BeliefCurve.claim(after), id: after.id, bits: moved.bits, before: side(before, books.before),
      after: side(after, books.after))
  }

  /// How curves are read.
  static let explanation =
    "How probable each value of a belief is, dashed before and solid after; below, the means in their 90 % intervals. Heights are "
    + "square roots, so that a narrow peak leaves the rest to be seen."

  /// What a belief claims, in words.
  static func claim(_ belief: BeliefSummary) -> String {
    let dose = belief.dose.map { " (\($0.rawValue))" } ?? ""
    let trouble = "trouble of class \(belief.faultClass.rawValue)\(dose)"
    switch belief.kind {
    case .propagation: return "\(belief.effect) degrades when \(belief.cause.name) has \(trouble)"
    case .coupling: return "\(belief.effect) degrades when \(belief.cause.name), which it does not call, has \(trouble)"
    case .susceptibility: return "\(belief.effect) itself degrades under \(belief.cause.name)\(dose)"
    case .symptom:
      return
        "\(belief.effect) shows \(belief.symptom?.rawValue ?? "it") when \(belief.cause.name) degrades it (class \(belief.faultClass.rawValue))"
    }
  }

  /// A mean with its interval.
  static func number(_ belief: BeliefSummary) -> String {
    "\(rounded(belief.mean, 2)) (90 % interval \(rounded(belief.low, 2)) to \(rounded(belief.high, 2)))"
  }
}
