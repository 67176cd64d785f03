internal import SystemModel
internal import Vocabulary

/// Drafts the intent of a scenario: what its journeys should keep, as any proposal's does, and what its own kind is about.
struct ScenarioIntent {
  let model: SystemModel
  let graph: SystemGraph
  let kind: Scenario.Kind
  let dependency: Dependency
  let target: Target
  let fault: Fault
  let dose: Dose

  private static let minutes = 15.0

  var intent: IntentDeclared {
    let base = IntentDraft(
      model: model, target: target, fault: fault, dose: dose, environment: nil, minutes: ScenarioIntent.minutes,
      predicted: journeys, callers: callers, exclusions: [], proposal: nil
    ).intent
    return IntentDeclared(
      title: "\(words.title): \(dependency)", hypothesis: "\(base.hypothesis) \(words.claim)", journey: base.journey,
      target: target, fault: fault, clauses: base.clauses + own,
      steadyState: base.steadyState, abortWhen: base.abortWhen, maxDurationSeconds: base.maxDurationSeconds,
      rollback: base.rollback)
  }

  /// The journeys that the trouble can reach; the draft takes the most critical.
  private var journeys: [Proposal.Prediction] {
    let disturbed =
      switch target {
      case .component(let name): name
      case .dependency(let link): link.caller
      }
    guard let node = graph.index(.component(disturbed)) else { return [] }
    return graph.journeys(reachedFrom: node).map { Proposal.Prediction(node: graph.nodes[$0], probability: 1) }
  }

  private var callers: [NodeID] { [.component(dependency.caller)] }

  private var words: (title: String, claim: String) {
    switch kind {
    case .retryAmplification:
      (
        "retry amplification",
        "Retries make no more than half again the load of \(dependency.callee), and it is back within 60 s."
      )
    case .slowDependency:
      ("slow dependency", "\(dependency.caller) takes at most twice as long as usual and does not fail.")
    case .reordering:
      ("messages out of order", "\(dependency.caller) does nothing twice, too early or in the wrong order.")
    case .cacheStampede:
      ("cache stampede", "\(dependency.callee) gets at most twice its usual load, and serves it.")
    case .timeoutMismatch:
      ("time-out mismatch", "\(dependency.callee) stops working on what \(dependency.caller) no longer waits for.")
    default: ("failing dependency", "\(dependency.caller) degrades gracefully.")
    }
  }

  private var own: [Clause] {
    let caller = NodeID.component(dependency.caller)
    let callee = NodeID.component(dependency.callee)
    func load(_ most: Double) -> Clause { ratio(callee, "request_rate", most) }
    func ratio(_ subject: NodeID, _ metric: String, _ most: Double) -> Clause {
      Clause(
        id: "", claim: .staysWithin, subject: subject, metric: metric, comparison: .atMost, threshold: most,
        unit: "multiple", relativeTo: .baseline)
    }
    func failing(_ most: Double, claim: Clause.Claim = .staysWithin) -> Clause {
      Clause(
        id: "", claim: claim, subject: caller, metric: "error_rate", comparison: .atMost, threshold: most,
        unit: "ratio")
    }
    let clauses: [Clause] =
      switch kind {
      case .retryAmplification: [load(1.5)]
      case .slowDependency: [ratio(caller, "latency_p99", 2), failing(0.05)]
      case .cacheStampede: [load(2), ratio(callee, "latency_p99", 2)]
      case .timeoutMismatch: [ratio(callee, "request_rate", 1.1), failing(0.05)]
      case .failingDependency: [failing(0.05, claim: .degradesGracefully)]
      default: [failing(0.05)]
      }
    return clauses.enumerated().map { $1.named("s\($0 + 1)") }
  }
}

extension Clause {
  fileprivate func named(_ id: String) -> Clause {
    Clause(
      id: id, claim: claim, subject: subject, metric: metric, comparison: comparison, threshold: threshold,
      unit: unit, relativeTo: relativeTo, withinSeconds: withinSeconds)
  }
}
