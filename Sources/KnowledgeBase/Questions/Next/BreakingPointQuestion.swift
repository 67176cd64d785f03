import Beliefs
import Planner
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Which fault to run next on one link to find the dose that breaks it in the fewest runs; class by class, with what is believed
  /// of its breaking dose now, how many runs that is expected to take, and how many escalating and halving would take. The
  /// answer is no where no next run may run now, or none is needed.
  ///
  /// Shape: `{"position", "now", "dependency", "level", "confidence", "seed", "classes": [{"class", "kind", "standing": {"low", "medium",
  /// "high", "never"}, "breakingDose"?, "next"?, "bits"?, "allowed"?, "runs": {"planned", "ladder", "bisection"}, "proposal"?}]}`, each of
  /// `runs` `{"mean", "low", "high", "openShare", "rightShare"}`.
  ///
  /// - Parameters:
  ///   - goal: about a call of the system.
  ///   - actor: who records the proposals, so that runs can refer to them and anyone can compute them again; nil to record nothing.
  public func breakingPoint(
    _ goal: BreakingPointGoal, view asked: View = View(), seed: UInt64 = 1, recordingAs actor: String? = nil
  ) throws -> Answer {
    try translating {
      let request = NextRequest(top: 1, seed: seed, goal: goal)
      let view = actor == nil ? asked : try viewToRecord(request, asked)
      let source = try self.source(view)
      let searches = try linkSearches(goal, view: view, source, seed: seed)
      var newlyRecorded: Int?
      if let actor {
        let recorded = RecordedRequest(request, view: view, now: source.now)
        newlyRecorded = try searches.compactMap(\.plan).reduce(0) { $0 + (try record($1, recorded, actor: actor)) }
      }
      return BreakingPointAnswer(source, goal, searches, seed: seed, newlyRecorded: newlyRecorded).answer
    }
  }

  /// The next experiments of every class, as one plan. Throws for a link that the book does not know, and for what is out of range.
  func breakingPlan(_ goal: BreakingPointGoal, view: View, _ source: ProjectionSource, seed: UInt64) throws -> Plan {
    let plans = try linkSearches(goal, view: view, source, seed: seed).compactMap(\.plan)
    guard let first = plans.first else {
      throw FaultbookError(.usage, "the breaking dose of \(goal.dependency) is settled; no experiment follows")
    }
    return first.joined(with: Array(plans.dropFirst()))
  }

  private func linkSearches(
    _ goal: BreakingPointGoal, view: View, _ source: ProjectionSource, seed: UInt64
  ) throws -> [LinkSearch] {
    guard goal.level > 0, goal.level < 1 else {
      throw FaultbookError(.usage, "--level takes a probability between 0 and 1, not \(goal.level)")
    }
    guard goal.confidence >= 0.5, goal.confidence < 1 else {
      throw FaultbookError(.usage, "--confidence takes a probability from 0.5 to below 1, not \(goal.confidence)")
    }
    let system = source.state.system
    guard system.dependency(goal.dependency) != nil else {
      throw unknown(
        "dependency", goal.dependency.description, among: system.dependencies.map(\.dependency.description))
    }
    let searches = LinkSearch.all(
      source, planner(source, seed: seed), goal, environment: view.environment, seed: seed)
    guard !searches.isEmpty else {
      let word = goal.faultClass.map { "of class \($0.rawValue) " } ?? ""
      throw FaultbookError(.usage, "no fault \(word)can be injected into the link \(goal.dependency)")
    }
    return searches
  }
}

/// The search for the breaking dose of one link under one class.
struct LinkSearch {
  let faultClass: FaultClass
  let kind: FaultKind
  let finding: DoseFinding
  /// The next experiment; nil where the answer is sure.
  let next: Dose?
  /// The plan of that experiment alone.
  let plan: Plan?
  var proposal: Proposal? { plan?.proposals.first }

  static func all(
    _ source: ProjectionSource, _ planner: Planner, _ goal: BreakingPointGoal, environment: String?, seed: UInt64
  ) -> [LinkSearch] {
    let link = goal.dependency
    let kinds = (source.state.system.component(link.callee)?.kind.treatedAs ?? .service).plausibleLinkFaults
    let bands = source.state.policy.doseBands
    return FaultClass.allCases.filter { goal.faultClass == nil || goal.faultClass == $0 }.compactMap { faultClass in
      let mine = kinds.filter { $0.faultClass == faultClass }
      // A kind that comes in doses tells more than one that is there or is not.
      guard let kind = mine.first(where: { bands.edges(of: $0) != nil }) ?? mine.first else { return nil }
      let doses = bands.edges(of: kind) != nil ? Dose.allCases : [.high]
      let family = source.book.family(FamilyKey(effect: .component(link.caller), faultClass: faultClass))
      guard let place = family.index(of: .call(link.callee)) else { return nil }
      let finding = DoseFinding(
        family.posterior,
        variables: Dictionary(uniqueKeysWithValues: doses.map { ($0, family.variables(place, $0)) }),
        leak: source.book.leak.mean, level: goal.level, confidence: goal.confidence, seed: seed)
      let plans = doses.compactMap { dose -> (dose: Dose, bits: Double, plan: Plan)? in
        let plan = planner.propose(
          PlanRequest(top: 1, environment: environment, target: .dependency(link), kinds: [kind], dose: dose))
        return plan.proposals.isEmpty ? nil : (dose, finding.bits(dose), plan)
      }
      let wanted = finding.next()
      // What tells most among what may run; where nothing may, what tells most.
      let allowed = plans.filter { $0.plan.isAnyAllowed && $0.bits > 0 }
      let chosen =
        wanted == nil
        ? nil
        : allowed.first { $0.dose == wanted } ?? allowed.max { $0.bits < $1.bits }
          ?? plans.first { $0.dose == wanted }
      return LinkSearch(
        faultClass: faultClass, kind: kind, finding: finding, next: chosen?.dose, plan: chosen?.plan)
    }
  }

  /// How many runs each way is expected to take.
  func efforts(seed: UInt64) -> [DoseFinding.Way: DoseFinding.Effort] {
    Dictionary(uniqueKeysWithValues: DoseFinding.Way.allCases.map { ($0, finding.effort(by: $0, seed: seed)) })
  }
}

/// Says what is known of a link's breaking doses.
private struct BreakingPointAnswer {
  private let source: ProjectionSource
  private let goal: BreakingPointGoal
  private let searches: [(search: LinkSearch, efforts: [DoseFinding.Way: DoseFinding.Effort])]
  private let seed: UInt64
  private let newlyRecorded: Int?

  private var dependency: Dependency { goal.dependency }

  init(
    _ source: ProjectionSource, _ goal: BreakingPointGoal, _ searches: [LinkSearch], seed: UInt64, newlyRecorded: Int?
  ) {
    self.source = source
    self.goal = goal
    // What takes fewest runs to settle first; what is settled last.
    self.searches = searches.map { ($0, $0.efforts(seed: seed)) }.enumerated().sorted { one, other in
      let open = (one.element.0.next == nil, other.element.0.next == nil)
      if open.0 != open.1 { return !open.0 }
      let runs = (one.element.1[.planned]?.mean ?? 0, other.element.1[.planned]?.mean ?? 0)
      return runs.0 != runs.1 ? runs.0 < runs.1 : one.offset < other.offset
    }.map(\.element)
    self.seed = seed
    self.newlyRecorded = newlyRecorded
  }

  var answer: Answer {
    Answer(
      json: json, table: table, notes: notes,
      isYes: searches.contains { $0.search.proposal?.safety.allowed == true })
  }

  private var table: AnswerTable {
    AnswerTable(
      title: "The breaking dose of \(dependency)",
      columns: [
        .init("class"), .init("low", "P(low)"), .init("medium", "P(medium)"), .init("high", "P(high)"),
        .init("never", "P(never)"), .init("next", "run next"), .init("allowed"), .init("bits"),
        .init("runs", "runs to go"), .init("ladder"), .init("bisection"),
        .init("unsettled", "unsettled %"),
      ],
      rows: searches.map { search, efforts in
        let standing = search.finding.standing
        return [
          .text(search.faultClass.rawValue), .number(standing[.low], decimals: 2),
          .number(standing[.medium], decimals: 2), .number(standing[.high], decimals: 2),
          .number(standing[nil], decimals: 2), .text(search.next.map { magnitude(search, $0) } ?? "settled"),
          .text(search.proposal.map { $0.safety.allowed ? "yes" : "no" }),
          .number(search.next.map(search.finding.bits)), .number(efforts[.planned]?.mean, decimals: 1),
          .number(efforts[.ladder]?.mean, decimals: 1),
          .number(efforts[.bisection]?.mean, decimals: 1),
          .number(efforts[.planned].map { 100 * $0.openShare }, decimals: 0),
        ]
      })
  }

  /// `net.latency 300 ms`, or the dose where it has no magnitude.
  private func magnitude(_ search: LinkSearch, _ dose: Dose) -> String {
    guard let found = Magnitudes.magnitude(of: search.kind, at: dose, source.state.policy.doseBands) else {
      return search.kind.name
    }
    return "\(search.kind.name) \(rounded(found.value, found.value < 10 ? 2 : 0)) \(found.unit)"
  }

  private var notes: [String] {
    var notes: [String] = []
    for (search, efforts) in searches {
      guard let proposal = search.proposal, let next = search.next else {
        if case .some(let dose) = search.finding.answer {
          let words =
            dose.map { "breaks \(dependency) from \($0.rawValue) on" } ?? "does not break \(dependency) at any dose"
          notes.append("\(search.faultClass.rawValue) \(words), as surely as was asked for.")
        }
        continue
      }
      notes.append(
        "\(search.faultClass.rawValue): \(proposal.fault.kind.name) (\(next.rawValue)), proposal \(proposal.id).")
      let blocking = proposal.safety.blocking.map { "\($0.gate): \($0.why)" }
      if !blocking.isEmpty { notes.append("   May not run now: \(blocking.joined(separator: "; ")).") }
      notes += ahead(efforts).map { "   " + $0 }
    }
    notes.append(
      "Breaking: \(dependency.caller) degrades with at least \(rounded(100 * goal.level, 0)) %. Runs to go until one answer has \(rounded(100 * goal.confidence, 0)) %: means of simulated searches, planned, and by escalating and by halving to the same certainty; a search that is unsettled after \(DoseFinding.mostRuns) runs counts as so many. Seed \(seed)."
    )
    if let newlyRecorded {
      let known = searches.count { $0.search.plan != nil } - newlyRecorded
      notes.append(
        "Recorded: \(counted(newlyRecorded, "proposal")), each under its id"
          + (known > 0 ? "; \(known) recorded already." : "."))
    }
    return notes
  }

  /// The ways that took fewer runs than the planned one, and whether that is more than chance.
  private func ahead(_ efforts: [DoseFinding.Way: DoseFinding.Effort]) -> [String] {
    guard let planned = efforts[.planned] else { return [] }
    return [(DoseFinding.Way.ladder, "Escalating"), (.bisection, "Halving")].compactMap { way, name in
      guard let lead = efforts[way]?.lead(over: planned), lead.mean > 0 else { return nil }
      return
        "\(name) took \(rounded(lead.mean, 1)) ± \(rounded(lead.halfWidth, 1)) runs fewer in \(planned.lengths.count) simulated searches"
        + (lead.mean > lead.halfWidth ? "." : ", which is within chance.")
    }
  }

  private var json: JSON {
    .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      (
        "dependency",
        .compact(("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)))
      ), ("level", .number(goal.level)), ("confidence", .number(goal.confidence)),
      ("seed", .integer(Int64(seed & UInt64(Int64.max)))),
      ("classes", .array(searches.map { one($0.search, $0.efforts) })))
  }

  private func one(_ search: LinkSearch, _ efforts: [DoseFinding.Way: DoseFinding.Effort]) -> JSON {
    let standing = search.finding.standing
    var breaking: JSON?
    if case .some(let dose) = search.finding.answer { breaking = .string(dose?.rawValue ?? "never") }
    return .compact(
      ("class", .string(search.faultClass.rawValue)), ("kind", .string(search.kind.name)),
      (
        "standing",
        .compact(
          ("low", standing[.low].map { .number($0) }), ("medium", standing[.medium].map { .number($0) }),
          ("high", standing[.high].map { .number($0) }), ("never", standing[nil].map { .number($0) }))
      ), ("breakingDose", breaking), ("next", search.next.map { .string($0.rawValue) }),
      ("bits", search.next.map { .number(search.finding.bits($0)) }),
      ("allowed", search.proposal.map { .bool($0.safety.allowed) }),
      (
        "runs",
        .compact(
          ("planned", efforts[.planned].map(effort)), ("ladder", efforts[.ladder].map(effort)),
          ("bisection", efforts[.bisection].map(effort)))
      ), ("proposal", search.proposal?.json))
  }

  private func effort(_ effort: DoseFinding.Effort) -> JSON {
    .compact(
      ("mean", .number(effort.mean)), ("low", .number(effort.low)), ("high", .number(effort.high)),
      ("openShare", .number(effort.openShare)), ("rightShare", .number(effort.rightShare)))
  }
}
