/// What is asked of `next`.
public struct NextRequest: Sendable, Equatable {
  /// How many proposals at most.
  public var top: Int
  /// A batch of so many, each chosen by what it adds to those before.
  public var batch: Int?
  /// Only what can reach this journey counts.
  public var journey: String?
  /// The objective's name.
  public var objective: String
  /// A behavioural intent that target, fault and magnitude are derived for.
  public var intent: String?
  /// Only experiments that would test this failure mode.
  public var failureMode: String?
  /// `bits` or `bits-per-cost`.
  public var by: String
  /// The seed of the simulation.
  public var seed: UInt64
  /// Whether the proposals are recorded.
  public var record: Bool

  /// A request.
  public init(
    top: Int = 5, batch: Int? = nil, journey: String? = nil, objective: String = "information", intent: String? = nil,
    failureMode: String? = nil, by: String = "bits", seed: UInt64 = 1, record: Bool = false
  ) {
    self.top = top
    self.batch = batch
    self.journey = journey
    self.objective = objective
    self.intent = intent
    self.failureMode = failureMode
    self.by = by
    self.seed = seed
    self.record = record
  }
}
