internal import SystemModel

/// Where the prior of a belief comes from: the default of its group, the group's fit where there is one, and what traces add.
public struct PriorAccount: Sendable, Hashable {
  /// The prior of the belief itself.
  public let theta: Beta
  /// Of a belief with doses: how it was made; nil for a symptom, whose prior is that of its class.
  public let making: Making?

  /// How the prior of a threshold dose was made.
  public struct Making: Sendable, Hashable {
    /// The group that the belief shares its prior with.
    public let group: BeliefGroup
    /// The group's prior before any fit.
    public let standard: ThresholdPrior
    /// The group's prior as fitted; nil where it has its default.
    public let fit: Fit?
    /// How much the caller leans on the call among its others, 0 to 1: the part of the group's prior that the belief gets (``Leaning``).
    public let leaning: Double
    /// What traces add; nil where they say nothing.
    public let traces: TraceSupport?
    /// The prior of the threshold dose that came of it.
    public let whole: ThresholdPrior
  }

  /// The fit of a group.
  public struct Fit: Sendable, Hashable {
    /// The fitted prior.
    public let prior: ThresholdPrior
    /// The position of the verdict at which it was fitted.
    public let position: Int64
    /// How many runs had evidence by then.
    public let runs: Int
    /// From how many calls of the group with evidence.
    public let edges: Int
  }
}

extension BeliefInputs {
  /// How the prior of a cause of an effect is made.
  func making(_ cause: Cause, of key: FamilyKey) -> PriorAccount.Making {
    let group = group(cause, of: key)
    let fit = priors.fitted[group].map {
      PriorAccount.Fit(
        prior: $0, position: priors.position, runs: priors.runs, edges: priors.edges[group] ?? 0)
    }
    return PriorAccount.Making(
      group: group, standard: group.defaultPrior, fit: fit, leaning: leaning(cause, of: key),
      traces: traces(cause, of: key),
      whole: prior(cause, of: key))
  }
}
