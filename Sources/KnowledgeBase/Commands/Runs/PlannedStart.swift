public import Vocabulary

/// The start of a run that somebody planned: what is not stated is what its proposal, or else its intent, names.
public struct PlannedStart: Sendable {
  /// The run's id.
  public var run: String
  /// The intent that it tests.
  public var intent: String?
  /// The proposal that it follows.
  public var proposal: String?
  /// Where it runs, as stated.
  public var environment: String?
  /// The target, as stated.
  public var target: Target?
  /// The fault, as stated.
  public var fault: Fault?

  /// A start.
  public init(
    run: String, intent: String?, proposal: String?, environment: String?, target: Target?, fault: Fault?
  ) {
    self.run = run
    self.intent = intent
    self.proposal = proposal
    self.environment = environment
    self.target = target
    self.fault = fault
  }
}

extension KnowledgeBase {
  /// The start with target, fault and environment filled in. A run that was started already keeps those that it was started with,
  /// so that saying it again after its intent was revised says the same. Throws for an intent or proposal that the book does not
  /// know, that is retired, or that names no target and fault.
  public func completed(_ start: PlannedStart) throws -> PlannedStart {
    try translating {
      let state = headState()
      var whole = start
      if let held = state.runs[start.run]?.started, held.intent == start.intent, held.proposal == start.proposal {
        // The sizes of one fault belong together: a stated kind is not completed with another's magnitude.
        (whole.target, whole.fault) = (start.target ?? held.target, start.fault ?? held.fault)
        whole.environment = start.environment ?? held.environment
        return whole
      }
      // A placebo disturbs nothing, whatever the intent is about.
      if start.fault?.kind == FaultKind.none, start.target == nil, start.environment != nil { return whole }
      let named = try experiment(
        named: CheckRequest(
          target: start.target, fault: start.fault, intent: start.intent, proposal: start.proposal),
        environment: start.environment, in: state)
      whole.target = start.fault?.kind == FaultKind.none ? start.target : named.target
      (whole.fault, whole.environment) = (named.fault, named.environment)
      return whole
    }
  }
}
