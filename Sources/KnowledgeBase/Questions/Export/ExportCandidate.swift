import Interchange
import Planner
import SystemModel
import Vocabulary

/// An experiment that may be exported, with what safety says of it.
struct ExportCandidate {
  /// A proposal of a fresh plan that was not taken.
  struct PassedOver {
    let id: String
    let rank: Int
    let what: String
    let why: String
    /// What kind of obstacle it was; nil where it was none of the tool's.
    let code: ExportError.Code?
  }

  /// A proposal that was just computed, with the plan that it stands in and what was asked.
  struct Fresh {
    let proposal: Proposal
    let plan: Plan
    let asked: NextRequest
  }

  let experiment: PlannedExperiment
  /// Why it is not to be run; empty where it may.
  let objections: [String]
  /// Whether no safety gate stands in its way.
  let isSafe: Bool
  /// Whether the book holds it.
  let isRecorded: Bool
  var fresh: Fresh?
  var passedOver: [PassedOver] = []
  var notes: [String] = []

  /// What was passed over, for people.
  var passedOverNote: String? {
    guard let first = passedOver.first else { return nil }
    let others = passedOver.count > 1 ? ", and \(passedOver.count - 1) after it" : ""
    return "Passed over: rank \(first.rank), \(first.what)\(others): \(first.why)"
  }
}

extension ExportCandidate {
  /// A proposal of a fresh plan, with another kind of fault where one is asked for.
  init(_ fresh: Fresh, kind: FaultKind?, safety: ExportSafety, _ source: ProjectionSource) throws {
    let proposal = fresh.proposal
    try self.init(
      proposal.json, id: proposal.id, kind: kind, safety: safety, held: source.state.proposals[proposal.id], source)
    self.fresh = fresh
  }

  /// A recorded proposal, with what safety says of it now.
  init(_ held: ProposalState, kind: FaultKind?, safety: ExportSafety, _ source: ProjectionSource) throws {
    try self.init(held.proposed.proposal, id: held.proposed.id, kind: kind, safety: safety, held: held, source)
  }

  private init(
    _ payload: JSON, id: String, kind: FaultKind?, safety: ExportSafety, held: ProposalState?,
    _ source: ProjectionSource
  ) throws {
    let bands = source.state.policy.doseBands
    guard let told = payload["intent"] else {
      throw FaultbookError(.usage, "proposal \"\(id)\" was recorded without an intent, so there is nothing to export")
    }
    var intent = try IntentDeclared(from: FieldReader(told, path: "proposal.intent"))
    if let kind, let fault = intent.fault, fault.kind != kind {
      intent = intent.replacing(
        fault: try ExportCandidate.fault(kind, like: fault, bands), dose: fault.dose(bands))
    }
    let predicted = (payload["predicted"]?.arrayValue ?? []).compactMap { one -> PlannedExperiment.Prediction? in
      guard let fields = try? FieldReader(one), let node = try? NodeID.read(fields),
        let probability = one["probability"]?.doubleValue
      else { return nil }
      return PlannedExperiment.Prediction(node: node, probability: probability)
    }
    experiment = try PlannedExperiment(
      origin: .proposal(id), intent: intent, bands: bands, journeys: source.state.system.journeys.map(\.name),
      predicted: predicted, gates: safety.gates)
    isSafe = safety.objections.isEmpty
    var objections = safety.objections
    if let answer = held?.answer, answer.word == ProposalDecision.rejected.rawValue {
      objections.append("it was rejected at position \(answer.position)\(answer.why.map { ": \($0)" } ?? "")")
    }
    self.objections = objections
    isRecorded = held != nil
  }

  /// An intent that the book holds.
  init(_ held: IntentState, safety: ExportSafety, _ source: ProjectionSource) throws {
    let state = source.state
    experiment = try PlannedExperiment(
      origin: .intent(held.id), intent: held.current, bands: state.policy.doseBands,
      journeys: state.system.journeys.map(\.name), gates: safety.gates)
    isSafe = safety.objections.isEmpty
    objections = safety.objections + (held.retired.map { ["the intent is retired: \($0)"] } ?? [])
    isRecorded = true
  }

  /// Another kind of fault of the same class at the same dose. Throws where there is none.
  static func fault(_ kind: FaultKind, like fault: Fault, _ bands: DoseBands) throws -> Fault {
    guard kind.faultClass == fault.kind.faultClass else {
      let same = fault.kind.faultClass.map { FaultKind.kinds(of: $0).map(\.name).joined(separator: ", ") } ?? ""
      throw FaultbookError(
        .usage,
        "\(kind) is of another class than the proposed \(fault.kind) and would teach something else; of the same class are "
          + same)
    }
    let dose = fault.dose(bands)
    let magnitude = Magnitudes.magnitude(of: kind, at: dose, bands)
    guard magnitude != nil || dose == .high else {
      throw FaultbookError(
        .usage, "\(kind) has no magnitude, so its dose is always high; the proposed one is \(dose.rawValue)")
    }
    return Fault(kind: kind, magnitude: magnitude, dose: dose, scope: fault.scope)
  }
}
