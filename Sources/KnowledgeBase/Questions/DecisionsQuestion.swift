import EventLog
import Vocabulary

extension KnowledgeBase {
  /// What was decided about recorded proposals: what, by whom, when and why, the newest first; and the runs that followed.
  ///
  /// A proposal about which the decision changed stands once, as it stands now. Shape: `{"position", "decisions": [{"proposal",
  /// "decision", "actor", "at", "why", "target", "fault", "dose", "environment", "bits", "runs", "decided"}]}`; `runs` are the ids of all that followed it, the oldest
  /// first, with spaces between, `decided` is the position of the decision's event. Cost: the proposals, and a read of the log for each that is told.
  ///
  /// - Parameter last: how many of the newest are told.
  public func decisions(last: Int = 100, view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let bands = state.policy.doseBands
    let runs = state.runsByProposal
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
          .number(proposed.bits), .text(runs[id]?.joined(separator: " ")), .integer(Int(answer.position)),
        ]
      }
      return .listing(
        "decisions",
        AnswerTable(
          title: decided.count > rows.count ? "The newest \(rows.count) of \(decided.count) decisions" : "Decisions",
          columns: [
            .init("proposal"), .init("decision"), .init("actor", "by"), .init("at", "when"), .init("why"),
            .init("target"), .init("fault"), .init("dose"), .init("environment"), .init("bits"), .init("runs"),
            .init("decided", "at position"),
          ], rows: rows), position: state.position)
    }
  }

  /// The recorded proposals about which nobody decided, whoever recorded them, the newest first, with the runs that followed all the
  /// same.
  ///
  /// Shape: `{"position", "proposals": [{"proposal", "title", "target", "fault", "dose", "environment", "bits", "actor", "recorded",
  /// "runs"}], "undecided"}`; `recorded` is the position of the proposal's event, `undecided` how many there are in all. Cost: the
  /// proposals, and a read of the log for each that is told.
  ///
  /// - Parameter last: how many of the newest are told.
  public func undecided(last: Int = 20, view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let bands = state.policy.doseBands
    let runs = state.runsByProposal
    let open = state.proposals.filter { $0.value.answer == nil }
      .sorted { ($0.value.position, $0.key) > ($1.value.position, $1.key) }
    return try translating {
      let rows: [[AnswerTable.Cell]] = try open.prefix(last).map { id, one in
        let proposed = one.proposed
        return [
          .text(id), .text(proposed.proposal["intent"]?["title"]?.stringValue), .text(proposed.target.description),
          .text(proposed.fault.kind.name), .text(proposed.fault.dose(bands).rawValue),
          .text(proposed.proposal["environment"]?.stringValue), .number(proposed.bits),
          .text(try log.event(at: one.position)?.actor), .integer(Int(one.position)),
          .text(runs[id]?.joined(separator: " ")),
        ]
      }
      let table = AnswerTable(
        title: open.count > rows.count ? "The newest \(rows.count) of \(open.count) undecided" : "Undecided",
        columns: [
          .init("proposal"), .init("title"), .init("target"), .init("fault"), .init("dose"), .init("environment"),
          .init("bits"), .init("actor", "by"), .init("recorded", "at position"), .init("runs"),
        ], rows: rows)
      return Answer(
        json: .compact(
          ("position", .integer(state.position)), ("proposals", table.jsonRows),
          ("undecided", .integer(Int64(open.count)))), table: table)
    }
  }
}

extension BookState {
  /// The runs that followed each proposal, the oldest first.
  fileprivate var runsByProposal: [String: [String]] {
    let followers = runs.values.filter { $0.started?.proposal != nil }
      .sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    return Dictionary(grouping: followers) { $0.started?.proposal ?? "" }.mapValues { $0.map(\.id) }
  }
}
