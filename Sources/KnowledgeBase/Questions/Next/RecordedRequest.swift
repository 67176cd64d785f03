import Vocabulary

/// All that a recorded proposal was computed from beside the log itself: what was asked, at which *now*, for which
/// environment, by which program. With the log position, which the proposal tells, it is what computing it again takes;
/// policy, exclusions, intents and catalogue stand in the log and are read as of that position.
///
/// In the payload of `experiment.proposed`:
/// `"request": {"top", "batch"?, "journey"?, "objective", "intent"?, "failureMode"?, "by", "seed", "goal"?, "environment"?}, "now",
/// "program"`.
struct RecordedRequest: Sendable, Equatable {
  let asked: NextRequest
  let environment: String?
  let now: Timestamp
  let program: String?

  init(_ asked: NextRequest, view: View, now: Timestamp) {
    var asked = asked
    asked.record = false
    // The planner drops the same bit, so that JSON can carry the seed.
    asked.seed &= UInt64(Int64.max)
    self.init(asked: asked, environment: view.environment, now: now, program: KnowledgeBase.programVersion)
  }

  private init(asked: NextRequest, environment: String?, now: Timestamp, program: String?) {
    self.asked = asked
    self.environment = environment
    self.now = now
    self.program = program
  }

  /// The members that stand in a recorded proposal beside the proposal's own.
  static let memberNames: Set<String> = ["request", "now", "program"]

  /// The payload of `experiment.proposed`.
  func recorded(_ proposal: JSON) -> JSON {
    let added: [JSON.Member] = [
      JSON.Member("now", .string(now.description)), JSON.Member("request", json),
      JSON.Member("program", .string(program ?? KnowledgeBase.programVersion)),
    ]
    return .object((proposal.members ?? []) + added)
  }

  /// What was asked.
  var json: JSON {
    .compact(
      ("top", .integer(Int64(asked.top))), ("batch", asked.batch.map { .integer(Int64($0)) }),
      ("journey", asked.journey.map { .string($0) }), ("objective", .string(asked.objective)),
      ("intent", asked.intent.map { .string($0) }), ("failureMode", asked.failureMode.map { .string($0) }),
      ("by", .string(asked.by)), ("seed", .integer(Int64(asked.seed))),
      ("goal", asked.goal?.json),
      ("environment", environment.map { .string($0) }))
  }

  /// The request of a recorded proposal; nil where none was recorded with it. Throws `VocabularyError` where it cannot be read.
  init?(of payload: JSON) throws {
    let fields = try FieldReader(payload)
    guard let request = payload["request"] else { return nil }
    let asked = try FieldReader(request, path: "data.request")
    guard let now = Timestamp(rfc3339: try fields.string("now")) else {
      throw fields.error("now", "is no time of RFC 3339")
    }
    self.init(
      asked: NextRequest(
        top: try asked.count("top"), batch: try asked.value("batch").map { _ in try asked.count("batch") },
        journey: try asked.optionalString("journey"), objective: try asked.string("objective"),
        intent: try asked.optionalString("intent"), failureMode: try asked.optionalString("failureMode"),
        by: try asked.string("by"),
        seed: UInt64(try asked.count("seed")), goal: try asked.optionalObject("goal").map(BreakingPointGoal.read)),
      environment: try asked.optionalString("environment"), now: now, program: try fields.optionalString("program"))
  }

  /// The request that a proposal without a recorded one must have been made by, as far as the proposal tells.
  init(guessedFrom state: ProposalState, siblings: Int) {
    let payload = state.proposed.proposal
    self.init(
      asked: NextRequest(
        top: max(1, siblings), objective: payload["objective"]?.stringValue ?? NextRequest().objective,
        seed: state.proposed.seed),
      environment: payload["environment"]?.stringValue, now: state.at, program: nil)
  }

  /// The same question, whenever it is asked.
  func isSameQuestion(as other: RecordedRequest) -> Bool {
    asked == other.asked && environment == other.environment && now == other.now
  }

  /// The view to compute it again in, as of a position.
  func view(asOf position: Int64) -> View {
    View(now: .at(now), environment: environment, asOf: .position(position))
  }
}
