public import SystemModel
public import Vocabulary

/// All that beliefs are a function of: evidence, priors, the system, and how evidence weighs (now, environment, policy).
public struct BeliefInputs: Sendable {
  /// What runs and incidents taught.
  public var ledger: EvidenceLedger
  /// The groups' priors.
  public var priors: GroupPriors
  /// What exists, what changed and what traces saw.
  public var model: SystemModel
  /// The same as a graph.
  public var graph: SystemGraph
  /// How evidence weighs.
  public var weighing: EvidenceWeighing
  /// How much a caller leans on one call among its others.
  public var leaning = Leaning.standard
  /// By run or incident, what is thought of what was not seen in it: made by a book (see ``prepareUnseen(leak:)``), and nil before.
  var unseen: UnseenBook?
  /// By tested target, by node: whether the target's trouble can reach it along the calls.
  private var upstream: [String: [Bool]]

  /// Inputs.
  ///
  /// - Parameter graph: that of the model, where it is at hand already.
  public init(
    ledger: EvidenceLedger, priors: GroupPriors = GroupPriors(), model: SystemModel, graph: SystemGraph? = nil,
    now: Timestamp, environment: String? = nil, policy: Policy = Policy()
  ) {
    self.ledger = ledger
    self.priors = priors
    self.model = model
    let graph = graph ?? model.graph
    self.graph = graph
    upstream = [:]
    for name in ledger.testedTargets { upstream[name] = BeliefInputs.reach(of: name, graph) }
    weighing = EvidenceWeighing(now: now, environment: environment, policy: policy, model: model)
  }

  /// Keeps at hand whom the trouble of newly tested targets can reach.
  mutating func prepare(targets: Set<String>) {
    for name in targets where upstream[name] == nil { upstream[name] = BeliefInputs.reach(of: name, graph) }
  }

  private static func reach(of component: String, _ graph: SystemGraph) -> [Bool] {
    graph.reachable(from: graph.index(.component(component)).map { [$0] } ?? [])
  }

  /// Whether a component's trouble can reach a node along the calls. O(1) for a tested target.
  func isUpstream(_ node: NodeID, of component: String) -> Bool {
    guard let place = graph.index(node) else { return false }
    return (upstream[component] ?? BeliefInputs.reach(of: component, graph))[place]
  }

  /// The leak: Beta(1, 49), and one trial for every node of every placebo.
  public var leak: Beta {
    var leak = Beta(1, 49)
    for row in ledger.leakRows { add(row, toLeak: &leak) }
    return leak
  }

  /// Counts the trials of a row of the leak.
  func add(_ row: EvidenceRow, toLeak leak: inout Beta) {
    let base = weighing.base(row.key)
    let weight = row.contributions.reduce(0) { $0 + base * $1.attribution * Double($1.count) }
    if row.key.isDegraded { leak.alpha += weight } else { leak.beta += weight }
  }
}
