internal import SystemModel
internal import Vocabulary

/// No excluded component may be within the predicted blast radius: neither one that policy excludes nor one that the intent does.
///
/// In doubt where one is excluded that the book does not know: whether it is reached nobody can tell.
public struct ExclusionGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "exclusion" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let byPolicy = Set(question.policy.excludedComponents)
    let excluded = byPolicy.union(question.exclusions).sorted()
    func source(_ name: String) -> String { byPolicy.contains(name) ? "policy" : "the intent" }
    if let own = excluded.first(where: question.targets.contains) {
      return (false, "\(own) is excluded by \(source(own)), and the fault is injected there")
    }
    var nearest: (name: String, probability: Double)?
    for name in excluded {
      let probability = question.probability(of: .component(name))
      if probability > SafetyLimits.inBlastRadiusFrom {
        return (
          false,
          "\(name) is excluded by \(source(name)) and degrades with probability \(percent(probability)); "
            + "\(percent(SafetyLimits.inBlastRadiusFrom)) is the most"
        )
      }
      if probability >= nearest?.probability ?? 0 { nearest = (name, probability) }
    }
    let unknown = excluded.filter { question.model.component($0) == nil }
    if let first = unknown.first {
      let others = unknown.count == 1 ? "" : ", nor \(unknown.dropFirst().joined(separator: ", "))"
      return (
        nil,
        "\(first) is excluded by \(source(first)), and the book knows no such component\(others), so whether it is reached cannot be "
          + "told; declare it, or exclude it under the name that the book has for it"
      )
    }
    guard let nearest else { return (true, "nothing is excluded") }
    return (
      true,
      "no excluded component degrades with more than \(percent(SafetyLimits.inBlastRadiusFrom)), \(nearest.name) with "
        + percent(nearest.probability)
    )
  }
}

/// The expected number of degraded components stays within policy.
public struct BlastRadiusGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "blast-radius" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let said = "\(short(question.expectedComponents)) components beside the target are expected to degrade"
    guard let limit = question.policy.maxExpectedComponents else { return (true, "\(said); policy sets no limit") }
    return (question.expectedComponents <= limit, "\(said); policy allows \(short(limit))")
  }
}

/// The probability that a critical journey degrades stays within policy.
public struct CriticalJourneyGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "critical-journey" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    let critical = question.model.journeys.filter { $0.criticality >= SafetyLimits.criticalFrom }
    guard !critical.isEmpty else {
      return (true, "no journey of criticality \(short(SafetyLimits.criticalFrom)) is declared")
    }
    var endangered: [(name: String, probability: Double)] = []
    for journey in critical {
      let probability = question.probability(of: .journey(journey.name))
      if probability > 0 { endangered.append((journey.name, probability)) }
    }
    endangered.sort { one, other in
      one.probability == other.probability ? one.name < other.name : one.probability > other.probability
    }
    let names = endangered.prefix(3).map { "\($0.name) \(percent($0.probability))" }.joined(separator: ", ")
    var said = "a critical journey degrades with probability \(percent(question.criticalProbability))"
    if !names.isEmpty { said += " (\(names))" }
    guard let limit = question.policy.maxCriticalJourneyProbability else {
      return (true, "\(said); policy sets no limit")
    }
    return (question.criticalProbability <= limit, "\(said); policy allows \(percent(limit))")
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

/// A span of time in the unit that suits it: `45 s`, `12 min`, `3 h`, `9 d`.
func span(_ seconds: Double) -> String {
  for (unit, length) in [("d", 86_400.0), ("h", 3600), ("min", 60)] where seconds >= 2 * length {
    return "\(Int((seconds / length).rounded())) \(unit)"
  }
  return "\(Int(seconds.rounded())) s"
}
