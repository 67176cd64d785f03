/// `run.started`: an experiment, or a placebo, began.
///
/// `{"environment": "staging", "target": {"component": "payments"}, "fault": {"kind": "net.latency", …}, "runner": …}`
public struct RunStarted: EventPayload {
  public static let type = EventType.runStarted
  /// The intent that it tests.
  public let intent: String?
  /// The proposal that it follows.
  public let proposal: String?
  /// Where it runs.
  public let environment: String
  /// What is disturbed; nil in a placebo, and where nobody names it.
  public let target: Target?
  /// Why nothing is named that is disturbed, though something is: so says the import of a file that names nothing. Such a run teaches
  /// nothing, for nobody knows whose trouble it was.
  public let targetUnnamed: String?
  /// The fault.
  public let fault: Fault
  /// Who or what runs it.
  public let runner: Runner
  /// The time before the fault to compare with.
  public let baseline: TimeWindow?
  /// The journeys under load.
  public let journeys: [String]

  /// A start.
  public init(
    intent: String? = nil, proposal: String? = nil, environment: String, target: Target?, targetUnnamed: String? = nil,
    fault: Fault, runner: Runner, baseline: TimeWindow? = nil, journeys: [String] = []
  ) {
    self.intent = intent
    self.proposal = proposal
    self.environment = environment
    self.target = target
    self.targetUnnamed = targetUnnamed
    self.fault = fault
    self.runner = runner
    self.baseline = baseline
    self.journeys = journeys
  }

  public init(from fields: FieldReader) throws {
    self.init(
      intent: try fields.optionalString("intent"), proposal: try fields.optionalString("proposal"),
      environment: try fields.string("environment"), target: try fields.optionalObject("target").map(Target.read),
      targetUnnamed: try fields.optionalString("targetUnnamed"), fault: try Fault.read(fields.object("fault")),
      runner: try Runner.read(fields.object("runner")),
      baseline: try fields.optionalObject("baseline").map(TimeWindow.read), journeys: try fields.strings("journeys"))
    if targetUnnamed != nil && (target != nil || fault.kind == .none) {
      throw fields.error(
        "targetUnnamed", "stands beside \(target != nil ? "a target" : "a placebo"); it says why nothing is named")
    }
    if target == nil && targetUnnamed == nil && fault.kind != .none {
      throw fields.error("target", "is missing; only a placebo (fault kind \"none\") has no target")
    }
    if target != nil && fault.kind == .none {
      throw fields.error("target", "stands in a placebo (fault kind \"none\"), which has none")
    }
  }

  public var json: JSON {
    .compact(
      ("intent", intent.map { .string($0) }), ("proposal", proposal.map { .string($0) }),
      ("environment", .string(environment)), ("target", target?.json ?? .null),
      ("targetUnnamed", targetUnnamed.map { .string($0) }), ("fault", fault.json),
      ("runner", runner.json), ("baseline", baseline?.json),
      ("journeys", journeys.isEmpty ? nil : .array(journeys.map { .string($0) })))
  }
}
