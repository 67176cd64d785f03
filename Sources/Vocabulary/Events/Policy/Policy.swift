/// Everything that shapes an answer and is not evidence, as the `policy.set` events of a book leave it.
///
/// Policy is events so that a replay uses the policy of its day. Looking a value up costs a dictionary access.
public struct Policy: Sendable, Equatable {
  private var values: [String: JSON] = [:]

  /// The defaults of every setting.
  public init() {}

  /// Takes up one `policy.set`; null takes a setting back to its default.
  public mutating func apply(_ set: PolicySet) {
    if set.value.isNull { values.removeValue(forKey: set.key) } else { values[set.key] = set.value }
  }

  /// The settings that differ from their defaults, by key.
  public var settings: [(key: String, value: JSON)] { values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  private func number(_ key: String, default standard: Double) -> Double { values[key]?.doubleValue ?? standard }

  /// Days in which the weight of evidence halves.
  public var halfLifeDays: Double { number("belief.halfLifeDays", default: 180) }
  /// What every change of either end of a dependency multiplies the weight of older evidence by.
  public var changeFactor: Double { number("belief.changeFactor", default: 0.7) }
  /// How much evidence from another environment weighs.
  public func trust(inEnvironment environment: String) -> Double {
    number("belief.environmentTrust.\(environment)", default: 0.5)
  }
  /// How much evidence of a grade weighs.
  public func weight(of grade: Grade) -> Double {
    switch grade {
    case .e0, .e1: 0
    case .e2: number("belief.grade.E2", default: 0.25)
    case .e3: number("belief.grade.E3", default: 0.5)
    case .e4: number("belief.grade.E4", default: 1)
    case .e5: number("belief.grade.E5", default: 1)
    }
  }

  /// The dose bands, with those of `dose.<kind>` in place.
  public var doseBands: DoseBands {
    settings.reduce(into: DoseBands.standard) { bands, setting in
      guard setting.key.hasPrefix("dose."), let kind = FaultKind(named: String(setting.key.dropFirst(5))),
        let edges = setting.value.arrayValue?.compactMap(\.doubleValue), edges.count == 2
      else { return }
      bands = bands.setting(kind, to: DoseBands.Edges(medium: edges[0], high: edges[1]))
    }
  }

  /// The most components that a run may be expected to degrade; nil without a limit.
  public var maxExpectedComponents: Double? { values["safety.maxExpectedComponents"]?.doubleValue }
  /// The greatest allowed probability that a critical journey degrades; nil without a limit.
  public var maxCriticalJourneyProbability: Double? { values["safety.maxCriticalJourneyProbability"]?.doubleValue }
  /// The least error budget that must be left after the expected burn; nil without a limit.
  public var minBudgetRemaining: Double? { values["safety.minBudgetRemaining"]?.doubleValue }
  /// Seconds that must lie between two runs on overlapping blast radii.
  public var spacingSeconds: Double { number("safety.spacingSeconds", default: 300) }
  /// Components that no run may be likely to meet.
  public var excludedComponents: [String] { values["safety.exclude"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
  /// Times in which nothing may run.
  public var freezes: [Freeze] {
    (values["safety.freeze"]?.arrayValue ?? []).compactMap { value in
      (try? FieldReader(value)).flatMap { try? Freeze.read($0) }
    }
  }
  /// Environments in which doubt blocks.
  public var productionEnvironments: [String] {
    values["safety.production"]?.arrayValue?.compactMap(\.stringValue) ?? ["production", "prod"]
  }

  /// Whether an environment is a production one, however it is capitalised: `Production` must not pass for a playground.
  public func isProduction(_ environment: String?) -> Bool {
    guard let environment else { return false }
    return productionEnvironments.contains { EnvironmentName.same($0, environment) }
  }

  /// How much a failure mode's likelihood weighs in a score, before normalising.
  public func likelihoodWeight(_ likelihood: FailureModeCatalogued.Likelihood) -> Double {
    let given = values["score.likelihood"]?[likelihood.rawValue]?.doubleValue
    return switch likelihood {
    case .common: given ?? 9
    case .occasional: given ?? 3
    case .rare: given ?? 1
    }
  }

  /// How much a failure mode's impact weighs beside its likelihood, where modes are put in order; in no score.
  public func impactWeight(_ impact: FailureModeCatalogued.Impact) -> Double {
    let given = values["score.impact"]?[impact.rawValue]?.doubleValue
    return switch impact {
    case .critical: given ?? 8
    case .high: given ?? 4
    case .medium: given ?? 2
    case .low: given ?? 1
    }
  }

  /// A file beside or beyond the book that gets every signed checkpoint, and that the book is compared with on opening;
  /// relative to the book's folder. Nil for none.
  public var anchorFile: String? { values["audit.anchorFile"]?.stringValue }
  /// A shell command that gets every signed checkpoint on standard input, where the caller allows it; nil for none.
  public var anchorCommand: String? { values["audit.anchorCommand"]?.stringValue }

  /// Minutes that a run with a fault of this kind is taken to cost.
  public func costMinutes(of kind: FaultKind) -> Double { number("plan.cost.\(kind.name)", default: 15) }
  /// How the parts of the system are reached, as exporters read it; nil where nobody said.
  public var exportBindings: JSON? { values["export.bindings"] }
  /// Minutes that one expected degraded journey of criticality 1 is taken to cost.
  public var journeyCostMinutes: Double { number("plan.cost.journey", default: 30) }
}
