import Beliefs
import Planner
import SystemModel
public import Vocabulary

/// What `check` is asked about: a fault on a target, an intent that names both, or a recorded proposal.
public struct CheckRequest: Sendable {
  /// The target; nil for that of the intent or proposal.
  public var target: Target?
  /// The fault; nil for that of the intent or proposal.
  public var fault: Fault?
  /// An intent.
  public var intent: String?
  /// A recorded proposal.
  public var proposal: String?
  /// How long it would run, in minutes; nil for the intent's longest, else what policy takes such a run to cost.
  public var minutes: Double?

  /// A request.
  public init(
    target: Target? = nil, fault: Fault? = nil, intent: String? = nil, proposal: String? = nil, minutes: Double? = nil
  ) {
    self.target = target
    self.fault = fault
    self.intent = intent
    self.proposal = proposal
    self.minutes = minutes
  }
}

extension KnowledgeBase {
  /// Whether one experiment may run now: every safety gate with its figures. The answer is no where a gate blocks it.
  ///
  /// The gates are asked with the forecast of `predict`. Shape: `{"position", "now", "target", "fault", "dose", "environment"?,
  /// "minutes", "intent"?, "proposal"?, "allowed", "gates": [{"gate", "passed", "why"}], "expectedComponents",
  /// "criticalProbability"}`. Throws for what the book does not know, and for an intent without target or fault.
  public func check(_ request: CheckRequest, view: View = View()) throws -> Answer {
    try translating {
      let source = try self.source(view)
      let (question, fault) = try safetyQuestion(request, source, environment: view.environment)
      return answer(SafetyEvaluator().judge(question), question, fault, request, source, view)
    }
  }

  /// What the safety gates are asked about one experiment. An environment that is named goes before those of the intent and of the
  /// proposal.
  func safetyQuestion(
    _ request: CheckRequest, _ source: ProjectionSource, environment asked: String?
  ) throws -> (question: SafetyQuestion, fault: Fault) {
    let named = try experiment(named: request, environment: asked, in: source.state)
    return (try safetyQuestion(of: named, minutes: request.minutes, source), named.fault)
  }

  /// What the safety gates are asked about an experiment, for every question alike: `check`, `export`, a decision on a proposal.
  /// Throws for a target that the book does not know, and for one that is retired.
  func safetyQuestion(
    of named: NamedExperiment, minutes: Double? = nil, _ source: ProjectionSource
  ) throws -> SafetyQuestion {
    let state = source.state
    let (target, fault, environment, intent) = (named.target, named.fault, named.environment, named.intent)
    try check(target, in: source)
    if let retired = state.system.retired(of: target) {
      throw FaultbookError(.usage, "\(retired) is retired, so nothing is to be run on it")
    }
    let dose = fault.dose(state.policy.doseBands)
    let minutes =
      minutes ?? intent?.maxDurationSeconds.map { $0 / 60 } ?? state.policy.costMinutes(of: fault.kind)
    let outlook = source.outlook(target, fault.kind, dose)
    let history = source.runHistory
    // Faults that nobody saw to be gone may be many, and alike.
    var radii: [RunHistory.PastRun.Disturbance: Set<NodeID>] = [:]
    let standing = history.standing(at: source.now, spacing: state.policy.spacingSeconds, in: environment)
    for run in standing where radii[run.disturbance] == nil {
      radii[run.disturbance] = source.outlook(run.target, run.kind, run.dose).radius.union(run.target.ends)
    }
    return SafetyQuestion(
      target: target, kind: fault.kind, dose: dose,
      hasMagnitude: state.policy.doseBands.edges(of: fault.kind) != nil, environment: environment, now: source.now,
      minutes: minutes, predicted: outlook.predicted, criticalProbability: outlook.criticalProbability,
      model: state.system, policy: state.policy, history: history,
      recentRadii: standing.map { ($0, radii[$0.disturbance] ?? []) },
      expectedComponents: outlook.expectedComponents, exclusions: Set(intent?.exclusions ?? []),
      intendedEnvironment: intent?.environment)
  }

  private func answer(
    _ verdict: SafetyVerdict, _ question: SafetyQuestion, _ fault: Fault, _ request: CheckRequest,
    _ source: ProjectionSource, _ view: View
  ) -> Answer {
    let rows: [[AnswerTable.Cell]] = verdict.gates.map { gate in
      [.text(gate.gate), .text(gate.passed.map { $0 ? "yes" : "NO" } ?? "in doubt"), .text(gate.why)]
    }
    let experiment = "\(fault.kind) (\(question.dose.rawValue)) on \(question.target)"
    let place = question.environment.map { " in \($0)" } ?? ""
    var notes: [String] = []
    let blocking = verdict.blocking.map(\.gate).joined(separator: ", ")
    let doubts = verdict.gates.filter { $0.passed == nil }.map(\.gate).joined(separator: ", ")
    if !verdict.allowed {
      notes.append("\(experiment)\(place) may not run at \(question.now): blocked by \(blocking).")
    } else {
      notes.append(
        "\(experiment)\(place) may run at \(question.now)\(doubts.isEmpty ? "" : "; in doubt, which blocks only in production: \(doubts)")."
      )
    }
    if view.now == .book {
      notes.append("Asked as of the newest time in the book; for this moment add --now wall.")
    }
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(question.now.description)),
      ("target", question.target.json), ("fault", fault.json), ("dose", .string(question.dose.rawValue)),
      ("environment", question.environment.map { .string($0) }), ("minutes", .number(question.minutes)),
      ("intent", request.intent.map { .string($0) }), ("proposal", request.proposal.map { .string($0) }),
      ("allowed", .bool(verdict.allowed)), ("gates", .array(verdict.gates.map(\.json))),
      ("expectedComponents", .number(question.expectedComponents)),
      ("criticalProbability", .number(question.criticalProbability)))
    return Answer(
      json: json,
      table: AnswerTable(
        title: "May \(experiment) run\(place)?", columns: [.init("gate"), .init("passed"), .init("why")], rows: rows),
      notes: notes, isYes: verdict.allowed)
  }
}

extension SystemModel {
  /// What of a target is retired: the component, the link or one of its ends; nil where nothing is.
  fileprivate func retired(of target: Target) -> String? {
    if let name = target.ends.map(\.name).sorted().first(where: { component($0)?.retired == true }) {
      return "component \"\(name)\""
    }
    guard case .dependency(let link) = target, let record = dependency(link), record.retired else { return nil }
    return "dependency \"\(link)\""
  }
}

extension ProjectionSource {
  /// What a fault is expected to do, as the safety gates ask for it. A placebo does nothing; a kind that nothing is known of is taken
  /// for the worst of all classes, node by node.
  func outlook(_ target: Target, _ kind: FaultKind, _ dose: Dose) -> Outlook {
    func forecast(_ kind: FaultKind) -> Outlook? {
      book.predict(
        target, fault: kind, dose: dose, effort: ForecastEffort(draws: 0), criticalFrom: SafetyLimits.criticalFrom
      ).map { Outlook($0) }
    }
    let none = Outlook(nodes: [], criticalProbability: 0, expectedComponents: 0)
    if kind == .none { return none }
    if let known = forecast(kind) { return known }
    let all = FaultClass.allCases.compactMap { FaultKind.kinds(of: $0).first.flatMap(forecast) }
    guard var worst = all.first else { return none }
    for other in all.dropFirst() {
      for (index, node) in other.nodes.enumerated() where node.probability > worst.nodes[index].probability {
        worst.nodes[index] = node
      }
      worst.criticalProbability = max(worst.criticalProbability, other.criticalProbability)
      worst.expectedComponents = max(worst.expectedComponents, other.expectedComponents)
    }
    return worst
  }
}
