/// What a start adds to one of the same run that was told before. What is known of a run is not replaced by less: a start that names
/// no target, or an environment `unknown`, takes nothing away; one that names what was not named before adds it.
extension RunStarted {
  /// This start with what another one of the same run names beyond it. What both name stays as it is here.
  public func completed(by other: RunStarted) -> RunStarted {
    let disturbed = target ?? (fault.kind == .none ? nil : other.target)
    let known = fault.kind != .unknown || other.fault.kind == .none ? fault : other.fault
    return RunStarted(
      intent: intent ?? other.intent, proposal: proposal ?? other.proposal,
      environment: isPlaceNamed ? environment : other.environment, target: disturbed,
      targetUnnamed: disturbed == nil ? targetUnnamed : nil,
      fault: Fault(
        kind: known.kind, native: fault.native ?? other.fault.native, magnitude: fault.magnitude ?? known.magnitude,
        dose: fault.statedDose ?? known.statedDose, scope: fault.scope ?? known.scope),
      runner: runner, baseline: baseline ?? other.baseline, journeys: journeys.isEmpty ? other.journeys : journeys)
  }

  /// What another start of the same run says otherwise of where it was, whom it disturbed, with what, or what it tested, in words;
  /// nil where it says nothing otherwise.
  public func contradiction(in other: RunStarted) -> String? {
    if isPlaceNamed, other.isPlaceNamed, environment != other.environment {
      return "environment \(other.environment) where \(environment) stands"
    }
    if let target, let told = other.target, target != told { return "target \(told) where \(target) stands" }
    if fault.kind != .unknown, other.fault.kind != .unknown, fault.kind != other.fault.kind {
      return "fault \(other.fault.kind) where \(fault.kind) stands"
    }
    func size(_ fault: Fault) -> String? { fault.magnitude.map { "\(JSON.number($0.value).text) \($0.unit)" } }
    let pairs: [(String, String?, String?)] = [
      ("a fault of", size(fault), size(other.fault)),
      ("dose", fault.statedDose?.rawValue, other.fault.statedDose?.rawValue),
      ("scope", fault.scope.map { JSON.number($0).text }, other.fault.scope.map { JSON.number($0).text }),
      ("intent", intent, other.intent), ("proposal", proposal, other.proposal),
    ]
    for case (let name, let was?, let told?) in pairs where was != told { return "\(name) \(told) where \(was) stands" }
    return nil
  }

  /// Where the run was, whom it disturbed and with what: `in staging on pay with net.latency`.
  public var place: String {
    "in \(isPlaceNamed ? environment : "an unknown environment")"
      + (target.map { " on \($0)" } ?? (fault.kind == .none ? "" : " on a target that is not named"))
      + (fault.kind == .none ? " as a placebo" : " with \(fault.kind)")
  }

  private var isPlaceNamed: Bool { environment != "unknown" }
}
