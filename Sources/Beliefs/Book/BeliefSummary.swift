public import Vocabulary

/// One belief, as people see it: the probability that an effect degrades, or shows a symptom, given its cause.
public struct BeliefSummary: Sendable, Hashable {
  /// What kind of belief.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The effect calls the cause, which is degraded.
    case propagation
    /// The effect itself is under a fault.
    case susceptibility
    /// The cause is under a fault, and the effect does not declare it.
    case coupling
    /// The effect is degraded by the cause: how it shows.
    case symptom
  }

  /// What kind of belief.
  public var kind: Kind
  /// The cause: a component, or of a susceptibility a kind of fault.
  public var cause: Cause
  /// The effect.
  public var effect: NodeID
  /// Under faults of which class.
  public var faultClass: FaultClass
  /// At which dose; nil for a symptom.
  public var dose: Dose?
  /// Which symptom; nil but for a symptom.
  public var symptom: Symptom?
  /// The posterior mean.
  public var mean: Double
  /// The posterior standard deviation.
  public var standardDeviation: Double
  /// The posterior's 5 % quantile.
  public var low: Double
  /// The posterior's 95 % quantile.
  public var high: Double
  /// The prior mean.
  public var priorMean: Double
  /// The prior standard deviation.
  public var priorStandardDeviation: Double
  /// The weighted observations that bear on it.
  public var evidence: Double
  /// The latest injection among its evidence.
  public var lastEvidence: Timestamp?

  /// `propagation:payments>checkout@latency/high`: the same belief has the same id in every state of a book.
  public var id: String {
    let node = effect.kind == .journey ? "journey " + effect.name : effect.name
    let suffix = dose?.rawValue ?? symptom?.rawValue ?? ""
    return "\(kind.rawValue):\(cause.name)>\(node)@\(faultClass.rawValue)/\(suffix)"
  }
}

extension FamilyBeliefs {
  /// The beliefs about every cause of the family at every dose, in order of the causes.
  ///
  /// - Parameter withoutEvidence: whether to tell of causes that no evidence names, too.
  public func summaries(withoutEvidence: Bool = true) -> [BeliefSummary] {
    var found: [BeliefSummary] = []
    for place in causes.indices where withoutEvidence || !support[place].isEmpty {
      for dose in Dose.allCases { found.append(summary(place, dose)) }
    }
    return found
  }

  /// The belief about one cause at one dose.
  public func summary(_ cause: Int, _ dose: Dose) -> BeliefSummary {
    let variables = variables(cause, dose)
    let (mean, deviation) = posterior.thetaMoments(variables)
    let (low, high) = posterior.thetaInterval(variables)
    let prior = priors[cause].theta(dose)
    let kind: BeliefSummary.Kind =
      switch causes[cause].kind {
      case .call: .propagation
      case .coupling: .coupling
      case .fault: .susceptibility
      }
    return BeliefSummary(
      kind: kind, cause: causes[cause], effect: key.effect, faultClass: key.faultClass, dose: dose, mean: mean,
      standardDeviation: deviation, low: low, high: high, priorMean: prior.mean,
      priorStandardDeviation: prior.standardDeviation, evidence: support[cause].observations[dose.index],
      lastEvidence: support[cause].last)
  }
}
