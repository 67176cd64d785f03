import Beliefs
import Planner
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// What to run next: the experiments that are expected to teach most, the allowed ones first, each with its arithmetic, its
  /// safety gates and a ready intent; and what need not be repeated. The answer is no where nothing may run.
  ///
  /// The same position, policy, seed and time give the same answer. With `record` the proposals go into the log with all that
  /// they were computed from, so that anyone can compute them again (``recompute(proposal:view:)``); asking and recording the
  /// same again, before anything else was recorded, adds nothing.
  public func next(_ request: NextRequest = NextRequest(), view: View = View(), actor: String) throws -> Answer {
    try translating {
      guard request.record else {
        let source = try self.source(view)
        return answer(try plan(request, view: view, source), request, source, view: view)
      }
      let source = try self.source(try viewToRecord(request, view))
      let plan = try plan(request, view: view, source)
      let asked = RecordedRequest(request, view: view, now: source.now)
      let appended = try record(plan, asked, actor: actor)
      return answer(plan, request, source, view: view, newlyRecorded: appended)
    }
  }

  /// The plan that follows from a state and a request. Throws for what the book does not know.
  func plan(_ request: NextRequest, view: View, _ source: ProjectionSource) throws -> Plan {
    if let goal = request.goal { return try breakingPlan(goal, view: view, source, seed: request.seed) }
    let state = source.state
    var asked = try planRequest(request, view: view, source)
    var behaviour: IntentDeclared?
    if let id = request.intent {
      guard let intent = state.intents[id] else { throw unknown("intent", id, among: state.intents.keys) }
      guard intent.current.journey != nil || intent.current.target != nil else {
        throw FaultbookError(
          .usage,
          "intent \"\(id)\" names neither a journey nor a target, so nothing follows from it; revise it with one")
      }
      asked.journey = intent.current.journey ?? asked.journey
      asked.exclusions = Set(intent.current.exclusions)
      asked.intendedEnvironment = intent.current.environment
      behaviour = intent.current
      if asked.environment == nil { asked.environment = intent.current.environment }
      // What does not fit the intent must not shorten the list.
      asked.top = 1000
      try complete(&asked, request, source)
    }
    let planner = planner(source, seed: request.seed)
    let plan = planner.propose(asked)
    guard let intent = behaviour else { return plan }
    let fitting = plan.excluding(top: request.top, by: asked.ranking) { !$0.fits(intent) }
    guard fitting.proposals.isEmpty, let target = intent.target, let kind = intent.fault?.kind else { return fitting }
    // Who names target and fault is told of them, also where the fault is no usual one there or teaches little that counts.
    asked.target = target
    asked.kinds = [kind]
    return planner.propose(asked).excluding(top: request.top, by: asked.ranking) { !$0.fits(intent) }
  }

  /// Narrows a request to what tests a failure mode: its kinds of fault, where it strikes. Throws for an unknown id.
  private func restrict(_ request: inout PlanRequest, to id: String, in system: SystemModel) throws {
    let catalogue = ModeCatalogue(system)
    guard let entry = catalogue.entry(id) else {
      throw unknown("failure mode", id, among: catalogue.entries.map(\.mode.id))
    }
    request.kinds = Set(entry.mode.faults)
    request.places = Set(system.components.filter { !$0.retired && entry.mode.strikes($0) }.map(\.name))
  }

  /// What is asked of the planner, checked against what the book knows. Throws for what it does not.
  func planRequest(_ request: NextRequest, view: View, _ source: ProjectionSource) throws -> PlanRequest {
    guard let ranking = PlanRequest.Ranking(rawValue: request.by) else {
      let known = PlanRequest.Ranking.allCases.map(\.rawValue).joined(separator: ", ")
      throw FaultbookError(.usage, "proposals cannot be ranked by \"\(request.by)\"; known are \(known)")
    }
    guard (1...1000).contains(request.top) else {
      throw FaultbookError(.usage, "between 1 and 1000 proposals can be asked for, not \(request.top)")
    }
    if let batch = request.batch, !(1...100).contains(batch) {
      throw FaultbookError(.usage, "a batch has between 1 and 100 experiments, not \(batch)")
    }
    var asked = PlanRequest(
      top: request.top, batch: request.batch, journey: request.journey, environment: view.environment,
      by: ranking)
    if request.intent == nil { try complete(&asked, request, source) }
    return asked
  }

  /// Narrows a request to its failure mode, and says what it is to be good for. Throws for a journey, failure mode or objective that
  /// the book does not know.
  private func complete(_ asked: inout PlanRequest, _ request: NextRequest, _ source: ProjectionSource) throws {
    let system = source.state.system
    if let id = request.failureMode { try restrict(&asked, to: id, in: system) }
    if let journey = asked.journey, system.journey(journey) == nil {
      throw unknown("journey", journey, among: system.journeys.map(\.name))
    }
    guard !system.components.isEmpty else {
      throw FaultbookError(.usage, "the book knows no system yet; import traces or declare components, then ask again")
    }
    asked.objective = try NextObjective(base: self, source: source).objective(
      named: request.objective, intent: request.intent, journey: asked.journey)
  }

  /// The planner of a state.
  func planner(_ source: ProjectionSource, seed: UInt64) -> Planner {
    let book = source.book
    return Planner(
      model: source.state.system, networks: { source.network($0, $1) }, policy: source.state.policy,
      history: source.runHistory, now: source.now, seed: seed, position: source.state.position,
      predict: { target, kind, dose in
        book.predict(
          target, fault: kind, dose: dose, effort: ForecastEffort(draws: 0), criticalFrom: SafetyLimits.criticalFrom
        ).map { Outlook($0) }
      })
  }

  /// Whether it may run, in a word: doubt is said.
  private func word(for safety: SafetyVerdict) -> String {
    let doubts = safety.gates.count { $0.passed == nil }
    return safety.allowed ? (doubts > 0 ? "yes, \(doubts) in doubt" : "yes") : "no"
  }

  /// - Parameter newlyRecorded: how many of the proposals were new to the log; nil where none was to be recorded.
  private func answer(
    _ plan: Plan, _ request: NextRequest, _ source: ProjectionSource, view: View, newlyRecorded: Int? = nil
  ) -> Answer {
    let columns = [
      AnswerTable.Column("rank"), .init("allowed"), .init("id"), .init("target"), .init("fault"), .init("magnitude"),
      .init("bits"),
      .init("value", plan.objective.unit == "variance" ? "Σ criticality · Δ Var R" : "value"),
      .init("components", "components expected"), .init("critical", "P(critical journey)"),
      .init("cost", "cost min"),
    ]
    let rows: [[AnswerTable.Cell]] = plan.proposals.map { one in
      [
        .integer(one.rank), .text(word(for: one.safety)), .text(one.id), .text(one.target.description),
        .text(one.fault.kind.name),
        .text(
          one.fault.magnitude.map { "\(rounded($0.value, $0.value < 10 ? 2 : 0)) \($0.unit)" } ?? one.dose.rawValue),
        .number(one.bits),
        .number(one.value, decimals: plan.objective.unit == "variance" ? 6 : 3),
        .number(one.expectedComponents, decimals: 2),
        .number(one.criticalProbability, decimals: 2), .number(one.cost, decimals: 0),
      ]
    }
    let system = source.state.system
    let catalogue = ModeCatalogue(system)
    let modes = plan.proposals.map { catalogue.modes(of: $0.fault.kind, on: $0.target, system).map(\.mode) }
    var notes: [String] = []
    for (one, tested) in zip(plan.proposals, modes) { notes += story(of: one, testing: tested) }
    for one in plan.redundant.prefix(5) { notes.append("Redundant: " + one.why) }
    notes.append(
      "\(plan.candidates) candidates compared by \(plan.objective.name) at position \(plan.position), \(plan.now), seed \(plan.seed)"
        + (plan.isSettled ? "." : "; the order of the last ones is within chance."))
    if plan.proposals.isEmpty {
      notes.append("Nothing teaches anything that counts: declare journeys, or import traces of more of the system.")
    } else if !plan.isAnyAllowed {
      notes.append("Nothing may run now: every proposal is blocked by a safety gate.")
    }
    if view.now == .book {
      let place = view.environment == nil ? " --environment NAME" : ""
      notes.append("Asked as of \(plan.now), the newest time in the book; for this moment add --now wall\(place).")
    }
    var further: [AnswerTable] = []
    var forecast: SequenceForecast?
    // What may not run is not forecast as if it did.
    let batch = request.batch == nil ? [] : plan.proposals.filter(\.safety.allowed)
    if !batch.isEmpty, source.graph.edges.count <= SequenceForecast.mostCalls {
      let found = SequenceForecast(
        source, count: batch.count, seed: request.seed, environment: view.environment, fixed: batch
      ) { _, _ in nil }
      further = [found.table]
      forecast = found
      if batch.count < plan.proposals.count {
        notes.append("The forecast is of the \(batch.count) that may run now.")
      }
    } else if !batch.isEmpty {
      notes.append("What a batch teaches is forecast up to \(SequenceForecast.mostCalls) calls; this system has more.")
    }
    if let newlyRecorded {
      let known = plan.proposals.count - newlyRecorded
      notes.append(
        "Recorded: \(newlyRecorded) proposals, each under its id"
          + (known > 0 ? "; \(known) were recorded already." : "."))
    }
    return Answer(
      json: json(plan, testing: modes, forecast),
      table: AnswerTable(title: "What to run next", columns: columns, rows: rows), further: further, notes: notes,
      isYes: plan.isAnyAllowed)
  }

  /// The plan's document, each proposal with the failure modes that it tests: these are said beside a proposal and are no part of
  /// what is recorded, since the shipped catalogue is the program's and not the log's.
  private func json(_ plan: Plan, testing modes: [[FailureModeCatalogued]], _ forecast: SequenceForecast?) -> JSON {
    let proposals: [JSON] = zip(plan.proposals, modes).map { one, tested in
      .object(
        (one.json.members ?? []) + [JSON.Member("failureModes", .array(tested.map { .string($0.id) }))])
    }
    return .object(
      (plan.json.members ?? []).map { $0.name == "proposals" ? JSON.Member($0.name, .array(proposals)) : $0 }
        + (forecast.map { [JSON.Member("forecast", $0.json)] } ?? []))
  }

  /// A proposal in sentences: its hypothesis, where its bits come from, whom it is expected to meet, and its gates.
  private func story(of proposal: Proposal, testing modes: [FailureModeCatalogued]) -> [String] {
    var notes = ["\(proposal.rank). \(proposal.intent.hypothesis)"]
    let tested = modes.prefix(3).map { "\($0.id) \($0.name)" }
    if !tested.isEmpty {
      let more = modes.count > 3 ? " and \(modes.count - 3) more" : ""
      notes.append("   Tests failure mode \(tested.joined(separator: ", "))\(more).")
    }
    let sources = proposal.sources.prefix(3).map { source in
      "\(rounded(source.bits, 2)) about \(source.effect) ← \(source.causes.map(\.cause.name).joined(separator: ", "))"
    }
    if !sources.isEmpty { notes.append("   Bits: \(sources.joined(separator: "; ")).") }
    let met = proposal.predicted.prefix(4).map { "\($0.node) \(rounded($0.probability, 2))" }
    if !met.isEmpty { notes.append("   Expected to degrade: \(met.joined(separator: ", ")).") }
    let failed = proposal.safety.gates.filter { $0.passed != true }
    let passed = proposal.safety.gates.count - failed.count
    let doubts = failed.map { "\($0.gate) \($0.passed == nil ? "in doubt" : "FAILED"): \($0.why)" }
    notes.append("   Gates: \(passed) passed\(doubts.isEmpty ? "" : "; " + doubts.joined(separator: "; ")).")
    if let why = proposal.runnerUp { notes.append("   \(why)") }
    return notes
  }
}

extension Outlook {
  /// The outlook that a forecast gives.
  init(_ forecast: Forecast) {
    self.init(
      nodes: forecast.nodes.map {
        Node(
          node: $0.node, isTarget: $0.isTarget, probability: $0.probability, fromFault: $0.fromFault,
          errors: $0.errors, latency: $0.latency)
      }, criticalProbability: forecast.criticalProbability, expectedComponents: forecast.expectedComponents)
  }
}

extension Proposal {
  /// Whether a proposal tests an intent: outside its exclusions and, where the intent names a target or a fault, on that target
  /// with a fault of that class.
  fileprivate func fits(_ intent: IntentDeclared) -> Bool {
    if intent.exclusions.contains(target.component) { return false }
    if let stated = intent.target, stated != target { return false }
    if let stated = intent.fault?.kind.faultClass, stated != fault.kind.faultClass { return false }
    return true
  }
}
