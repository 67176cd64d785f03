public import Vocabulary

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
  /// The dose from which on one link breaks, in place of the best experiments of the whole system.
  public var goal: BreakingPointGoal?
  /// Whether the proposals are recorded.
  public var record: Bool

  /// A request.
  public init(
    top: Int = 5, batch: Int? = nil, journey: String? = nil, objective: String = "information", intent: String? = nil,
    failureMode: String? = nil, by: String = "bits", seed: UInt64 = 1, goal: BreakingPointGoal? = nil,
    record: Bool = false
  ) {
    self.top = top
    self.batch = batch
    self.journey = journey
    self.objective = objective
    self.intent = intent
    self.failureMode = failureMode
    self.by = by
    self.seed = seed
    self.goal = goal
    self.record = record
  }
}

/// To find the dose from which on a link breaks, in the fewest runs.
public struct BreakingPointGoal: Sendable, Equatable {
  /// The link.
  public var dependency: Dependency
  /// Only this class of faults; nil for all that can be injected into the link.
  public var faultClass: FaultClass?
  /// Degrading with at least this probability is breaking.
  public var level: Double
  /// How sure the answer has to be.
  public var confidence: Double

  /// A goal.
  public init(_ dependency: Dependency, faultClass: FaultClass? = nil, level: Double = 0.5, confidence: Double = 0.9) {
    self.dependency = dependency
    self.faultClass = faultClass
    self.level = level
    self.confidence = confidence
  }

  /// `{"breakingPoint": {"caller", "callee"}, "class"?, "level", "confidence"}`.
  var json: JSON {
    .compact(
      (
        "breakingPoint",
        .compact(("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)))
      ), ("class", faultClass.map { .string($0.rawValue) }), ("level", .number(level)),
      ("confidence", .number(confidence)))
  }

  /// Reads what `json` writes. Throws `VocabularyError` for anything else.
  static func read(_ fields: FieldReader) throws -> BreakingPointGoal {
    try BreakingPointGoal(
      Dependency.read(fields.object("breakingPoint")),
      faultClass: fields.optionalString("class").flatMap(FaultClass.init(rawValue:)),
      level: fields.fraction("level"), confidence: fields.fraction("confidence"))
  }
}
