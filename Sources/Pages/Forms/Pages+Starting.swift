import KnowledgeBase
import Vocabulary

extension Pages {
  /// Records the start of a run that was typed into the form of the page Record, as `faultbook run start` does: what is left empty
  /// the proposal or the intent says. A proposal that was only shown is recorded first, where whoever starts may plan. Returns
  /// what was recorded. Throws `FaultbookError` in the words of whatever refused it; then nothing is recorded.
  public func start(_ form: [String: String], on request: PageRequest, actor: String) throws -> RecordedStep {
    let typed = TypedValues(form)
    let run = typed["run"] ?? suggestedRun(request)
    let fact = try telling { try startFact(typed, run: run) }
    let (stream, time) = (StreamFamily.run.stream(run), try typed.time())
    let recording = { (isTrial: Bool) in
      try book.record(fact, stream: stream, time: time, actor: actor, dryRun: isTrial)
    }
    if let proposal = typed["proposal"], let plan = request.plan, !book.holds(proposal: proposal) {
      guard request.mayDecide else {
        throw FaultbookError(
          .conflict,
          "proposal \(proposal.prefix(40)) was shown and is not in the log yet; whoever has the role planner records it by accepting it, or leave the proposal out"
        )
      }
      // What is refused leaves no plan behind.
      _ = try recording(true)
      let (question, view) = try nextQuestion(request)
      try book.keep(proposal: proposal, shownAt: plan.position, by: question, view: view, actor: actor)
    }
    return RecordedStep([try recording(false)], run: run)
  }

  private func startFact(_ typed: TypedValues, run: String) throws -> Fact {
    let (target, fault) = (try StartForm.target(typed), try StartForm.fault(typed))
    var start = PlannedStart(
      run: run, intent: typed["intent"], proposal: typed["proposal"], environment: typed["environment"],
      target: target, fault: fault)
    let isPlanned = start.intent != nil || start.proposal != nil
    let isWhole = start.environment != nil && fault != nil && (target != nil || fault?.kind == FaultKind.none)
    if isPlanned, !isWhole { start = try book.completed(start) }
    let journeys =
      typed.all.keys.filter { $0.hasPrefix("load.") }.map { String($0.dropFirst("load.".count)) }.sorted()
      + [typed["load"]].compactMap { $0 }
    let members: [JSON.Member] =
      [
        ("intent", start.intent.map { JSON.string($0) }), ("proposal", start.proposal.map { .string($0) }),
        ("environment", start.environment.map { .string($0) }), ("target", start.target?.json),
        ("fault", start.fault?.json), ("runner", ["tool": .string(typed["tool"] ?? "by-hand")]),
        ("journeys", journeys.isEmpty ? nil : .array(journeys.map { .string($0) })),
      ].compactMap { name, value in value.map { JSON.Member(name, $0) } }
    return try Fact(.runStarted, .object(members))
  }

  /// An id that sorts by time and can be typed. It follows from the minute and the position, so that the same form sent twice starts
  /// one run.
  func suggestedRun(_ request: PageRequest) -> String {
    let time = request.minute.description.filter { $0 != "-" && $0 != ":" }
    return "run-\(time)-\(book.position)"
  }
}
