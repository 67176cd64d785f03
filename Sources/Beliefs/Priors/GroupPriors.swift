internal import SystemModel
internal import Vocabulary

/// The priors of all groups: fitted where the evidence allowed it, else the group's default. Stored with the position of the fit.
public struct GroupPriors: Sendable, Equatable {
  /// The fitted groups.
  public private(set) var fitted: [BeliefGroup: ThresholdPrior]
  /// The position of the verdict at which they were fitted; 0 before the first fit.
  public let position: Int64
  /// The number of runs with evidence at that position.
  public let runs: Int
  /// By fitted group, the number of calls with evidence that it was fitted to.
  public let edges: [BeliefGroup: Int]

  /// Priors, as a fit made them or as they were stored.
  public init(
    fitted: [BeliefGroup: ThresholdPrior] = [:], position: Int64 = 0, runs: Int = 0, edges: [BeliefGroup: Int] = [:]
  ) {
    self.fitted = fitted
    self.position = position
    self.runs = runs
    self.edges = edges
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
