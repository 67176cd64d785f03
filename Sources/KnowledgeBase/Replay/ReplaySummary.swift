import Beliefs
import Vocabulary

extension KnowledgeBase {
  /// What the book said at an earlier place: scores and beliefs as of then, at the book time of then.
  ///
  /// Shape: `{"position", "now", "runs", "counting", "scores", "beliefs"}`. Cost: the state as of there, and its inference.
  public func replay(until: View.AsOf, view: View = View()) throws -> Answer {
    var then = view
    then.asOf = until
    return try summary(then)
  }

  private func summary(_ view: View) throws -> Answer {
    let source = try self.source(view)
    let scores = try self.scores(view: view)
    let beliefs = try self.beliefs(BeliefFilter(), view: view)
    let state = source.state
    let json = JSON.compact(
      ("position", .integer(state.position)), ("now", .string(source.now.description)),
      ("runs", .integer(Int64(state.runs.count))), ("counting", .integer(Int64(state.countingRuns.count))),
      ("scores", scores.json), ("beliefs", beliefs.json["beliefs"] ?? .array([])))
    return Answer(
      json: json, table: scores.table,
      notes: [
        "As of position \(state.position) of \(try head()), \(source.now): \(counted(state.runs.count, "run")), "
          + "\(state.countingRuns.count) of them with evidence."
      ]
        + (state.position == 0
          ? ["Nothing was recorded by then; for what had happened in the world by a time ask --as-of occurred:TIME."]
          : [])
        + scores.notes + beliefs.notes)
  }
}
