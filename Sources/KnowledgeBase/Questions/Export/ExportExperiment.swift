import Interchange
import Planner
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Writes an experiment as another tool's document, for a person or a job to run; what comes of it is tied to the proposal or
  /// the intent when it is imported. Nothing runs here.
  ///
  /// Without an id or a rank it takes the first of a fresh plan that may run and that the tool can do, also with another kind of
  /// the same class and dose, and says what it passed over. What a safety gate blocks now, and what somebody rejected, is not
  /// exported unless forced: the answer is no. Throws for an unknown id, for what the tool has nothing for, and for a fact that
  /// the bindings do not tell. Cost: that of one plan.
  ///
  /// Shape: `{"position", "tool", "proposal"?, "intent"?, "recorded", "target", "fault", "dose", "fileName"?, "passedOver":
  /// [{"id", "rank", "why"}], "gates": [{"gate", "passed", "why"}], "notes", "document"?}`; `document` is the text.
  public func export(_ request: ExportRequest, view: View = View(), actor: String) throws -> Exported {
    try translating {
      if request.record, view.asOf != .head || view.supposes {
        throw FaultbookError(.usage, "only what is proposed now can be recorded; leave --as-of away")
      }
      let view = request.record && request.id == nil ? try viewOfRecording(request.plan, view) : view
      let source = try self.source(view)
      let options = ExportOptions(
        bindings: try bindings(request, source.state.policy), mayBeUnobserved: request.mayBeUnobserved,
        mayRound: request.mayRound)
      let search = ExportSearch(book: self, request: request, options: options, view: view, source: source)
      var found = try search.candidate()
      found.notes += [found.passedOverNote].compactMap { $0 }
      guard found.objections.isEmpty || request.isForced else { return Exported(refused: found, request.tool, source) }
      let document = try Exporter.document(of: found.experiment, as: request.tool, options: options)
      if !found.objections.isEmpty {
        found.notes.append("Exported although it is not to be run: \(found.objections.joined(separator: "; "))")
      }
      let position = try recorded(&found, request, view: view, now: source.now, actor: actor)
      return Exported(document, of: found, position: position ?? source.state.position)
    }
  }

  /// What policy says of how the system is reached, and what was given over it.
  private func bindings(_ request: ExportRequest, _ policy: Policy) throws -> Bindings {
    let kept = policy.exportBindings.map { Bindings.Layer(name: "policy export.bindings", json: $0) }
    return try Bindings([kept].compactMap { $0 } + request.bindings)
  }

  /// Records a proposal of a fresh plan, where that is asked for; the head's position then.
  private func recorded(
    _ found: inout ExportCandidate, _ request: ExportRequest, view: View, now: Timestamp, actor: String
  ) throws -> Int64? {
    guard let fresh = found.fresh else { return nil }
    let id = fresh.proposal.id
    guard request.record else {
      if !found.isRecorded {
        found.notes.append("\(id) is not recorded; with --record its run can be told beside what it promised")
      }
      return nil
    }
    let asked = RecordedRequest(fresh.asked, view: view, now: now)
    let added = try record(fresh.plan.keeping(id), asked, actor: actor)
    found.notes.append("\(id) is recorded\(added == 0 ? " already" : "")")
    return headState().position
  }
}

/// Looks for the experiment that is asked for.
struct ExportSearch {
  let book: KnowledgeBase
  let request: ExportRequest
  let options: ExportOptions
  let view: View
  let source: ProjectionSource

  private var state: BookState { source.state }

  /// The experiment. Throws where there is none.
  func candidate() throws -> ExportCandidate {
    if let id = request.id { return try named(id) }
    if let rank = request.rank { return try ranked(rank) }
    return try firstPossible()
  }

  /// A proposal or an intent by its id.
  private func named(_ id: String) throws -> ExportCandidate {
    let proposal = ExportSearch.rest(of: id, after: "proposal/")
    let intent = ExportSearch.rest(of: id, after: "intent/")
    let held = intent == nil ? state.proposals[proposal ?? id] : nil
    let declared = proposal == nil ? state.intents[intent ?? id] : nil
    if held != nil, let declared, declared.current.proposal != id {
      throw FaultbookError(.usage, "\"\(id)\" is a proposal and an intent; say proposal/\(id) or intent/\(id)")
    }
    if let held {
      // Whatever they said where it was proposed, they are asked as things stand now.
      let named = try book.experiment(
        named: CheckRequest(
          fault: try fault(like: held.proposed.fault, kind: request.fault), proposal: held.proposed.id),
        environment: view.environment, in: state)
      return try ExportCandidate(held, kind: request.fault, safety: ExportSafety(named, book, source), source)
    }
    if let declared {
      if let kind = request.fault, kind != declared.current.fault?.kind {
        throw FaultbookError(.usage, "an intent's fault is its own; revise the intent to test \(kind)")
      }
      return try ExportCandidate(declared, safety: try safety(of: declared.current), source)
    }
    if let intent { throw book.unknown("intent", intent, among: state.intents.keys) }
    guard !state.system.components.isEmpty else { throw book.unknown("proposal", id, among: state.proposals.keys) }
    let plan = try book.plan(request.plan, view: view, source)
    guard let fresh = plan.proposals.first(where: { $0.id == proposal ?? id }) else {
      throw FaultbookError(
        .usage,
        "there is no proposal and no intent \"\(id)\" in this book, and it is none of the \(plan.proposals.count) that "
          + "follow at position \(plan.position) from these options; give the options that `next` was given, or record it "
          + "with `next --record`")
    }
    return try self.fresh(
      ExportCandidate.Fresh(proposal: fresh, plan: plan, asked: request.plan), kind: request.fault)
  }

  /// A proposal of a fresh plan, with what safety says of it.
  private func fresh(_ fresh: ExportCandidate.Fresh, kind: FaultKind?) throws -> ExportCandidate {
    let proposal = fresh.proposal
    let intent = fresh.asked.intent.flatMap { state.intents[$0]?.current }
    let named = NamedExperiment(
      target: proposal.target, fault: try fault(like: proposal.fault, kind: kind) ?? proposal.fault,
      environment: proposal.environment ?? intent?.environment, intent: intent)
    return try ExportCandidate(fresh, kind: kind, safety: ExportSafety(named, book, source), source)
  }

  /// What safety says of an intent; nothing where it names no target or no fault, which its export says.
  private func safety(of intent: IntentDeclared) throws -> ExportSafety {
    guard let target = intent.target, let fault = intent.fault else { return .none }
    let named = NamedExperiment(
      target: target, fault: fault, environment: view.environment ?? intent.environment, intent: intent)
    return try ExportSafety(named, book, source)
  }

  /// The fault of another kind that stands in the place of one; nil where none is asked for.
  private func fault(like proposed: Fault, kind: FaultKind?) throws -> Fault? {
    guard let kind, kind != proposed.kind else { return nil }
    return try ExportCandidate.fault(kind, like: proposed, state.policy.doseBands)
  }

  private func ranked(_ rank: Int) throws -> ExportCandidate {
    var asked = request.plan
    asked.top = max(asked.top, rank)
    let plan = try book.plan(asked, view: view, source)
    guard let proposal = plan.proposals.first(where: { $0.rank == rank }) else {
      throw FaultbookError(.usage, "rank \(rank) is not in the plan, which has \(plan.proposals.count) proposals")
    }
    return try fresh(ExportCandidate.Fresh(proposal: proposal, plan: plan, asked: asked), kind: request.fault)
  }

  /// How far down a fresh plan is looked, and in which steps: most often the first few will do.
  private static let depths = [20, 200, 1000]

  /// The first of a fresh plan that may run and that the tool can do; where nothing may run, the first.
  private func firstPossible() throws -> ExportCandidate {
    var passedOver: [ExportCandidate.PassedOver] = []
    var blocked: ExportCandidate?
    var looked = 0
    for depth in Self.depths {
      var asked = request.plan
      asked.top = max(depth, asked.top)
      let plan = try book.plan(asked, view: view, source)
      for proposal in plan.proposals.dropFirst(looked) {
        let fresh = ExportCandidate.Fresh(proposal: proposal, plan: plan, asked: asked)
        guard proposal.safety.allowed || request.isForced else {
          if blocked == nil { blocked = try self.fresh(fresh, kind: nil) }
          continue
        }
        switch try attempt(fresh) {
        case .success(let found) where !found.isSafe && !request.isForced:
          // The rules of the intent that it was planned for may forbid what the plan as such does not.
          if blocked == nil { blocked = found }
        case .success(var found):
          found.passedOver = passedOver
          return found
        case .failure(let error):
          passedOver.append(
            ExportCandidate.PassedOver(
              id: proposal.id, rank: proposal.rank, what: "\(proposal.fault.kind) on \(proposal.target)",
              why: error.message, code: error.code))
        }
      }
      looked = plan.proposals.count
      if looked < depth { break }
    }
    if let blocked, passedOver.isEmpty { return blocked }
    throw obstacle(passedOver)
  }

  /// Why none of the proposals that may run could be exported: what somebody can mend goes before what the tool has nothing for.
  private func obstacle(_ passedOver: [ExportCandidate.PassedOver]) -> FaultbookError {
    guard let first = passedOver.first else {
      return FaultbookError(.usage, "nothing is proposed, so nothing can be exported; ask `faultbook next` why")
    }
    let count = passedOver.count
    let mendables = [ExportError.Code.unsound, .missing].map { code in passedOver.filter { $0.code == code } }
    if let found = mendables.max(by: { $0.count < $1.count }), let mendable = found.first {
      let others = count - found.count
      let rest = others == 0 ? "" : ", and for the other \(others) \(request.tool.rawValue) has nothing"
      let form = mendable.code == .missing ? "; the form of the bindings: faultbook export --schema" : ""
      return FaultbookError(
        .usage,
        "\(mendable.why) (for \(mendable.what); so it is with \(found.count) of the \(count) proposals that may run\(rest))"
          + form)
    }
    return FaultbookError(
      .usage,
      "none of the \(count) proposals that may run can be done by \(request.tool.rawValue) so; of the first, "
        + "\(first.what): \(first.why)")
  }

  /// Whether the tool can do a proposal, with its own kind of fault or one that teaches the same.
  private func attempt(_ fresh: ExportCandidate.Fresh) throws -> Result<ExportCandidate, Obstacle> {
    var first: Obstacle?
    let kinds = request.fault.map { [$0] } ?? [fresh.proposal.fault.kind] + fresh.proposal.alternatives
    for kind in kinds {
      do {
        var found = try self.fresh(fresh, kind: kind)
        _ = try Exporter.document(of: found.experiment, as: request.tool, options: options)
        if let first {
          found.notes.append(
            "\(kind) stands in the place of the proposed \(fresh.proposal.fault.kind), of the same class and dose, as \(first.message)"
          )
        }
        return .success(found)
      } catch let error as ExportError where error.code != .bindings {
        // What can be mended goes before what the tool has nothing for.
        if first == nil || (first?.code == .inexpressible && error.code != .inexpressible) {
          first = Obstacle(message: error.message, code: error.code)
        }
      } catch let error as FaultbookError where request.fault != nil {
        // The kind that is asked for is of another class.
        first = first ?? Obstacle(message: error.message, code: nil)
      }
    }
    return .failure(first ?? Obstacle(message: "it names no fault", code: nil))
  }

  /// Why a proposal was passed over.
  private struct Obstacle: Error {
    let message: String
    let code: ExportError.Code?
  }

  private static func rest(of id: String, after prefix: String) -> String? {
    id.hasPrefix(prefix) ? String(id.dropFirst(prefix.count)) : nil
  }
}
