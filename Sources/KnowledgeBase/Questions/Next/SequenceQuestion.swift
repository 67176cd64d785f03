import Beliefs
import Planner
import Vocabulary

extension KnowledgeBase {
  /// A sequence of experiments, planned anew after each simulated outcome, with the coverage and the bits that are expected after
  /// each. The first experiment is that of ``next(_:view:actor:)``; the later ones hang on what comes out, so of each place the most
  /// frequent is told. The answer is no where nothing may run.
  ///
  /// Shape: `{"position", "now", "seed", "objective", "first"?, "courses", "forecast": […]}`, each step as of ``SequenceForecast/json``.
  /// Cost: twelve courses, each of `count` plans.
  ///
  /// - Parameter actor: who records the first experiment as a proposal; the later ones hang on what comes out and cannot be recorded
  ///   yet. Nil to record nothing.
  public func sequence(
    of count: Int, _ request: NextRequest = NextRequest(), view asked: View = View(), recordingAs actor: String? = nil
  ) throws -> Answer {
    try translating {
      guard (1...50).contains(count) else {
        throw FaultbookError(.usage, "a sequence has between 1 and 50 experiments, not \(count)")
      }
      guard request.intent == nil else {
        throw FaultbookError(.usage, "a sequence is not planned for one intent; ask by --objective hypothesis:INTENT")
      }
      var first = request
      first.top = 1
      let view = actor == nil ? asked : try viewToRecord(first, asked)
      let source = try self.source(view)
      let opening = try plan(first, view: view, source)
      let planned = try sequenceRequest(first, view: view, source)
      let forecast = SequenceForecast(
        source, count: count, seed: request.seed, environment: view.environment, fixed: nil
      ) { book, history in
        let planner = Planner(
          model: source.state.system, networks: { book.network($0, $1) }, policy: source.state.policy,
          history: history, now: source.now, seed: request.seed, position: source.state.position)
        return planner.propose(planned).proposals.first { $0.safety.allowed }
      }
      let newlyRecorded = try actor.map {
        try record(opening, RecordedRequest(first, view: view, now: source.now), actor: $0)
      }
      let last = forecast.steps.last
      var notes: [String] = []
      if let last, last.count > 0 {
        notes.append(
          "After \(counted(last.count, "experiment")) coverage is expected to go from \(rounded(forecast.steps[0].coverage.mean, 3)) to \(rounded(last.coverage.mean, 3)), and \(rounded(last.delivered, 2)) bits about calls to be learnt."
        )
      } else {
        notes.append("Nothing may run that teaches anything that counts; ask `faultbook next` for the reasons.")
      }
      notes.append(
        "Planned by \(opening.objective.name), \(forecast.courses) courses in systems drawn from the present beliefs, seed \(request.seed); spacing is taken for kept."
      )
      if let newlyRecorded, let proposal = opening.proposals.first {
        notes.append(
          "\(newlyRecorded > 0 ? "Recorded" : "Recorded already"): the first, as \(proposal.id). What follows it hangs on what comes out: run it, then ask again."
        )
      }
      return Answer(
        json: .compact(
          ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
          ("seed", .integer(Int64(request.seed & UInt64(Int64.max)))), ("objective", .string(opening.objective.name)),
          ("first", opening.proposals.first.map { .string($0.id) }), ("courses", .integer(Int64(forecast.courses))),
          ("forecast", forecast.json)),
        table: forecast.table, notes: notes, isYes: (last?.count ?? 0) > 0)
    }
  }

  private func sequenceRequest(_ request: NextRequest, view: View, _ source: ProjectionSource) throws -> PlanRequest {
    var asked = try planRequest(request, view: view, source)
    asked.batch = nil
    return asked
  }
}
