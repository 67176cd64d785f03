public import Vocabulary

/// What is asked of the planner.
public struct PlanRequest: Sendable, Equatable {
  /// What candidates are ranked by.
  public enum Ranking: String, Sendable, CaseIterable {
    /// The objective.
    case bits
    /// The objective over the expected cost.
    case bitsPerCost = "bits-per-cost"
  }

  /// How many proposals at most.
  public var top: Int
  /// A batch of so many, each chosen by what it adds to those before; nil for a plain ranking.
  public var batch: Int?
  /// Only what can reach this journey counts; nil for all journeys.
  public var journey: String?
  /// Where it is to run.
  public var environment: String?
  /// What it is to be good for.
  public var objective: PlanObjective
  /// What candidates are ranked by.
  public var ranking: Ranking

  /// Only experiments on this target, even where they teach nothing that counts; nil for all.
  public var target: Target?
  /// Only these kinds of fault, plausible or not; nil for all that are plausible or catalogued.
  public var kinds: Set<FaultKind>?
  /// Only these components, and the links to them; nil for all.
  public var places: Set<String>?
  /// Only this dose; nil for all.
  public var dose: Dose?
  /// Components that are no targets, nor an end of one, and that must not be met.
  public var exclusions: Set<String>
  /// Where the intent behind the request may run; nil for anywhere.
  public var intendedEnvironment: String?

  /// A request.
  public init(
    top: Int = 5, batch: Int? = nil, journey: String? = nil, environment: String? = nil,
    objective: PlanObjective = .information, by ranking: Ranking = .bits, target: Target? = nil,
    kinds: Set<FaultKind>? = nil, places: Set<String>? = nil, dose: Dose? = nil, exclusions: Set<String> = []
  ) {
    self.target = target
    self.kinds = kinds
    self.places = places
    self.dose = dose
    self.exclusions = exclusions
    self.top = top
    self.batch = batch
    self.journey = journey
    self.environment = environment
    self.objective = objective
    self.ranking = ranking
  }
}
