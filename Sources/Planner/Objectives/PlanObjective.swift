public import Beliefs
public import SystemModel
public import Vocabulary

/// What a plan is to be good for.
///
/// `information` asks what an outcome tells about the beliefs themselves; the others what it tells about something that hangs on
/// them: what the next meeting of each belief would show, the resilience of the journeys, or one declared intent.
public struct PlanObjective: Sendable, Hashable, CustomStringConvertible {
  /// Its name, as it is asked for.
  public let name: String
  let aim: Aim

  enum Aim: Sendable, Hashable {
    case beliefs
    case predictions
    case quantities(PredictionAim)
  }

  private init(_ name: String, _ aim: Aim) {
    self.name = name
    self.aim = aim
  }

  /// Bits over the beliefs that can still reach a journey, each family weighed by the highest criticality it can reach.
  public static let information = PlanObjective("information", .beliefs)

  /// Bits about what the next meeting of each belief would show, at every dose, weighed likewise: the expected fall of the mean
  /// KL divergence from the truth to the predictions (the expected predictive information gain of Bickford Smith et al. 2023).
  public static let prediction = PlanObjective("prediction", .predictions)

  /// The expected reduction of Σ criticality · Var R over the journeys, to first order through ∂R/∂θ at the present means.
  ///
  /// - Parameters:
  ///   - faults: what may go wrong, by likelihood, as scores count it.
  ///   - journey: the one journey that counts; nil for all.
  public static func resilience(
    of model: SystemModel, under faults: [WeighedFault], journey: String? = nil
  ) -> PlanObjective {
    let given = model.journeys.filter { journey == nil || $0.name == journey }
    // As in the scores: where all are of criticality 0, each counts the same.
    let isWeighed = given.contains { $0.criticality > 0 }
    let aim = PredictionAim(
      subjects: given.map { PredictionAim.Subject(node: .journey($0.name), weight: isWeighed ? $0.criticality : 1) },
      faults: faults.map {
        PredictionAim.Fault(target: .component($0.component), faultClass: $0.faultClass, share: $0.share)
      },
      dose: .high, measure: .variance)
    return PlanObjective("resilience", .quantities(aim))
  }

  /// Bits about whether the clauses of an intent hold.
  public static func hypothesis(_ intent: String, _ aim: PredictionAim) -> PlanObjective {
    PlanObjective("hypothesis:" + intent, .quantities(aim))
  }

  /// The unit of its value.
  public var unit: String {
    if case .quantities(let aim) = aim, aim.measure == .variance { return "variance" }
    return "bit"
  }

  /// Whether it is about anything in this system.
  public var isVacuous: Bool {
    if case .quantities(let aim) = aim { return aim.subjects.isEmpty || aim.faults.isEmpty }
    return false
  }

  public var description: String { name }
}

/// Probabilities that are to be known better: of each subject, that it degrades under a fault drawn by its share.
public struct PredictionAim: Sendable, Hashable {
  /// How a better knowledge of a probability P is measured.
  public enum Measure: Sendable, Hashable {
    /// By the expected reduction of Var P.
    case variance
    /// By the mutual information of the outcome and whether the subject degrades next time: h(P) − E h(P after).
    case bits
  }

  /// A node whose fate is asked about.
  public struct Subject: Sendable, Hashable {
    /// The component or journey.
    public let node: NodeID
    /// What its part counts.
    public let weight: Double

    /// A subject.
    public init(node: NodeID, weight: Double) {
      self.node = node
      self.weight = weight
    }
  }

  /// Where trouble of which class may begin.
  public struct Fault: Sendable, Hashable {
    /// The component or link.
    public let target: Target
    /// The class.
    public let faultClass: FaultClass
    /// Its share of all faults.
    public let share: Double

    /// A fault.
    public init(target: Target, faultClass: FaultClass, share: Double) {
      self.target = target
      self.faultClass = faultClass
      self.share = share
    }
  }

  /// Whose fate.
  public let subjects: [Subject]
  /// Under what.
  public let faults: [Fault]
  /// At which dose.
  public let dose: Dose
  /// By which measure.
  public let measure: Measure

  /// An aim.
  public init(subjects: [Subject], faults: [Fault], dose: Dose, measure: Measure) {
    self.subjects = subjects
    self.faults = faults
    self.dose = dose
    self.measure = measure
  }
}
