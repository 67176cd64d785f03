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
  /// - Parameters:
  ///   - withoutEvidence: whether to tell of causes that no evidence names, too.
  ///   - cause: the name of the only cause to tell of; nil for all.
  public func summaries(withoutEvidence: Bool = true, of cause: String? = nil) -> [BeliefSummary] {
    var found: [BeliefSummary] = []
    for place in causes.indices
    where (withoutEvidence || !support[place].isEmpty) && (cause == nil || causes[place].name == cause) {
      for dose in Dose.allCases { found.append(summary(place, dose)) }
    }
    return found
  }

  /// The belief about one cause at one dose.
  public func summary(_ cause: Int, _ dose: Dose) -> BeliefSummary {
    let variables = variables(cause, dose)
    let (mean, deviation) = posterior.thetaMoments(variables)
    let (low, high) = posterior.thetaInterval(variables)
    return summary(cause, dose, (mean, deviation, low, high))
  }

  private func summary(_ cause: Int, _ dose: Dose, _ shape: PlainShapes.Shape) -> BeliefSummary {
    let prior = priors[cause].theta(dose)
    let kind: BeliefSummary.Kind =
      switch causes[cause].kind {
      case .call: .propagation
      case .coupling: .coupling
      case .fault: .susceptibility
      }
    return BeliefSummary(
      kind: kind, cause: causes[cause], effect: key.effect, faultClass: key.faultClass, dose: dose,
      mean: shape.mean, standardDeviation: shape.deviation, low: shape.low, high: shape.high, priorMean: prior.mean,
      priorStandardDeviation: prior.standardDeviation, evidence: support[cause].observations[dose.index],
      lastEvidence: support[cause].last)
  }
}

/// The shapes of θ that families without evidence have in common: of equal priors they are equal, and most of a large system's are.
struct PlainShapes {
  /// Mean, standard deviation and interval of θ at a dose.
  typealias Shape = (mean: Double, deviation: Double, low: Double, high: Double)

  private var known: [ThresholdPrior: [Shape]] = [:]

  /// By dose, what `make` makes of the first that has such a prior.
  mutating func shapes(_ prior: ThresholdPrior, _ make: (Dose) -> Shape) -> [Shape] {
    if let made = known[prior] { return made }
    let made = Dose.allCases.map(make)
    known[prior] = made
    return made
  }
}

extension FamilyBeliefs {
  /// The beliefs of a family without any evidence, as ``summaries(withoutEvidence:)`` has them. O(causes), but for shapes that are new.
  func untestedSummaries(_ shapes: inout PlainShapes, withoutEvidence: Bool) -> [BeliefSummary] {
    guard withoutEvidence else { return [] }
    var found: [BeliefSummary] = []
    found.reserveCapacity(3 * causes.count)
    for place in causes.indices {
      let made = shapes.shapes(priors[place]) { dose in
        let variables = variables(place, dose)
        let (mean, deviation) = posterior.thetaMoments(variables)
        let (low, high) = posterior.thetaInterval(variables)
        return (mean, deviation, low, high)
      }
      for (dose, shape) in zip(Dose.allCases, made) { found.append(summary(place, dose, shape)) }
    }
    return found
  }
}
