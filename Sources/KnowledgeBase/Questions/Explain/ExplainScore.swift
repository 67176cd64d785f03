import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Where a score comes from: its formula and terms, which add up to it; what pulls it down most; the beliefs that it hangs on;
  /// its interval; the untested beliefs that cost it most coverage; and the refuted intent where one vetoes it.
  ///
  /// `name` is `system`, `journey NAME`, `component NAME`, or a name alone: a journey's before a component's. Throws for an
  /// unknown one.
  ///
  /// Shape: `{"position", "now", "environment"?, "kind", "score": as in scores, "formula", "terms", "interval": {"level", "low",
  /// "high", "draws", "seed"}, "sensitivity": [{"belief", "mean", "sd", "derivative", "swing"}], "movingBeliefs", "coverageGaps":
  /// [{"belief", "cost", "evidence", "priorStrength"}], "refutedBy": [{"journey", "intent", "run", "position", "clauses",
  /// "revised"?}], "lifted": [the same, of what a revision of those criteria answered]}`.
  /// Terms: of a journey `{"component", "faultClass", "kinds", "share", "probability", "loss"}`, resilience = 1 − Σ loss; of the
  /// system `{"journey", "weight", "resilience", "amount"}`; of a component `{"belief", "cause", "faultClass", "weight",
  /// "steady", "amount"}`; there resilience = Σ amount. `derivative` is ∂ resilience / ∂ belief, `swing` what one standard
  /// deviation of the belief moves; the costs of all coverage gaps add up to 1 − coverage.
  public func explain(score name: String, view: View = View()) throws -> Answer {
    try translating {
      let source = try self.source(view)
      let board = source.scoreboard
      let all = [board.system].compactMap { $0 } + board.journeys + board.components
      // A journey and a component may share a name: `component NAME` names the latter.
      let words = name.split(separator: " ", maxSplits: 1).map(String.init)
      let isQualified = words.count == 2 && ["journey", "component"].contains(words[0])
      let found = all.first {
        isQualified ? $0.subject.kind == words[0] && $0.subject.name == words[1] : $0.subject.name == name
      }
      guard let score = found else { throw unscored(name, among: all, in: source) }
      guard let account = source.book.account(of: score.subject, scores: board) else {
        throw unscored(name, among: all, in: source)
      }
      return ScoreStory(source: source, board: board, score: score, account: account).answer
    }
  }

  private func unscored(_ name: String, among all: [ResilienceScore], in source: ProjectionSource) -> FaultbookError {
    let plain = name.hasPrefix("component ") ? String(name.dropFirst("component ".count)) : name
    if source.state.system.component(plain) != nil {
      return FaultbookError(
        .usage, "component \"\(plain)\" calls nothing that the book knows of, so it has no score of its own")
    }
    if name == "system" {
      return FaultbookError(.usage, "no journey is declared, so the system has no score; `faultbook declare journey`")
    }
    let names = all.map { $0.subject == .system ? "system" : "\($0.subject.kind) \($0.subject.name)" }
    let meant = nearNames(to: plain, among: Set(all.map(\.subject.name)), limit: 1)
    return unknown("score", meant.isEmpty ? name : plain, among: meant.isEmpty ? Set(names) : Set(meant))
  }
}
