import Beliefs
import Vocabulary

extension KnowledgeBase {
  /// What the book said at an earlier place: scores and beliefs as of then, at the book time of then.
  ///
  /// With `step`, instead, what each run and incident up to there changed: which belief moved most, and by how much.
  public func replay(until: View.AsOf, step: Bool = false, view: View = View()) throws -> Answer {
    var then = view
    then.asOf = until
    return step ? try steps(then) : try summary(then)
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
        "As of position \(state.position) of \(try head()), \(source.now): \(state.runs.count) runs, "
          + "\(state.countingRuns.count) of them with evidence."
      ]
        + (state.position == 0
          ? ["Nothing was recorded by then; for what had happened in the world by a time ask --as-of occurred:TIME."]
          : [])
        + scores.notes + beliefs.notes)
  }

  private func steps(_ view: View) throws -> Answer {
    let source = try self.source(view)
    let state = source.state
    let columns = [
      AnswerTable.Column("position"), .init("stream"), .init("target"), .init("fault"),
      .init("beliefs", "beliefs moved"),
      .init("most", "moved most"), .init("before"), .init("after"), .init("deliveredBits", "delivered bits"),
      .init("discoveredBits", "discovered bits"),
    ]
    let rows: [[AnswerTable.Cell]] = source.lessons.map { lesson in
      [
        .integer(Int(lesson.position)), .text(lesson.stream), .text(lesson.target?.description),
        .text(lesson.fault.name),
        .integer(lesson.moved), .text(lesson.most?.id), .number(lesson.most?.before), .number(lesson.most?.after),
        .number(lesson.deliveredBits), .number(lesson.discoveredBits),
      ]
    }
    return .listing(
      "steps", AnswerTable(title: "What each run changed", columns: columns, rows: rows), position: state.position,
      notes: ["\(rows.count) runs and incidents taught something up to position \(state.position)."])
  }
}
