internal import SystemModel
internal import Vocabulary

/// Nothing runs in a freeze.
public struct FreezeGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "freeze" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    if let freeze = question.policy.freezes.first(where: { $0.from <= question.now && question.now < $0.to }) {
      return (false, "a freeze lasts from \(freeze.from) to \(freeze.to)")
    }
    return (true, question.policy.freezes.isEmpty ? "no freeze is set" : "no freeze at \(question.now)")
  }
}

/// Where it runs must be known, and in production how much the target matters.
public struct EnvironmentGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "environment" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    guard let environment = question.environment else { return (nil, "no environment was named") }
    guard question.isProduction else { return (true, "\(environment) is not production") }
    guard let tier = question.model.component(question.disturbed)?.tier else {
      return (nil, "\(environment) is production and the tier of \(question.disturbed) is unknown")
    }
    return (true, "\(environment) is production and \(question.disturbed) is of tier \(tier)")
  }
}

/// What is in trouble already is left alone.
public struct DegradedTargetGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "target-healthy" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    var names = [question.disturbed]
    if case .dependency(let link) = question.target { names.append(link.callee) }
    if let incident = question.history.openIncidents.first(where: { names.contains($0.component) }) {
      return (false, "\(incident.component) is degraded since \(incident.since) (incident \(incident.id))")
    }
    return (true, "no open incident names \(names.joined(separator: " or "))")
  }
}

/// A fault that is still at work would poison the baseline of a run that meets the same nodes.
public struct ResidualFaultGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "residual-fault" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let radius = question.radius
    for (run, nodes) in question.recentRadii where run.isFaultActive {
      if let met = radius.intersection(nodes).min() {
        return (false, "the fault of run \(run.id) on \(run.target) is not cleared and reaches \(met) too")
      }
    }
    return (true, "no fault is at work on what it would meet")
  }
}

/// Runs on overlapping blast radii keep their distance.
public struct SpacingGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "spacing" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let spacing = question.policy.spacingSeconds
    let radius = question.radius
    for (run, nodes) in question.recentRadii where !run.isFaultActive {
      let ended = run.endedAt ?? run.startedAt
      let gap = question.now.seconds(since: ended)
      guard gap >= 0 && gap < spacing, let met = radius.intersection(nodes).min() else { continue }
      return (
        false,
        "run \(run.id) on \(run.target) \(run.endedAt == nil ? "began" : "ended") \(Int(gap)) s ago and reached \(met) too; \(Int(spacing)) s must lie between"
      )
    }
    return (true, "no run on an overlapping blast radius within \(Int(spacing)) s")
  }
}

/// A larger dose waits for a smaller one (kinds with a magnitude alone).
public struct StartSmallGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "start-small" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    guard question.hasMagnitude else { return (true, "\(question.kind) has no magnitude") }
    guard question.dose > .low else { return (true, "low is the smallest dose") }
    let tried = question.history.runs.last {
      StartSmallGate.counts($0, question.target, question.kind.faultClass, question.dose)
    }
    if let tried { return (true, "run \(tried.id) tried \(tried.kind) at \(tried.dose.rawValue)") }
    let smaller = question.dose == .high ? "low or medium" : "low"
    return (false, "no \(smaller) dose was tried on \(question.target); start there")
  }

  /// Whether a run shows that the target was tried at a smaller dose, or at this one.
  static func counts(_ run: RunHistory.PastRun, _ target: Target, _ faultClass: FaultClass?, _ dose: Dose) -> Bool {
    run.target == target && run.kind.faultClass == faultClass && run.dose <= dose && run.grade != .e0
      && (run.endedAt != nil || run.grade != nil)
  }
}
