internal import SystemModel
internal import Vocabulary

/// No excluded component may be within the predicted blast radius.
public struct ExclusionGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "exclusion" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let excluded = question.policy.excludedComponents.sorted()
    var names: [String]
    switch question.target {
    case .component(let name): names = [name]
    case .dependency(let link): names = [link.caller, link.callee]
    }
    if let own = excluded.first(where: { names.contains($0) }) { return (false, "\(own) is excluded by policy") }
    names = []
    for name in excluded {
      let probability = question.probability(of: .component(name))
      if probability > SafetyLimits.inBlastRadiusFrom {
        return (false, "\(name) is excluded by policy and degrades with probability \(percent(probability))")
      }
    }
    return (true, excluded.isEmpty ? "nothing is excluded" : "no excluded component above 5 %")
  }
}

/// The expected number of degraded components stays within policy.
public struct BlastRadiusGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "blast-radius" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let expected = question.predicted.reduce(0.0) { $1.node.kind == .component ? $0 + $1.probability : $0 }
    let said = "\(short(expected)) components beside the target are expected to degrade"
    guard let limit = question.policy.maxExpectedComponents else { return (true, "\(said); policy sets no limit") }
    return (expected <= limit, "\(said); policy allows \(short(limit))")
  }
}

/// The probability that a critical journey degrades stays within policy.
public struct CriticalJourneyGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "critical-journey" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let probability = question.criticalProbability
    let said = "a critical journey degrades with probability \(percent(probability))"
    guard let limit = question.policy.maxCriticalJourneyProbability else {
      return (true, "\(said); policy sets no limit")
    }
    return (probability <= limit, "\(said); policy allows \(percent(limit))")
  }
}

/// The error budgets within the blast radius bear the expected burn.
///
/// A degraded journey is taken to burn its budget at the full rate for the length of the run: minutes / (window × allowed
/// share of failures), times the probability that it degrades. The window is that of its objective, 30 days where it has none; a
/// journey without an objective has an unknown burn, and only what is left now is compared.
public struct BudgetGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "error-budget" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let least = question.policy.minBudgetRemaining ?? 0
    var silent: [NodeID] = []
    var tightest: (node: NodeID, left: Double)?
    let radius = question.radius.sorted()
    for node in radius {
      guard let budget = question.model.budget(of: node) else {
        if node.kind == .journey { silent.append(node) }
        continue
      }
      let burn = BudgetGate.burn(node, question)
      let left = budget.remaining - (burn ?? 0)
      if left < least || budget.remaining <= 0 {
        return (
          false,
          "\(node) has \(percent(budget.remaining)) of its budget left"
            + (burn.map { ", \(percent(max(left, 0))) after an expected burn of \(percent($0))" } ?? "")
            + "; \(least > 0 ? "policy keeps \(percent(least))" : "none must be overdrawn")"
        )
      }
      if left < tightest?.left ?? .infinity { tightest = (node, left) }
    }
    if !silent.isEmpty {
      return (nil, "no budget is reported for \(silent.map(\.description).joined(separator: ", "))")
    }
    if let tightest {
      return (true, "\(tightest.node) keeps \(percent(tightest.left)) of its budget after the expected burn")
    }
    return (true, "no journey is within the blast radius")
  }

  /// The share of a journey's whole budget that the run is expected to burn; nil where its objective does not tell.
  static func burn(_ node: NodeID, _ question: SafetyQuestion) -> Double? {
    guard node.kind == .journey, let objective = question.model.journey(node.name)?.objective,
      let allowed = objective.errorRate ?? objective.availability.map({ 1 - $0 }), allowed > 0
    else { return nil }
    let window = objective.window.flatMap(minutes(of:)) ?? 30 * 24 * 60
    return question.probability(of: node) * question.minutes / (window * allowed)
  }

  /// `30d`, `4w`, `12h`, `90m` in minutes; nil for any other text.
  static func minutes(of window: String) -> Double? {
    let units: [Character: Double] = ["m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60]
    guard let last = window.last, let unit = units[last], let count = Double(window.dropLast()), count > 0 else {
      return nil
    }
    return count * unit
  }
}

/// `12 %`, below ten with a decimal where it says something.
func percent(_ share: Double) -> String {
  let value = share * 100
  let tenths = (value * 10).rounded() / 10
  return value >= 10 || tenths == tenths.rounded() ? "\(Int(value.rounded())) %" : "\(tenths) %"
}

/// A number to two decimals, without those that say nothing.
func short(_ value: Double) -> String {
  let rounded = (value * 100).rounded() / 100
  return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
}
