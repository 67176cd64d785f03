import Planner
import Vocabulary

/// What would be proposed, and may run, under two policies: where their gates or their rankings part.
///
/// An experiment is the same in both by its target, the class of its fault and its dose: of the kinds of a class the planner
/// names one. Looked at is what either side ranks among its first; what only one of them ranks there, the other is asked
/// about, so that a gate is compared with a gate and not with an absence.
struct ProposalsSideBySide {
  /// One experiment and how both sides see it.
  struct Pair {
    /// Nil where that side sees nothing in it that counts.
    let was: Proposal?
    let would: Proposal?
    /// The place among the first of that side; nil where it is further down.
    let rankWas: Int?
    let rankWould: Int?

    /// The gates whose answer is another: its name, before, after.
    var gates: [(was: GateVerdict, would: GateVerdict)] {
      guard let was, let would else { return [] }
      let later = Dictionary(would.safety.gates.map { ($0.gate, $0) }, uniquingKeysWith: { first, _ in first })
      return was.safety.gates.compactMap { one in
        later[one.gate].flatMap { one.passed == $0.passed ? nil : (one, $0) }
      }
    }
    /// What it is worth to either. The lists are forecast in worlds of their own, so where two estimates are apart by no more
    /// than three standard errors, the surer one stands for both.
    var values: (was: Double?, would: Double?) {
      guard let was, let would else { return (was?.value, would?.value) }
      let errors = was.standardError * was.standardError + would.standardError * would.standardError
      guard abs(was.value - would.value) <= 3 * errors.squareRoot() else { return (was.value, would.value) }
      let surer = was.standardError < would.standardError ? was.value : would.value
      return (surer, surer)
    }
    /// Whether it may run in the second and not in the first.
    var isAllowedNow: Bool { was?.safety.allowed != true && would?.safety.allowed == true }
    /// Whether it may run in the first and not in the second.
    var isRefusedNow: Bool { was?.safety.allowed == true && would?.safety.allowed != true }
    fileprivate var differs: Bool {
      isAllowedNow || isRefusedNow || !gates.isEmpty || (rankWas == nil) != (rankWould == nil)
    }
    fileprivate var place: (Int, Int, Int) {
      (isAllowedNow || isRefusedNow ? 0 : gates.isEmpty ? 2 : 1, rankWould ?? .max, rankWas ?? .max)
    }
  }

  /// Experiments that either side ranks among its first.
  let compared: Int
  /// Those that the sides see differently, the ones that become allowed or refused first.
  let pairs: [Pair]

  private struct Key: Hashable {
    let target: Target
    let faultClass: FaultClass?
    let dose: Dose

    init(_ proposal: Proposal) {
      (target, faultClass, dose) = (proposal.target, proposal.fault.kind.faultClass, proposal.dose)
    }
  }

  /// Compares the first `top` of both. Cost: two plans for each side, the second of the few targets that it did not rank.
  init(_ was: Planner, _ would: Planner, top: Int, environment: String?) {
    let request = PlanRequest(top: top, environment: environment)
    let first = (was: was.propose(request).proposals, would: would.propose(request).proposals)
    let ranks = (was: ProposalsSideBySide.byKey(first.was), would: ProposalsSideBySide.byKey(first.would))
    let keys = (first.would + first.was).map(Key.init).reduce(into: [Key]()) { keys, key in
      if !keys.contains(key) { keys.append(key) }
    }
    let all = (
      was: ProposalsSideBySide.asked(was, keys, knowing: ranks.was, environment),
      would: ProposalsSideBySide.asked(would, keys, knowing: ranks.would, environment)
    )
    compared = keys.count
    pairs = keys.map { key in
      Pair(
        was: all.was[key], would: all.would[key], rankWas: ranks.was[key]?.rank, rankWould: ranks.would[key]?.rank)
    }.filter(\.differs).sorted { $0.place < $1.place }
  }

  private static func byKey(_ proposals: [Proposal]) -> [Key: Proposal] {
    Dictionary(proposals.map { (Key($0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a side says of all keys, those that it did not rank among its first too.
  private static func asked(
    _ planner: Planner, _ keys: [Key], knowing known: [Key: Proposal], _ environment: String?
  ) -> [Key: Proposal] {
    let missing = keys.filter { known[$0] == nil }
    guard !missing.isEmpty else { return known }
    var request = PlanRequest(top: 400, environment: environment)
    // A fault on a link is looked for at the component that is called.
    request.places = Set(
      missing.map { key in
        switch key.target {
        case .component(let name): name
        case .dependency(let link): link.callee
        }
      })
    let found = byKey(planner.propose(request).proposals).filter { missing.contains($0.key) }
    return known.merging(found) { first, _ in first }
  }
}

extension ProposalsSideBySide {
  /// For people.
  var table: AnswerTable {
    let columns = [
      AnswerTable.Column("target"), .init("fault"), .init("dose"), .init("rankWas", "rank was"),
      .init("rankWould", "would be"), .init("allowedWas", "allowed was"), .init("allowedWould", "would be"),
      .init("valueWas", "value was"), .init("valueWould", "would be"), .init("gates", "gates that differ"),
    ]
    let rows: [[AnswerTable.Cell]] = pairs.map { pair in
      let one = pair.would ?? pair.was
      return [
        .text(one?.target.description), .text(one?.fault.kind.name), .text(one?.dose.rawValue),
        .integer(pair.rankWas), .integer(pair.rankWould), .text(pair.was.map(ProposalsSideBySide.word)),
        .text(pair.would.map(ProposalsSideBySide.word)), .number(pair.values.was), .number(pair.values.would),
        .text(
          pair.gates.isEmpty ? nil : pair.gates.map(\.would).map(ProposalsSideBySide.words).joined(separator: "; ")),
      ]
    }
    return AnswerTable(title: "Proposals that differ", columns: columns, rows: rows)
  }

  private static func word(_ proposal: Proposal) -> String { proposal.safety.allowed ? "yes" : "no" }

  private static func words(_ gate: GateVerdict) -> String {
    "\(gate.gate) \(gate.passed.map { $0 ? "passes" : "fails" } ?? "in doubt"): \(gate.why)"
  }

  /// `proposals`: those that differ; `proposalsCompared`, `becomeAllowed`, `becomeRefused`.
  var members: [(String, JSON?)] {
    func side(_ proposal: Proposal?, _ rank: Int?) -> JSON {
      guard let proposal else { return .null }
      return .object([
        JSON.Member("rank", rank.map { .integer(Int64($0)) } ?? .null), JSON.Member("bits", .number(proposal.bits)),
        JSON.Member("value", .number(proposal.value)), JSON.Member("standardError", .number(proposal.standardError)),
        JSON.Member("fault", proposal.fault.json),
        JSON.Member("safety", proposal.safety.json),
      ])
    }
    let differing: [JSON] = pairs.map { pair in
      let one = pair.would ?? pair.was
      return .compact(
        ("target", one?.target.json), ("faultClass", one?.fault.kind.faultClass.map { .string($0.rawValue) }),
        ("dose", one.map { .string($0.dose.rawValue) }), ("was", side(pair.was, pair.rankWas)),
        ("would", side(pair.would, pair.rankWould)),
        ("gates", .array(pair.gates.map { .string($0.would.gate) })))
    }
    return [
      ("proposals", .array(differing)), ("proposalsCompared", .integer(Int64(compared))),
      ("becomeAllowed", .integer(Int64(pairs.count(where: \.isAllowedNow)))),
      ("becomeRefused", .integer(Int64(pairs.count(where: \.isRefusedNow)))),
    ]
  }

  /// How many become allowed and refused, in a sentence.
  var note: String {
    let (allowed, refused) = (pairs.count(where: \.isAllowedNow), pairs.count(where: \.isRefusedNow))
    let what =
      allowed + refused == 0
      ? "none becomes allowed or refused" : "\(allowed) become allowed, \(refused) are refused"
    return "Of the \(compared) experiments that either policy ranks among its first, \(what)."
  }
}
