import EventLog
import GRDB
import Planner
import Vocabulary

extension KnowledgeBase {
  /// The view of ``viewOfRecording(_:_:)``. Throws where what is asked is not about now.
  func viewToRecord(_ request: NextRequest, _ view: View) throws -> View {
    guard view.asOf == .head, !view.supposes else {
      throw FaultbookError(.usage, "only what is proposed now can be recorded; leave --as-of and --without away")
    }
    return try viewOfRecording(request, view)
  }

  /// The view in which a request is answered that is to be recorded: as of the position at which the same was asked and
  /// recorded before, where nothing but proposals and answers to them came since; else that of the head. Those change no
  /// plan but its ids, and so the second recording finds the first.
  func viewOfRecording(_ request: NextRequest, _ view: View) throws -> View {
    let state = headState()
    guard !state.proposals.isEmpty else { return view }
    let asked = RecordedRequest(request, view: view, now: try source(view).now)
    let planTypes = [EventType.experimentProposed, .proposalAccepted, .proposalRejected].map(\.name)
    let since = try log.readDatabase { db in
      try Int64.fetchOne(
        db, sql: "SELECT position FROM events WHERE type NOT IN (?, ?, ?) ORDER BY position DESC LIMIT 1",
        arguments: StatementArguments(planTypes))
    }
    let before = state.proposals.values.filter { held in
      guard Int64(held.proposed.position) >= since ?? 0, held.position > held.proposed.position else { return false }
      return (try? RecordedRequest(of: held.proposed.proposal))?.isSameQuestion(as: asked) ?? false
    }
    guard let position = before.map(\.proposed.position).max() else { return view }
    return asked.view(asOf: Int64(position))
  }

  /// Records what somebody decided about a proposal of a plan that they were shown as of `position`: first the plan, as it was computed
  /// there, so that anyone can compute it again; then the decision. What came into the log meanwhile changes neither. Throws with
  /// `.conflict`, and records nothing, where that plan holds no such proposal.
  public func decide(
    _ decision: ProposalDecision, proposal id: String, shownAt position: Int64, by request: NextRequest, view: View,
    why: String? = nil, actor: String
  ) throws -> Answer {
    try keep(proposal: id, shownAt: position, by: request, view: view, actor: actor)
    return try decide(decision, proposal: id, why: why, actor: actor)
  }

  /// Records the plan that somebody was shown as of `position`, as it was computed there, for one proposal of it that something is
  /// to be said of. Throws with `.conflict`, and records nothing, where that plan holds no such proposal. Cost: that of `next`.
  public func keep(
    proposal id: String, shownAt position: Int64, by request: NextRequest, view: View, actor: String
  ) throws {
    try translating {
      var then = view
      then.asOf = .position(position)
      let source = try self.source(then)
      let plan = try plan(request, view: then, source)
      guard plan.proposals.contains(where: { $0.id == id }) else {
        throw FaultbookError(
          .conflict,
          "\(id.prefix(40)) is not among the proposals that follow from position \(position); nothing was recorded: look at the plan again and go on from there"
        )
      }
      _ = try record(plan, RecordedRequest(request, view: then, now: source.now), actor: actor)
    }
  }

  /// Whether the log holds a proposal.
  public func holds(proposal id: String) -> Bool { headState().proposals[id] != nil }

  /// Records the proposals of a plan; says how many were new. Each one's event has the proposal's id.
  func record(_ plan: Plan, _ request: RecordedRequest, actor: String) throws -> Int {
    let events = try plan.proposals.map { proposal in
      let fact = Fact.experimentProposed(
        try ExperimentProposed(from: FieldReader(request.recorded(proposal.json))))
      return NewEvent(id: proposal.id, source: "urn:faultbook:planner", stream: "plan", time: plan.now, fact: fact)
    }
    guard !events.isEmpty else { return 0 }
    return try write([self.request(events, actor: actor)]).reduce(0) { $0 + $1.appended }
  }
}
