public import SystemModel
public import Vocabulary

/// The priors of all groups: fitted where the evidence allowed it, else the group's default. Stored with the position of the fit.
public struct GroupPriors: Sendable, Equatable {
  /// The fitted groups.
  public private(set) var fitted: [BeliefGroup: ThresholdPrior]
  /// The position of the verdict at which they were fitted; 0 before the first fit.
  public let position: Int64
  /// The number of runs with evidence at that position.
  public let runs: Int

  /// Priors, as a fit made them or as they were stored.
  public init(fitted: [BeliefGroup: ThresholdPrior] = [:], position: Int64 = 0, runs: Int = 0) {
    self.fitted = fitted
    self.position = position
    self.runs = runs
  }

  /// The prior of a group.
  public subscript(_ group: BeliefGroup) -> ThresholdPrior { fitted[group] ?? group.defaultPrior }

  /// The numbers of runs with evidence at which priors are fitted anew: 5, 10, 20, 40, …
  public static func isRefitPoint(_ runs: Int) -> Bool {
    var point = 5
    while point < runs { point *= 2 }
    return point == runs
  }

  /// Whether a refit is due: a refit point was passed since these were fitted.
  public func isRefitDue(runs count: Int) -> Bool {
    var point = 5
    while point <= runs { point *= 2 }
    return count >= point
  }
}

extension ThresholdPrior {
  /// The prior with what traces say about a call added: n = min(4, 0.1 · calls in which the callee was in trouble), split as
  /// observed, at dose medium; errors speak of class errors, delays of class latency. Passive, so capped.
  public func adding(_ traffic: Traffic, faultClass: FaultClass) -> ThresholdPrior {
    let (propagated, masked) =
      switch faultClass {
      case .errors: (traffic.propagatedErrors, traffic.maskedErrors)
      case .latency: (traffic.propagatedDelays, traffic.maskedDelays)
      default: (0, 0)
      }
    let calls = Double(propagated + masked)
    guard calls > 0 else { return self }
    let size = min(4, 0.1 * calls)
    let reached = size * Double(propagated) / calls
    let held = size - reached
    // "At medium" splits the four outcomes in two; within each half the prior's own shares stay, so it remains a Dirichlet.
    let upTo = low + medium
    let beyond = high + never
    return ThresholdPrior(
      low: low + reached * low / upTo, medium: medium + reached * medium / upTo, high: high + held * high / beyond,
      never: never + held * never / beyond)
  }
}
