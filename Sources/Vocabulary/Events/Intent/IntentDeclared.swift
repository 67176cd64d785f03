/// `intent.declared`: what somebody believes the system does under a fault, in a form that a run can refute.
///
/// An intent may state the behaviour alone; the planner then derives target, fault and magnitude.
public struct IntentDeclared: EventPayload {
  public static let type = EventType.intentDeclared
  /// What it is about, in a line.
  public let title: String
  /// The belief, in one falsifiable sentence.
  public let hypothesis: String
  /// The journey that it speaks of.
  public let journey: String?
  /// What the fault is injected into.
  public let target: Target?
  /// The fault.
  public let fault: Fault?
  /// The claims, each with its own verdict.
  public let clauses: [Clause]
  /// What must hold before a run begins.
  public let steadyState: SteadyState?
  /// What stops a run.
  public let abortWhen: [Criterion]
  /// Components that must not be met.
  public let exclusions: [String]
  /// Where it may run.
  public let environment: String?
  /// How long a run may last, in seconds.
  public let maxDurationSeconds: Double?
  /// How the fault is undone.
  public let rollback: [String]
  /// Who answers for it.
  public let owner: String?
  /// The proposal that it came from.
  public let proposal: String?

  /// The names of its fields.
  static let fieldNames = [
    "title", "hypothesis", "journey", "target", "fault", "clauses", "steadyState", "abortWhen", "exclusions",
    "environment", "maxDurationSeconds", "rollback", "owner", "proposal",
  ]

  /// An intent.
  public init(
    title: String, hypothesis: String, journey: String? = nil, target: Target? = nil, fault: Fault? = nil,
    clauses: [Clause] = [], steadyState: SteadyState? = nil, abortWhen: [Criterion] = [], exclusions: [String] = [],
    environment: String? = nil, maxDurationSeconds: Double? = nil, rollback: [String] = [], owner: String? = nil,
    proposal: String? = nil
  ) {
    self.title = title
    self.hypothesis = hypothesis
    self.journey = journey
    self.target = target
    self.fault = fault
    self.clauses = clauses
    self.steadyState = steadyState
    self.abortWhen = abortWhen
    self.exclusions = exclusions
    self.environment = environment
    self.maxDurationSeconds = maxDurationSeconds
    self.rollback = rollback
    self.owner = owner
    self.proposal = proposal
  }

  public init(from fields: FieldReader) throws {
    self.init(
      title: try fields.string("title"), hypothesis: try fields.string("hypothesis"),
      journey: try fields.optionalString("journey"), target: try fields.optionalObject("target").map(Target.read),
      fault: try fields.optionalObject("fault").map(Fault.read),
      clauses: try fields.objects("clauses", Clause.read),
      steadyState: try fields.optionalObject("steadyState").map(SteadyState.read),
      abortWhen: try fields.objects("abortWhen", Criterion.read), exclusions: try fields.strings("exclusions"),
      environment: try fields.optionalString("environment"),
      maxDurationSeconds: try fields.optionalAmount("maxDurationSeconds"), rollback: try fields.strings("rollback"),
      owner: try fields.optionalString("owner"), proposal: try fields.optionalString("proposal"))
    let ids = clauses.map(\.id)
    if Set(ids).count != ids.count { throw fields.error("clauses", "two clauses share an id; each needs its own") }
  }

  public var json: JSON {
    func list(_ words: [String]) -> JSON? { words.isEmpty ? nil : .array(words.map { .string($0) }) }
    return .compact(
      ("title", .string(title)), ("hypothesis", .string(hypothesis)), ("journey", journey.map { .string($0) }),
      ("target", target?.json), ("fault", fault?.json),
      ("clauses", clauses.isEmpty ? nil : .array(clauses.map(\.json))), ("steadyState", steadyState?.json),
      ("abortWhen", abortWhen.isEmpty ? nil : .array(abortWhen.map(\.json))), ("exclusions", list(exclusions)),
      ("environment", environment.map { .string($0) }),
      ("maxDurationSeconds", maxDurationSeconds.map { .number($0) }), ("rollback", list(rollback)),
      ("owner", owner.map { .string($0) }), ("proposal", proposal.map { .string($0) }))
  }
}
