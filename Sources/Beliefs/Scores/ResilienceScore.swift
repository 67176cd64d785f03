/// A score, never without its interval, its coverage and its freshness.
public struct ResilienceScore: Sendable, Hashable {
  /// What is scored.
  public enum Subject: Sendable, Hashable {
    /// The whole system: the criticality-weighted mean over its journeys.
    case system
    /// A journey: 1 − Σ π P(it degrades | fault).
    case journey(String)
    /// A component: the probability of staying steady when one of its direct dependencies is degraded.
    case component(String)
  }

  /// What is scored.
  public let subject: Subject
  /// The posterior mean, 0 to 1.
  public let mean: Double
  /// The posterior's 5 % quantile.
  public let low: Double
  /// The posterior's 95 % quantile.
  public let high: Double
  /// How much of what could be learned has been: Σ v·n/(n + n₀) / Σ v, 0 to 1.
  public let coverage: Double
  /// The mean freshness of the evidence, by its weight, 0 to 1; nil without evidence.
  public let freshness: Double?
  /// Whether an unresolved refuted intent vetoes the number: on a journey of criticality 1, of the system; of a journey, its own.
  public let isRefuted: Bool
  /// Of a journey: what each fault takes from the score, the most first.
  public let losses: [Loss]

  /// What one fault takes from a journey's score.
  public struct Loss: Sendable, Hashable {
    /// The fault and its share π.
    public let fault: WeighedFault
    /// P(the journey degrades | the fault).
    public let probability: Double
    /// π · P.
    public var amount: Double { fault.share * probability }
  }
}

/// The scores of a system at one state of its book.
public struct Scoreboard: Sendable {
  /// The system's; nil without journeys.
  public let system: ResilienceScore?
  /// The journeys', by name.
  public let journeys: [ResilienceScore]
  /// The components', by name; those without dependencies have none.
  public let components: [ResilienceScore]
  /// The coverage of all beliefs that can reach a journey, of all where there is none.
  public let coverage: Double
  /// Components with faults that count, though no journey is known to depend on them, by name; none where no journey is declared.
  /// Their faults count as harmless to the journeys, so that declaring a component without its callers raises scores.
  public let unconnected: [String]
  /// The share of all faults' weight on them.
  public let unconnectedShare: Double
}

/// LitmusChaos' resilience score, for comparison: Σ wᵢ·successᵢ / Σ wᵢ over the experiments of a workflow, weights 0 to 10, successes
/// 0 to 1 (their probe success percentage). It says how a list of experiments went and nothing of what was not tried. Nil without
/// weight.
public func litmusScore(_ experiments: [(weight: Double, success: Double)]) -> Double? {
  let total = experiments.reduce(0) { $0 + $1.weight }
  guard total > 0 else { return nil }
  return experiments.reduce(0) { $0 + $1.weight * $1.success } / total
}
