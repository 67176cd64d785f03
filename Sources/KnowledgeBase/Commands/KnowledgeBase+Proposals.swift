import EventLog
public import Vocabulary

/// What somebody decided about a proposal.
public enum ProposalDecision: String, Sendable, CaseIterable {
  /// It is to be run.
  case accepted
  /// It is not.
  case rejected

  /// The decision as an event's content.
  public func fact(proposal: String, why: String?) -> Fact {
    switch self {
    case .accepted: .proposalAccepted(ProposalAccepted(proposal: proposal, why: why))
    case .rejected: .proposalRejected(ProposalRejected(proposal: proposal, why: why))
    }
  }
}

extension KnowledgeBase {
  /// Records what was decided about a recorded proposal. The last decision stands; the same one again, for no other reason,
  /// adds nothing. Throws for an unknown id.
  ///
  /// Shape: `{"position", "proposal", "decision", "why"?, "appended"}`; `position` is that of the decision's event.
  public func decide(
    _ decision: ProposalDecision, proposal id: String, why: String? = nil, time: Timestamp? = nil,
    eventID: String? = nil, actor: String
  ) throws -> Answer {
    try translating {
      let state = headState()
      guard let held = state.proposals[id] else { throw unknown("proposal", id, among: state.proposals.keys) }
      var position: Int64
      var appended: Int64 = 0
      var notes: [String] = []
      if eventID == nil, let standing = held.answer, standing.word == decision.rawValue,
        why == nil || why == standing.why
      {
        position = standing.position
        notes.append("Proposal \(id) was \(decision.rawValue) already, at position \(position).")
      } else {
        let recorded = try record(
          decision.fact(proposal: id, why: why), stream: "plan", time: time, id: eventID, actor: actor)
        position = recorded.json["position"]?.integerValue ?? 0
        appended = recorded.json["appended"]?.integerValue ?? 0
        notes.append("Proposal \(id) is \(decision.rawValue), at position \(position).")
        if let before = held.answer, before.word != decision.rawValue {
          notes.append(
            "It was \(before.word) before, at position \(before.position)\(before.why.map { ": \($0)" } ?? "").")
        }
        if decision == .accepted, held.proposed.proposal["safety"]?["allowed"]?.boolValue == false {
          notes.append("When it was proposed a safety gate blocked it; ask `faultbook next` again before it is run.")
        }
        notes += lagNotes
      }
      let proposed = held.proposed
      return Answer(
        json: .compact(
          ("position", .integer(position)), ("proposal", .string(id)), ("decision", .string(decision.rawValue)),
          ("why", why.map { .string($0) }), ("appended", .integer(appended))),
        table: AnswerTable(
          title: "Proposal", columns: [.init("id"), .init("target"), .init("fault"), .init("decision"), .init("why")],
          rows: [
            [
              .text(id), .text(proposed.target.description), .text(proposed.fault.kind.name),
              .text(decision.rawValue), .text(why),
            ]
          ]), notes: notes)
    }
  }
}
