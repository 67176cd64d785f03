import EventLog
import Planner
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
  /// Of what is accepted the safety gates are asked anew, as `check` asks them: a decision is taken at any time, and says nothing of
  /// whether it may run at this one.
  ///
  /// Shape: `{"position", "proposal", "decision", "why"?, "appended", "safety"?: {"allowed", "gates"}}`; `position` is that of the
  /// decision's event.
  ///
  /// - Parameter view: when and where it would run; the log is that of now.
  public func decide(
    _ decision: ProposalDecision, proposal id: String, why: String? = nil, time: Timestamp? = nil,
    eventID: String? = nil, view: View = View(), actor: String
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
        notes += lagNotes
      }
      var safety: SafetyVerdict?
      if decision == .accepted {
        let (verdict, words) = safetyNow(of: held, view)
        safety = verdict
        notes += words
      }
      let proposed = held.proposed
      return Answer(
        json: .compact(
          ("position", .integer(position)), ("proposal", .string(id)), ("decision", .string(decision.rawValue)),
          ("why", why.map { .string($0) }), ("appended", .integer(appended)), ("safety", safety?.json)),
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

  /// Whether a proposal may run, and what to say of it: nothing where every gate passed.
  private func safetyNow(of held: ProposalState, _ view: View) -> (verdict: SafetyVerdict?, notes: [String]) {
    let id = held.proposed.id
    do {
      let source = try self.source(View(now: view.now, environment: view.environment))
      let (question, _) = try safetyQuestion(CheckRequest(proposal: id), source, environment: view.environment)
      let verdict = SafetyEvaluator().judge(question)
      let blocking = verdict.blocking.map { "\($0.gate) (\($0.why))" }.joined(separator: "; ")
      if !verdict.allowed {
        return (
          verdict,
          [
            "It may not run at \(source.now): blocked by \(blocking).",
            "Ask `faultbook check --proposal \(id) --now wall` before it is run.",
          ]
        )
      }
      let doubts = verdict.gates.filter { $0.passed == nil }.map(\.gate).joined(separator: ", ")
      return (verdict, doubts.isEmpty ? [] : ["It may run at \(source.now); in doubt: \(doubts)."])
    } catch {
      // What was proposed of a system that is no longer like that can be accepted all the same.
      return (nil, ["Whether it may run cannot be said: \(error)"])
    }
  }
}
