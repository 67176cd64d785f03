public import Vocabulary

/// The prior of one cause's threshold dose: Dirichlet(low, medium, high, never). The threshold is the smallest dose at which
/// the effect degrades; θ_d = P(threshold ≤ d).
public struct ThresholdPrior: Sendable, Hashable {
  /// Pseudo-count of a threshold at low. Positive.
  public var low: Double
  /// Pseudo-count of a threshold at medium. Positive.
  public var medium: Double
  /// Pseudo-count of a threshold at high. Positive.
  public var high: Double
  /// Pseudo-count of no threshold. Positive.
  public var never: Double

  /// Dirichlet(low, medium, high, never); all positive.
  public init(low: Double, medium: Double, high: Double, never: Double) {
    precondition(
      low > 0 && medium > 0 && high > 0 && never > 0,
      "threshold prior (\(low), \(medium), \(high), \(never)): all four counts must be positive")
    self.low = low
    self.medium = medium
    self.high = high
    self.never = never
  }

  /// low + medium + high + never.
  public var strength: Double { low + medium + high + never }

  /// The increments a₁ ~ Beta(q₁, q₂+q₃+p), a₂ ~ Beta(q₂, q₃+p), a₃ ~ Beta(q₃, p) of the stick-breaking construction
  /// (Connor & Mosimann 1969), independent, with 1 − θ_d = Π_{k≤d} (1 − a_k).
  public var increments: [Beta] {
    var increments: [Beta] = []
    addIncrements(to: &increments)
    return increments
  }

  /// Appends the three, without an array of their own.
  fileprivate func addIncrements(to increments: inout [Beta]) {
    increments.append(Beta(low, medium + high + never))
    increments.append(Beta(medium, high + never))
    increments.append(Beta(high, never))
  }

  /// The prior of θ_d alone: Beta(q₁ + … + q_d, the rest), by the Dirichlet's aggregation.
  public func theta(_ dose: Dose) -> Beta {
    switch dose {
    case .low: Beta(low, medium + high + never)
    case .medium: Beta(low + medium, high + never)
    case .high: Beta(low + medium + high, never)
    }
  }
}

/// The evidence of a family whose causes have doses, written as a plain ``FamilyEvidence`` over increments.
///
/// Cause i has the variables 3i, 3i + 1, 3i + 2. A cause at dose d is its increments up to d, so a dose is only more causes
/// in the same noisy-OR: means rise with the dose by construction and one dose teaches about the others.
///
///     var family = DoseFamily(priors: [prior, prior], leak: 0.02)
///     family.addSteady([0, 1], at: .low)
///     family.addDegraded([0], at: .high, weight: 0.5)
///     let posterior = FamilyPosterior.infer(family.evidence)
///     posterior.mean(family.variables(0, at: .medium))   // E θ_medium of cause 0
public struct DoseFamily: Sendable, Hashable {
  /// The evidence over increments, with one chain a cause.
  public private(set) var evidence: FamilyEvidence

  /// A family without observations; one threshold prior a cause.
  public init(priors: [ThresholdPrior], leak: Double = 0) {
    var increments: [Beta] = []
    increments.reserveCapacity(3 * priors.count)
    for prior in priors { prior.addIncrements(to: &increments) }
    evidence = FamilyEvidence(
      prior: increments, leak: leak, chains: priors.indices.map { 3 * $0..<3 * $0 + 3 })
  }

  /// The increments that make up a cause at a dose.
  public static func variables(_ cause: Int, at dose: Dose) -> [Int] { Array(3 * cause...3 * cause + dose.index) }

  /// The increments that make up several causes at a dose; `causes` ascending.
  public static func variables(_ causes: [Int], at dose: Dose) -> [Int] {
    causes.flatMap { variables($0, at: dose) }
  }

  /// The effect stayed steady while these causes were degraded at that dose.
  public mutating func addSteady(_ causes: [Int], at dose: Dose, weight: Double = 1, count: Int = 1) {
    evidence.addSteady(DoseFamily.variables(causes, at: dose), weight: weight, count: count)
  }

  /// The effect degraded while these causes were degraded at that dose.
  public mutating func addDegraded(_ causes: [Int], at dose: Dose, weight: Double = 1, count: Int = 1) {
    evidence.addDegraded(DoseFamily.variables(causes, at: dose), weight: weight, count: count)
  }

  /// An observation that may have been any of several, over increments (``variables(_:at:)``).
  public mutating func add(_ observation: MixedObservation) { evidence.add(observation) }
}
