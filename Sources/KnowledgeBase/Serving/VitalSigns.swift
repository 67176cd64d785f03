import Beliefs
import EventLog
public import Vocabulary

/// What a monitoring system asks of a book: a few figures, in memory but for two lookups.
public struct VitalSigns: Sendable {
  /// One score with what it must never be shown without.
  public struct Score: Sendable {
    /// `system` or `journey`.
    public let kind: String
    /// Its name.
    public let name: String
    /// Its mean.
    public let mean: Double
    /// The lower end of its 90 % interval.
    public let low: Double
    /// The upper end of its 90 % interval.
    public let high: Double
    /// The share of what could be tested that was.
    public let coverage: Double
    /// How much of its evidence's weight time has left; nil without evidence.
    public let freshness: Double?
  }

  /// The position of the last event.
  public let position: Int64
  /// The system's score, where it has one, and those of the journeys.
  public let scores: [Score]
  /// The newest time of any evidence; nil where there is none.
  public let bookTime: Timestamp?
  /// Events that the tables do not say yet.
  public let tablesLag: Int64
  /// How many runs there are.
  public let runs: Int
  /// How many are over and not judged.
  public let runsToJudge: Int
  /// Events since the last checkpoint.
  public let unsigned: Int64
  /// Findings that are not mended, by severity; every severity is there.
  public let openFindings: [(severity: String, count: Int)]
}

extension KnowledgeBase {
  /// The figures at the head. Cost: the scores, where nothing was asked since something changed.
  public func vitalSigns() throws -> VitalSigns {
    try translating {
      let source = try self.source(View())
      let state = source.state
      let board = source.scoreboard
      let scores = ([board.system].compactMap { $0 } + board.journeys).map { score in
        VitalSigns.Score(
          kind: score.subject.kind, name: score.subject.name, mean: score.mean, low: score.low, high: score.high,
          coverage: score.coverage, freshness: score.freshness)
      }
      let stood = try log.readDatabase { try Projector.position($0) } ?? 0
      let open = state.findings.values.filter { $0.resolved == nil }.map(\.finding.severity)
      return VitalSigns(
        position: state.position, scores: scores,
        bookTime: state.bookTime.microseconds == 0 ? nil : state.bookTime, tablesLag: max(0, state.position - stood),
        runs: state.runs.count, runsToJudge: state.runs.values.count(where: \.awaitsJudgement),
        unsigned: state.position - (try log.latestCheckpoint()?.size ?? 0),
        openFindings: FailureModeCatalogued.Impact.allCases.map { severity in
          (severity.rawValue, open.count { $0 == severity })
        })
    }
  }
}
