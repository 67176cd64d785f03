import Beliefs
import Judgement
import SystemModel
import Vocabulary

/// What was run, and how well it had been foreseen.
extension PeriodReport {
  var runs: Report.Section {
    let news = account.news
    guard !news.runs.isEmpty else {
      return Report.Section("runs", "Runs", [.text("No run began, ended or was judged.")])
    }
    var blocks: [Report.Block] = []
    let (claimed, sound) = account.passes
    if claimed > 0 {
      blocks.append(
        .text(
          "Their tools called \(claimed) of them a pass; "
            + (sound == claimed
              ? "nothing in their records speaks against it."
              : "\(sound) of those passes \(sound == 1 ? "stands" : "stand").")))
    }
    blocks.append(.table(news.runTable))
    let found = account.audit.filter { !$0.hits.isEmpty }
    if !found.isEmpty {
      blocks.append(
        .table(
          AnswerTable(
            title: "What the evidence audit finds about them",
            columns: [
              .init("check"), .init("count", "runs"), .init("passes", "called a pass"), .init("runs", "which"),
            ],
            rows: found.map { finding in
              [
                .text(finding.check.name), .integer(finding.hits.count), .integer(finding.passes),
                .text(list(finding.hits.map(\.run))),
              ]
            })))
    }
    return Report.Section("runs", "Runs", blocks)
  }

  var forecasts: Report.Section {
    guard let quality else {
      return Report.Section(
        "forecasts", "How good the forecasts were",
        [.text("No run of the period showed a state that had been foreseen.")])
    }
    var blocks: [Report.Block] = [
      .text(
        "Over \(quality.count) states of components and journeys in \(teachers), each foreseen by the "
          + "beliefs as they stood right before it: Brier score \(rounded(quality.brier, 3)) (0 is best, 0.25 a coin's), log loss \(rounded(quality.logLoss, 3)) nats."
      ),
      .table(calibration(quality)),
    ]
    let surprises = self.surprises
    if !surprises.isEmpty { blocks.append(.table(surpriseTable(surprises))) }
    for (stream, one) in account.news.surprises.prefix(10) {
      blocks.append(
        .note(
          "\(stream): trouble of class \(one.faultClass.rawValue) at \(one.target) reached \(one.effect), which is not known to call it.",
          .doubt))
    }
    blocks.append(.table(bitTable))
    return Report.Section("forecasts", "How good the forecasts were", blocks)
  }

  /// How many runs and incidents taught, in words.
  private var teachers: String {
    let incidents = account.lessons.count { StreamFamily.incident.id(in: $0.stream) != nil }
    let runs = account.lessons.count - incidents
    let words = [(runs, "run"), (incidents, "incident")].filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    return words.joined(separator: " and ")
  }

  private func calibration(_ quality: ForecastQuality) -> AnswerTable {
    AnswerTable(
      title: "Said against seen: of the states to which a probability in the band was given, the share that degraded",
      columns: [
        .init("from", "P from"), .init("to"), .init("count", "states"), .init("said", "mean said"),
        .init("seen", "seen"),
      ],
      rows: quality.calibration.map { band in
        [
          .number(band.from, decimals: 1), .number(band.to, decimals: 1), .integer(band.count), .number(band.said),
          .number(band.seen),
        ]
      })
  }

  /// The states to which less than 0.2 had been given, the least first.
  private var surprises: [(stream: String, state: ForeseenState)] {
    account.lessons.flatMap { lesson in lesson.foreseen.map { (stream: lesson.stream, state: $0) } }
      .filter { $0.state.probabilityOfObserved < 0.2 }
      .sorted {
        ($0.state.probabilityOfObserved, $0.stream, $0.state.node) < (
          $1.state.probabilityOfObserved, $1.stream, $1.state.node
        )
      }
  }

  private func surpriseTable(_ surprises: [(stream: String, state: ForeseenState)]) -> AnswerTable {
    let most = 12
    return AnswerTable(
      title: "What surprised\(surprises.count > most ? ", the \(most) least likely of \(surprises.count)" : "")",
      columns: [
        .init("node", "component or journey"), .init("stream", "in"), .init("state", "was"),
        .init("given", "to which the book had given"),
      ],
      rows: surprises.prefix(most).map { one in
        [
          .text(one.state.node.description), .text(one.stream), .text(one.state.isDegraded ? "degraded" : "steady"),
          .number(one.state.probabilityOfObserved),
        ]
      })
  }

  private var bitTable: AnswerTable {
    let most = 30
    let lessons = account.lessons.suffix(most)
    return AnswerTable(
      title: "What each taught, in bits\(account.lessons.count > most ? ", the last \(most)" : "")",
      columns: [
        .init("stream", "run or incident"), .init("bits", "taught in all"), .init("delivered", "of it about calls"),
        .init("promised", "promised about calls"), .init("discovered", "of it about anything else"),
        .init("brier", "Brier score"),
      ],
      rows: lessons.map { lesson in
        [
          .text(lesson.stream), .number(lesson.bits), .number(lesson.deliveredBits), .number(lesson.promisedBits),
          .number(lesson.discoveredBits), .number(ForecastQuality(lesson.foreseen)?.brier),
        ]
      })
  }
}
