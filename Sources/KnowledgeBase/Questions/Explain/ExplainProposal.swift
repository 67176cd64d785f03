import Beliefs
import EventLog
import Planner
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// A proposal, recorded or of the present `next`: its bits by family with the belief now and after each outcome, its gates,
  /// its cost and predicted outcome, the runs like it and what they left open, why the runner-up lost; and what became of it:
  /// recorded, accepted or rejected, run, and what the run delivered of the bits that were promised.
  ///
  /// A recorded proposal is told as it was recorded. Any other is looked for among those of `request`, asked now in `view`; give
  /// what `next` was given. Throws for an id that is in neither.
  ///
  /// Shape: `{"position", "now", "id", "recorded": {"position", "at", "actor", "program"?}|null, "decision": {"decision", "why"?,
  /// "position"}|null, "target", "fault", "environment"?, "bits", "objectiveValue", "standardError", "worlds", "cost",
  /// "costUnit", "bitsOffPath", "discoveryBits", "sources": [{"effect", "effectKind", "faultClass", "bits", "weight",
  /// "weighedBits", "met", "causes", "delivered": [{"run", "bits"}], "beliefs": [{"id"?, "cause", "mean", "sd", "ifDegraded"?,
  /// "ifSteady"?, "meanNow"?}]}], "otherSources"?, "safety": as in next, "predicted", "similarRuns", "runnerUp"?, "redundant"?,
  /// "runs": [{"run", "status", "outcome"?, "grade"?, "promisedBits", "deliveredBits"?, "discoveredBits"?, "bits"?}], "proposal"}`; bits in bits,
  /// the sources' and the others' adding up to `bits`.
  public func explain(
    proposal id: String, request: NextRequest = NextRequest(), view: View = View()
  ) throws -> Answer {
    try translating {
      let source = try self.source(view)
      if let held = source.state.proposals[id] {
        return try ProposalAccount(held.proposed.proposal, held: held, source).answer(try recording(of: held))
      }
      let known = source.state.proposals.keys
      guard !source.state.system.components.isEmpty else { throw unknown("proposal", id, among: known) }
      let plan = try plan(request, view: view, source)
      guard let proposal = plan.proposals.first(where: { $0.id == id }) else {
        throw FaultbookError(
          .usage,
          "there is no proposal \"\(id)\" in this book, and it is none of the \(plan.proposals.count) that follow at position "
            + "\(plan.position) from these options; give the options that `next` was given, or record it with `next --record`"
        )
      }
      return try ProposalAccount(proposal.json, held: nil, source).answer(nil)
    }
  }

  private func recording(of held: ProposalState) throws -> ProposalAccount.Recording {
    ProposalAccount.Recording(
      position: held.position, at: held.at, actor: try log.event(at: held.position)?.actor ?? "",
      program: held.proposed.proposal["program"]?.stringValue)
  }
}

/// What is to be told of one proposal, read from its document: the same whether it was recorded or has just been computed.
struct ProposalAccount {
  /// Where and by whom it was recorded.
  struct Recording {
    let position: Int64
    let at: Timestamp
    let actor: String
    let program: String?
  }

  let payload: JSON
  let held: ProposalState?
  let source: ProjectionSource
  let target: Target
  let fault: Fault
  let dose: Dose
  let families: [Family]
  let runs: [Outcome]

  /// A family that it is expected to teach about.
  struct Family {
    let effect: NodeID
    let bits: Double
    let weight: Double
    let met: Double
    let beliefs: [CauseBelief]
    /// By run of this proposal, what it delivered about the family, in bits.
    let delivered: [(run: String, bits: Double)]
  }

  /// The belief about one of its causes: when it was proposed, should the effect degrade or not, and now.
  struct CauseBelief {
    let id: String?
    let cause: String
    let mean: Double
    let deviation: Double
    let ifDegraded: Double?
    let ifSteady: Double?
    let now: Double?
  }

  /// A run that followed it.
  struct Outcome {
    let run: RunState
    let lesson: Lesson?
  }

  init(_ payload: JSON, held: ProposalState?, _ source: ProjectionSource) throws {
    let fields = try FieldReader(payload)
    target = try Target.read(fields.object("target"))
    fault = try Fault.read(fields.object("fault"))
    dose = payload["dose"]?.stringValue.flatMap(Dose.init) ?? fault.dose(source.state.policy.doseBands)
    self.payload = payload
    self.held = held
    self.source = source
    let id = payload["id"]?.stringValue
    let lessons = Dictionary(source.lessons.map { ($0.stream, $0) }, uniquingKeysWith: { $1 })
    let runs = source.state.runs.values.filter { id != nil && $0.started?.proposal == id }
      .sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
      .map { Outcome(run: $0, lesson: lessons[StreamFamily.run.stream($0.id)]) }
    self.runs = runs
    let (faultClass, dose) = (fault.kind.faultClass, dose)
    families = (payload["sources"]?.arrayValue ?? []).compactMap {
      Family($0, faultClass, dose, runs, source)
    }
  }
}

extension ProposalAccount.Family {
  fileprivate init?(
    _ json: JSON, _ faultClass: FaultClass?, _ dose: Dose, _ runs: [ProposalAccount.Outcome], _ source: ProjectionSource
  ) {
    guard let name = json["effect"]?.stringValue else { return nil }
    let effect = json["effectKind"]?.stringValue == "journey" ? NodeID.journey(name) : .component(name)
    let key = faultClass.map { FamilyKey(effect: effect, faultClass: $0) }
    let family = key.map { source.book.family($0) }
    func number(_ name: String) -> Double { json[name]?.doubleValue ?? 0 }
    self.init(
      effect: effect, bits: number("bits"), weight: json["weight"]?.doubleValue ?? 1, met: number("met"),
      beliefs: (json["beliefs"]?.arrayValue ?? []).compactMap { ProposalAccount.CauseBelief($0, family, dose) },
      delivered: runs.compactMap { outcome in
        let found = outcome.lesson?.delivered.families.filter { $0.key == key && $0.isPropagation } ?? []
        return found.isEmpty ? nil : (outcome.run.id, found.reduce(0) { $0 + $1.bits })
      })
  }
}

extension ProposalAccount.CauseBelief {
  fileprivate init?(_ json: JSON, _ family: FamilyBeliefs?, _ dose: Dose) {
    guard let cause = json["cause"]?.stringValue, let mean = json["mean"]?.doubleValue else { return nil }
    let now = family.flatMap { family in
      (family.index(of: .call(cause)) ?? family.index(of: .coupling(cause))).map { family.summary($0, dose) }
    }
    self.init(
      id: now?.id, cause: cause, mean: mean, deviation: json["sd"]?.doubleValue ?? 0,
      ifDegraded: json["ifDegraded"]?.doubleValue, ifSteady: json["ifSteady"]?.doubleValue, now: now?.mean)
  }
}
