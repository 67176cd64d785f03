import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// What the experiments were worth over time: what each promised and was expected to teach against what it taught, how good the
  /// forecasts were, and how scores and coverage moved.
  ///
  /// Every run is judged by the beliefs as they stood right before it. *Promised* is what its recorded proposal said; *expected*
  /// what those beliefs expect of that very fault, proposed or not, so that all runs can be compared. Both are about calls, and so is
  /// *delivered*, which is the part about calls of the bits that the run taught in all. Scores and coverage are those
  /// right after a run, at its time, of all environments, drawn with the system as it is known now.
  ///
  /// Shape: `{"position", "now", "runs": [{"run", "position", "at", "target", "fault", "dose", "promisedBits"?, "expectedBits"?,
  /// "bits", "deliveredBits", "discoveredBits", "symptomBits", "states", "brier", "logLoss", "coverage"}], "balance", "promises", "bands", "forecasts":
  /// {"states", "brier", "logLoss", "calibration"}, "scores": [{"runs", "position", "at", "coverage", "resilience", "low", "high",
  /// "journeys"}]}`.
  ///
  /// - Parameters:
  ///   - last: how many of the last runs are told.
  ///   - points: at how many places scores are told.
  public func trends(last: Int = 200, points: Int = 12, view: View = View(), seed: UInt64 = 1) throws -> Answer {
    try translating {
      guard (1...10_000).contains(last) else {
        throw FaultbookError(.usage, "between 1 and 10000 runs can be asked for, not \(last)")
      }
      guard (1...1000).contains(points) else {
        throw FaultbookError(.usage, "between 1 and 1000 points can be asked for, not \(points)")
      }
      let source = try self.source(view)
      let trends = source.trends(last: last, points: points, seed: seed)
      return TrendsAnswer(source, trends, seed: seed).answer
    }
  }
}

/// Says trends.
private struct TrendsAnswer {
  private let source: ProjectionSource
  private let trends: Trends
  private let seed: UInt64

  init(_ source: ProjectionSource, _ trends: Trends, seed: UInt64) {
    self.source = source
    self.trends = trends
    self.seed = seed
  }

  var answer: Answer {
    Answer(
      json: json, table: runTable,
      further: [bandTable, calibrationTable, scoreTable].filter { !$0.rows.isEmpty }, notes: notes)
  }

  // MARK: - Tables

  private var runTable: AnswerTable {
    AnswerTable(
      title: "What each run taught",
      columns: [
        .init("run"), .init("fault"), .init("target", "on"), .init("bits", "bits taught"),
        .init("delivered", "of it about calls"), .init("expected", "expected of calls"), .init("promised"),
        .init("brier", "Brier"), .init("coverage", "coverage after"),
      ],
      rows: trends.entries.map { entry in
        [
          .text(short(entry.lesson.stream)), .text("\(entry.lesson.fault.name) (\(entry.dose.rawValue))"),
          .text(entry.lesson.target?.description), .number(entry.lesson.bits), .number(entry.lesson.deliveredBits),
          .number(entry.expected), .number(entry.lesson.promisedBits), .number(entry.quality?.brier),
          .number(entry.coverage),
        ]
      })
  }

  private var bandTable: AnswerTable {
    AnswerTable(
      title: "Expected against delivered about calls, by fourths of what was expected (bits a run)",
      columns: [
        .init("runs"), .init("expected", "mean expected"), .init("delivered", "mean delivered"),
        .init("difference"), .init("band", "± 90 %"),
      ],
      rows: trends.bands.map { band in
        [
          .integer(band.runs), .number(band.expected / Double(band.runs)),
          .number(band.delivered / Double(band.runs)), .number(band.difference), .number(band.band),
        ]
      })
  }

  private var calibrationTable: AnswerTable {
    AnswerTable(
      title: "Said against seen: of the states with a probability in the band, the share that degraded",
      columns: [
        .init("from", "P from"), .init("to"), .init("count", "states"), .init("said", "mean said"), .init("seen"),
        .init("low", "90 % from"), .init("high", "to"),
      ],
      rows: (trends.quality?.calibration ?? []).map { band in
        [
          .number(band.from, decimals: 1), .number(band.to, decimals: 1), .integer(band.count), .number(band.said),
          .number(band.seen), .number(band.low), .number(band.high),
        ]
      })
  }

  private var scoreTable: AnswerTable {
    AnswerTable(
      title: "Scores and coverage after so many runs",
      columns: [
        .init("runs"), .init("position"), .init("after"), .init("coverage"), .init("resilience"),
        .init("low", "90 % from"), .init("high", "to"),
      ],
      rows: trends.points.map { point in
        [
          .integer(point.runs), .integer(Int(point.position)), .text(short(point.stream)), .number(point.coverage),
          .number(point.scores.system?.mean), .number(point.scores.system?.low), .number(point.scores.system?.high),
        ]
      })
  }

  /// A run by its id alone, an incident by its stream.
  private func short(_ stream: String) -> String { StreamFamily.run.id(in: stream) ?? stream }

  private var notes: [String] {
    var notes: [String] = []
    if trends.entries.isEmpty {
      return ["No run has taught anything yet: import or record one, then `faultbook judge --all`."]
    }
    if let all = trends.balance { notes.append(sentence(all, "were expected of")) }
    if let kept = trends.promised { notes.append(sentence(kept, "were promised by the proposals of")) }
    if let quality = trends.quality {
      notes.append(
        "Forecasts: \(quality.count) states foreseen, Brier score \(rounded(quality.brier, 3)) (0 is best, 0.25 a coin's), log loss \(rounded(quality.logLoss, 3)) nats."
      )
      notes.append(calibration(quality))
    }
    notes.append("Scores are drawn with the system as it is known now, at the time of each run. Seed \(seed).")
    return notes
  }

  /// How far forecasts can be taken at their word. States of one run hang together, so the intervals are narrower than they should be.
  private func calibration(_ quality: ForecastQuality) -> String {
    let missed = quality.calibration.filter { !$0.holds }
    let kept = quality.calibration.count - missed.count
    let head =
      "Calibration: in \(kept) of \(counted(quality.calibration.count, "band")) what was said lies in the 90 % interval of what was seen"
    guard !missed.isEmpty else { return head + "." }
    let words = missed.map { band in
      "said \(rounded(band.said, 3)), seen \(rounded(band.seen, 3)) of \(band.count)"
    }
    return head + "; not where " + words.joined(separator: ", and where ") + "."
  }

  private func sentence(_ balance: Trends.Balance, _ words: String) -> String {
    let ratio = balance.ratio.map { " (\(rounded(100 * $0, 0)) %)" } ?? ""
    let surely =
      balance.band.isFinite
      ? ": \(balance.difference >= 0 ? "+" : "−")\(rounded(abs(balance.difference), 2)) ± \(rounded(balance.band, 2)) bits a run"
      : ""
    return
      "\(rounded(balance.expected, 2)) bits about calls \(words) \(counted(balance.runs, "run")), \(rounded(balance.delivered, 2)) came\(ratio)\(surely)."
  }

  // MARK: - JSON

  private var json: JSON {
    .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("runs", .array(trends.entries.map(run))), ("balance", trends.balance.map(balance)),
      ("promises", trends.promised.map(balance)), ("bands", .array(trends.bands.map(balance))),
      ("forecasts", trends.quality.map(forecasts)), ("scores", .array(trends.points.map(point))),
      ("seed", .integer(Int64(seed & UInt64(Int64.max)))))
  }

  private func run(_ entry: Trends.Entry) -> JSON {
    let lesson = entry.lesson
    return .compact(
      [
        ("run", .string(short(lesson.stream))), ("position", .integer(lesson.position)),
        ("at", .string(entry.at.description)), ("target", lesson.target?.json), ("fault", .string(lesson.fault.name)),
        ("dose", .string(entry.dose.rawValue)), ("expectedBits", entry.expected.map { .number($0) }),
      ] + lesson.bitMembers + [
        ("states", .integer(Int64(lesson.foreseen.count))), ("brier", entry.quality.map { .number($0.brier) }),
        ("logLoss", entry.quality.map { .number($0.logLoss) }), ("coverage", .number(entry.coverage)),
      ])
  }

  private func balance(_ balance: Trends.Balance) -> JSON {
    .compact(
      ("runs", .integer(Int64(balance.runs))), ("expectedBits", .number(balance.expected)),
      ("deliveredBits", .number(balance.delivered)), ("meanDifference", .number(balance.difference)),
      ("band90", balance.band.isFinite ? .number(balance.band) : nil), ("ratio", balance.ratio.map { .number($0) }))
  }

  private func forecasts(_ quality: ForecastQuality) -> JSON {
    .compact(
      ("states", .integer(Int64(quality.count))), ("brier", .number(quality.brier)),
      ("logLoss", .number(quality.logLoss)),
      (
        "calibration",
        .array(
          quality.calibration.map { band in
            .compact(
              ("from", .number(band.from)), ("to", .number(band.to)), ("states", .integer(Int64(band.count))),
              ("said", .number(band.said)), ("seen", .number(band.seen)), ("low", .number(band.low)),
              ("high", .number(band.high)))
          })
      ))
  }

  private func point(_ point: Trends.Point) -> JSON {
    .compact(
      ("runs", .integer(Int64(point.runs))), ("position", .integer(point.position)),
      ("at", .string(point.at.description)), ("after", .string(short(point.stream))),
      ("coverage", .number(point.coverage)), ("resilience", point.scores.system.map { .number($0.mean) }),
      ("low", point.scores.system.map { .number($0.low) }), ("high", point.scores.system.map { .number($0.high) }),
      (
        "journeys",
        .array(
          point.scores.journeys.map { score in
            .compact(
              ("journey", .string(score.name)), ("resilience", .number(score.mean)),
              ("low", .number(score.low)), ("high", .number(score.high)), ("coverage", .number(score.coverage)))
          })
      ))
  }
}
