public import Beliefs
public import SystemModel
public import Vocabulary

/// Answers *which experiment next* (chapter 3): the expected information gain of every component and link × fault class × dose,
/// the safest and most instructive first, with the arithmetic behind.
///
///     let planner = Planner(
///       model: model, networks: book.network, policy: policy, history: history, now: now, seed: 7, position: 1234)
///     let plan = planner.propose(PlanRequest(top: 5, environment: "staging"))
///     print(plan.json.prettyText)
///
/// How it goes. One word of sixty-four live-edge worlds (Kempe, Kleinberg & Tardos 2003) is swept from every component of every
/// network, one per (fault class, dose); links follow in one pass over the edges. The head of the list is forecast again with
/// more worlds until its order is settled, or exactly where few nodes can be reached; then the safety gates are asked, and the
/// proposals are written.
///
/// A pure function of what it was given: the same model, beliefs, policy, history, now, seed, position and request give an
/// equal plan, on any number of cores. Cost: some 0.1 µs for each effect that each candidate's trouble can meet.
public struct Planner: Sendable {
  /// The system.
  public let model: SystemModel
  /// The rules.
  public let policy: Policy
  /// What was run before.
  public let history: RunHistory
  /// The instant that it is asked for; nothing reads a clock.
  public let now: Timestamp
  /// The seed of all worlds, at most 2⁶³ − 1 so that JSON can carry it.
  public let seed: UInt64
  /// The log position that all of this was read at.
  public let position: Int64
  /// The safety gates.
  public let safety: SafetyEvaluator

  let networks: @Sendable (FaultClass, Dose) -> PropagationNetwork
  let predict: (@Sendable (Target, FaultKind, Dose) -> Outlook?)?

  /// A planner.
  ///
  /// - Parameters:
  ///   - networks: the beliefs under one class at one dose; asked from several threads, each pair at most once a plan.
  ///   - seed: the bits above 2⁶³ − 1 are dropped.
  ///   - safety: the gates that are asked.
  ///   - predict: the outlook that is shown with a proposal, and that the safety gates are asked with; where nil, and where it gives
  ///     nil, the planner's own worlds are, which know propagation alone. It moves no bits. Asked from several threads, of the head of
  ///     the list alone.
  public init(
    model: SystemModel, networks: @escaping @Sendable (FaultClass, Dose) -> PropagationNetwork, policy: Policy,
    history: RunHistory, now: Timestamp, seed: UInt64, position: Int64, safety: SafetyEvaluator = SafetyEvaluator(),
    predict: (@Sendable (Target, FaultKind, Dose) -> Outlook?)? = nil
  ) {
    self.model = model
    self.networks = networks
    self.policy = policy
    self.history = history
    self.now = now
    self.seed = seed & UInt64(Int64.max)
    self.position = position
    self.safety = safety
    self.predict = predict
  }

  /// The plan. Experiments that teach nothing that counts are left out: off every user-facing path, or not reaching the journey
  /// asked for; unless that very target is asked for.
  public func propose(_ request: PlanRequest) -> Plan {
    let session = PlanSession(self, request)
    return session.plan()
  }
}
