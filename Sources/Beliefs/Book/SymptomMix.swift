public import Vocabulary

/// How the degradation of one effect by one cause shows: P(errors) and P(latency), given that it degrades.
public struct SymptomMix: Sendable, Hashable {
  /// P(errors | degraded).
  public var errors: Beta
  /// P(latency | degraded).
  public var latency: Beta
  /// The weighted trials of errors and of latency.
  public var trials: (errors: Double, latency: Double) { (errors.strength - 2, latency.strength - 2) }
  /// The latest injection among the evidence.
  public var last: Timestamp?

  /// What is believed of a class before any evidence: worth two observations.
  public static func prior(_ faultClass: FaultClass) -> SymptomMix {
    let (errors, latency) =
      switch faultClass {
      case .latency: (0.2, 0.9)
      case .errors: (0.8, 0.4)
      case .unavailable: (0.8, 0.5)
      case .resource: (0.3, 0.8)
      case .data, .control: (0.5, 0.5)
      }
    return SymptomMix(
      errors: Beta(2 * errors, 2 - 2 * errors), latency: Beta(2 * latency, 2 - 2 * latency), last: nil)
  }

  private init(errors: Beta, latency: Beta, last: Timestamp?) {
    self.errors = errors
    self.latency = latency
    self.last = last
  }

  mutating func add(_ row: EvidenceRow, symptom: Symptom, weight: Double) {
    guard weight > 0 else { return }
    let counts: (Double, Double) = row.key.isDegraded ? (weight, 0) : (0, weight)
    if symptom == .errors {
      errors = Beta(errors.alpha + counts.0, errors.beta + counts.1)
    } else if symptom == .latency {
      latency = Beta(latency.alpha + counts.0, latency.beta + counts.1)
    }
    last = [last, row.contributions.map(\.injected).max()].compactMap { $0 }.max()
  }
}

extension BeliefInputs {
  /// The symptom mixes of a family for the causes with evidence about them. O(rows of the family).
  public func symptomMixes(_ key: FamilyKey) -> [Cause: SymptomMix] {
    var found: [Cause: SymptomMix] = [:]
    for row in ledger.rows(of: key) {
      guard case .symptom(_, let cause, let symptom) = row.key.subject else { continue }
      found[cause, default: .prior(key.faultClass)].add(
        row, symptom: symptom, weight: weighing.weight(row, effect: key.effect, cause: cause))
    }
    return found
  }

  /// The symptom beliefs of a family as people see them, by cause; only those with evidence, unless a cause is named.
  public func symptomSummaries(_ key: FamilyKey, including cause: Cause? = nil) -> [BeliefSummary] {
    var mixes = symptomMixes(key)
    let prior = SymptomMix.prior(key.faultClass)
    if let cause, mixes[cause] == nil { mixes[cause] = prior }
    return mixes.sorted { $0.key < $1.key }.flatMap { cause, mix in
      [(Symptom.errors, mix.errors, prior.errors), (Symptom.latency, mix.latency, prior.latency)].map {
        symptom, now, before in
        BeliefSummary(
          kind: .symptom, cause: cause, effect: key.effect, faultClass: key.faultClass, symptom: symptom,
          mean: now.mean, standardDeviation: now.standardDeviation, low: now.quantile(0.05), high: now.quantile(0.95),
          priorMean: before.mean, priorStandardDeviation: before.standardDeviation,
          evidence: now.strength - before.strength, lastEvidence: mix.last)
      }
    }
  }
}
