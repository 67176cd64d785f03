import Beliefs
import Planner
import SystemModel
import Vocabulary

/// A system and its beliefs, as small as a test needs.
struct Scene: Sendable {
  var model = SystemModel()
  /// By (cause, effect): the belief; the same under every class and at every dose.
  var beliefs: [Belief: Beta] = [:]
  var prior = Beta(1, 1)
  var leak = 0.0
  var policy = Policy()
  var history = RunHistory()
  var now = Timestamp(seconds: 1_000_000)
  private var position: Int64 = 0

  struct Belief: Hashable { let cause: NodeID, effect: NodeID }

  mutating func add(_ facts: Fact...) {
    for fact in facts {
      position += 1
      model.apply(fact, at: Timestamp(seconds: Double(position)), position: position)
    }
  }

  /// A budget that was reported so many seconds before or after now, and burns.
  mutating func add(_ fact: Fact, rate: Double?, at seconds: Double) {
    guard case .budgetReported(let report) = fact else { return }
    position += 1
    let burning = BudgetReported(node: report.node, remaining: report.remaining, burnRate: rate)
    model.apply(.budgetReported(burning), at: now.advanced(bySeconds: seconds), position: position)
  }

  mutating func call(_ caller: String, _ callee: String, _ belief: Beta? = nil) {
    add(
      .dependencyDeclared(
        DependencyDeclared(dependency: Dependency(caller: caller, callee: callee), mode: .sync)))
    if let belief { beliefs[Belief(cause: .component(callee), effect: .component(caller))] = belief }
  }

  mutating func component(_ name: String, _ kind: String = "service", tier: String? = nil) {
    add(.componentDeclared(ComponentDeclared(component: name, kind: kind, tier: tier)))
  }

  mutating func journey(_ name: String, _ entry: [String], _ criticality: Double, objective: Objective? = nil) {
    add(
      .journeyDeclared(
        JourneyDeclared(journey: name, entry: entry, criticality: criticality, objective: objective)))
  }

  mutating func set(_ key: String, _ value: JSON) { policy.apply(PolicySet(key: key, value: value, why: "test")) }

  /// The network of every class and dose.
  func network() -> PropagationNetwork {
    let graph = model.graph
    var edges: [PropagationNetwork.Edge] = []
    var families: [FamilyPosterior?] = []
    for node in graph.nodes.indices {
      let causes = graph.callees(of: node)
      for (variable, cause) in causes.enumerated() {
        edges.append(PropagationNetwork.Edge(cause: cause, effect: node, variables: [variable]))
      }
      let priors = causes.map { beliefs[Belief(cause: graph.nodes[$0], effect: graph.nodes[node])] ?? prior }
      families.append(causes.isEmpty ? nil : FamilyPosterior.infer(FamilyEvidence(prior: priors, leak: leak)))
    }
    return PropagationNetwork(nodes: graph.nodes, edges: edges, families: families, leak: leak)
  }

  func planner(
    seed: UInt64 = 7, safety: SafetyEvaluator = SafetyEvaluator(),
    predict: (@Sendable (Target, FaultKind, Dose) -> Outlook?)? = nil
  ) -> Planner {
    let network = network()
    return Planner(
      model: model, networks: { _, _ in network }, policy: policy, history: history, now: now, seed: seed,
      position: position, safety: safety, predict: predict)
  }

  func plan(_ request: PlanRequest = PlanRequest(top: 100, environment: "staging"), seed: UInt64 = 7) -> Plan {
    planner(seed: seed).propose(request)
  }
}

extension Plan {
  /// The first proposal on a target of a class, at high if not told otherwise.
  func proposal(on target: Target, _ kind: String, _ dose: Dose = .high) -> Proposal? {
    let faultClass = FaultKind(named: kind)?.faultClass
    return proposals.first { $0.target == target && $0.fault.kind.faultClass == faultClass && $0.dose == dose }
  }

  func proposal(on component: String, _ kind: String, _ dose: Dose = .high) -> Proposal? {
    proposal(on: .component(component), kind, dose)
  }
}
