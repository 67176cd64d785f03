import Beliefs
import Planner
import SystemModel
public import Vocabulary

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
  ///   - dependency: a call of the system.
  ///   - faultClass: only this class; nil for all that can be injected into the link.
  ///   - level: degrading with at least this probability is breaking.
  ///   - confidence: how sure the answer has to be.
  public func breakingPoint(
    of dependency: Dependency, faultClass only: FaultClass? = nil, level: Double = 0.5, confidence: Double = 0.9,
    view: View = View(), seed: UInt64 = 1
  ) throws -> Answer {
    try translating {
      guard level > 0, level < 1 else {
        throw FaultbookError(.usage, "--level takes a probability between 0 and 1, not \(level)")
      }
      guard confidence >= 0.5, confidence < 1 else {
        throw FaultbookError(.usage, "--confidence takes a probability from 0.5 to below 1, not \(confidence)")
      }
      let source = try self.source(view)
      let system = source.state.system
      guard system.dependency(dependency) != nil else {
        throw unknown("dependency", dependency.description, among: system.dependencies.map(\.dependency.description))
      }
      let planner = planner(source, seed: seed)
      let searches = LinkSearch.all(
        source, planner, dependency, only: only, level: level, confidence: confidence, environment: view.environment,
        seed: seed)
      guard !searches.isEmpty else {
        let word = only.map { "of class \($0.rawValue) " } ?? ""
        throw FaultbookError(.usage, "no fault \(word)can be injected into the link \(dependency)")
      }
      return BreakingPointAnswer(
        source, dependency, searches, level: level, confidence: confidence, seed: seed
      ).answer
    }
  }
}

/// The search for the breaking dose of one link under one class.
struct LinkSearch {
  let faultClass: FaultClass
  let kind: FaultKind
  let finding: DoseFinding
  /// The next experiment; nil where the answer is sure.
  let next: Dose?
  let proposal: Proposal?
  let efforts: [DoseFinding.Way: DoseFinding.Effort]

  static func all(
    _ source: ProjectionSource, _ planner: Planner, _ link: Dependency, only: FaultClass?, level: Double,
    confidence: Double, environment: String?, seed: UInt64
  ) -> [LinkSearch] {
    let kinds = (source.state.system.component(link.callee)?.kind.treatedAs ?? .service).plausibleLinkFaults
    let bands = source.state.policy.doseBands
    return FaultClass.allCases.filter { only == nil || only == $0 }.compactMap { faultClass in
      let mine = kinds.filter { $0.faultClass == faultClass }
      // A kind that comes in doses tells more than one that is there or is not.
      guard let kind = mine.first(where: { bands.edges(of: $0) != nil }) ?? mine.first else { return nil }
      let doses = bands.edges(of: kind) != nil ? Dose.allCases : [.high]
      let family = source.book.family(FamilyKey(effect: .component(link.caller), faultClass: faultClass))
      guard let place = family.index(of: .call(link.callee)) else { return nil }
      let finding = DoseFinding(
        family.posterior,
        variables: Dictionary(uniqueKeysWithValues: doses.map { ($0, family.variables(place, $0)) }),
        leak: source.book.leak.mean, level: level, confidence: confidence, seed: seed)
      let proposals = doses.compactMap { dose -> (dose: Dose, bits: Double, proposal: Proposal)? in
        let plan = planner.propose(
          PlanRequest(top: 1, environment: environment, target: .dependency(link), kinds: [kind], dose: dose))
        return plan.proposals.first.map { (dose, finding.bits(dose), $0) }
      }
      let wanted = finding.next()
      // What tells most among what may run; where nothing may, what tells most.
      let allowed = proposals.filter { $0.proposal.safety.allowed && $0.bits > 0 }
      let chosen =
        wanted == nil
        ? nil
        : allowed.first { $0.dose == wanted } ?? allowed.max { $0.bits < $1.bits }
          ?? proposals.first { $0.dose == wanted }
      var efforts: [DoseFinding.Way: DoseFinding.Effort] = [:]
      for way in DoseFinding.Way.allCases { efforts[way] = finding.effort(by: way, seed: seed) }
      return LinkSearch(
        faultClass: faultClass, kind: kind, finding: finding, next: chosen?.dose, proposal: chosen?.proposal,
        efforts: efforts)
    }
  }
}

/// Says what is known of a link's breaking doses.
private struct BreakingPointAnswer {
  private let source: ProjectionSource
  private let dependency: Dependency
  private let searches: [LinkSearch]
  private let level: Double
  private let confidence: Double
  private let seed: UInt64

  init(
    _ source: ProjectionSource, _ dependency: Dependency, _ searches: [LinkSearch], level: Double, confidence: Double,
    seed: UInt64
  ) {
    self.source = source
    self.dependency = dependency
    // What takes fewest runs to settle first; what is settled last.
    self.searches = searches.enumerated().sorted { one, other in
      let open = (one.element.next == nil, other.element.next == nil)
      if open.0 != open.1 { return !open.0 }
      let runs = (one.element.efforts[.planned]?.mean ?? 0, other.element.efforts[.planned]?.mean ?? 0)
      return runs.0 != runs.1 ? runs.0 < runs.1 : one.offset < other.offset
    }.map(\.element)
    self.level = level
    self.confidence = confidence
    self.seed = seed
  }

  var answer: Answer {
    Answer(
      json: json, table: table, notes: notes,
      isYes: searches.contains { $0.proposal?.safety.allowed == true })
  }

  private var table: AnswerTable {
    AnswerTable(
      title: "The breaking dose of \(dependency)",
      columns: [
        .init("class"), .init("low", "P(low)"), .init("medium", "P(medium)"), .init("high", "P(high)"),
        .init("never", "P(never)"), .init("next", "run next"), .init("allowed"), .init("bits"),
        .init("runs", "runs to go"), .init("ladder"), .init("bisection"),
      ],
      rows: searches.map { search in
        let standing = search.finding.standing
        return [
          .text(search.faultClass.rawValue), .number(standing[.low], decimals: 2),
          .number(standing[.medium], decimals: 2), .number(standing[.high], decimals: 2),
          .number(standing[nil], decimals: 2), .text(search.next.map { magnitude(search, $0) } ?? "settled"),
          .text(search.proposal.map { $0.safety.allowed ? "yes" : "no" }),
          .number(search.next.map(search.finding.bits)), .number(search.efforts[.planned]?.mean, decimals: 1),
          .number(search.efforts[.ladder]?.mean, decimals: 1),
          .number(search.efforts[.bisection]?.mean, decimals: 1),
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
    for search in searches {
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
    }
    notes.append(
      "Breaking: \(dependency.caller) degrades with at least \(rounded(100 * level, 0)) %. Runs to go until one answer has \(rounded(100 * confidence, 0)) %: means of simulated searches, planned, and by escalating and by halving to the same certainty. Seed \(seed)."
    )
    return notes
  }

  private var json: JSON {
    .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      (
        "dependency",
        .compact(("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)))
      ), ("level", .number(level)), ("confidence", .number(confidence)),
      ("seed", .integer(Int64(seed & UInt64(Int64.max)))), ("classes", .array(searches.map(one))))
  }

  private func one(_ search: LinkSearch) -> JSON {
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
          ("planned", search.efforts[.planned].map(effort)), ("ladder", search.efforts[.ladder].map(effort)),
          ("bisection", search.efforts[.bisection].map(effort)))
      ), ("proposal", search.proposal?.json))
  }

  private func effort(_ effort: DoseFinding.Effort) -> JSON {
    .compact(
      ("mean", .number(effort.mean)), ("low", .number(effort.low)), ("high", .number(effort.high)),
      ("openShare", .number(effort.openShare)), ("rightShare", .number(effort.rightShare)))
  }
}
