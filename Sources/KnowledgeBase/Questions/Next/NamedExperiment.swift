import Vocabulary

/// An experiment that somebody named: by its target and fault, by an intent that names both, or by a recorded proposal.
struct NamedExperiment {
  let target: Target
  let fault: Fault
  /// Where it is to run: as was said, else as the proposal or the intent says.
  let environment: String?
  /// The intent whose rules it keeps to.
  let intent: IntentDeclared?
}

extension KnowledgeBase {
  /// What is to be run. What is stated goes before the proposal, and the proposal before the intent. A placebo has no target and is
  /// not named so. Throws for what the book does not know, for a retired intent, and where target or fault is named nowhere.
  func experiment(
    named request: CheckRequest, environment asked: String?, in state: BookState
  ) throws -> NamedExperiment {
    var (target, fault, environment) = (request.target, request.fault, asked)
    var intent: IntentDeclared?
    if let id = request.intent {
      guard let held = state.intents[id] else { throw unknown("intent", id, among: state.intents.keys) }
      if let why = held.retired {
        throw FaultbookError(.usage, "intent \"\(id)\" is retired (\(why)), so nothing is to be run for it")
      }
      intent = held.current
    }
    if let id = request.proposal {
      guard let held = state.proposals[id] else { throw unknown("proposal", id, among: state.proposals.keys) }
      (target, fault) = (target ?? held.proposed.target, fault ?? held.proposed.fault)
      environment = environment ?? held.proposed.proposal["environment"]?.stringValue
      // What was proposed for an intent keeps to that intent's rules.
      intent =
        intent ?? held.proposed.proposal["request"]?["intent"]?.stringValue.flatMap { state.intents[$0]?.current }
    }
    (target, fault) = (target ?? intent?.target, fault ?? intent?.fault)
    environment = environment ?? intent?.environment
    guard let target, let fault else {
      let missing = target == nil ? (fault == nil ? "target and fault" : "target") : "fault"
      let subject = request.intent.map { "intent \"\($0)\" names no \(missing)" } ?? "no \(missing) is named"
      throw FaultbookError(
        .usage,
        "\(subject); `faultbook next --intent \(request.intent ?? "ID")` derives them, or give --component and --fault")
    }
    return NamedExperiment(target: target, fault: fault, environment: environment, intent: intent)
  }
}
