import EventLog
import Vocabulary

extension KnowledgeBase {
  /// What was decided about recorded proposals: what, by whom, when and why, the newest first; and the runs that followed.
  ///
  /// A proposal about which the decision changed stands once, as it stands now. Shape: `{"position", "decisions": [{"proposal",
  /// "decision", "actor", "at", "why", "target", "fault", "dose", "environment", "bits", "run", "decided"}]}`; `decided` is the position
  /// of the decision's event. Cost: the proposals, and a read of the log for each that is told.
  ///
  /// - Parameter last: how many of the newest are told.
  public func decisions(last: Int = 100, view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let bands = state.policy.doseBands
    let runs = Dictionary(
      state.runs.values.compactMap { run in run.started?.proposal.map { ($0, run.id) } },
      uniquingKeysWith: { min($0, $1) })
    let decided = state.proposals.compactMap { id, one in one.answer.map { (id: id, one: one, answer: $0) } }
      .sorted { $0.answer.position > $1.answer.position }
    return try translating {
      let rows: [[AnswerTable.Cell]] = try decided.prefix(last).map { id, one, answer in
        let event = try log.event(at: answer.position)
        let proposed = one.proposed
        return [
          .text(id), .text(answer.word), .text(event?.actor), .text(event?.occurredAt.description), .text(answer.why),
          .text(proposed.target.description), .text(proposed.fault.kind.name),
          .text(proposed.fault.dose(bands).rawValue), .text(proposed.proposal["environment"]?.stringValue),
          .number(proposed.bits), .text(runs[id]), .integer(Int(answer.position)),
        ]
      }
      return .listing(
        "decisions",
        AnswerTable(
          title: decided.count > rows.count ? "The newest \(rows.count) of \(decided.count) decisions" : "Decisions",
          columns: [
            .init("proposal"), .init("decision"), .init("actor", "by"), .init("at", "when"), .init("why"),
            .init("target"), .init("fault"), .init("dose"), .init("environment"), .init("bits"), .init("run"),
            .init("decided", "at position"),
          ], rows: rows), position: state.position)
    }
  }
}
