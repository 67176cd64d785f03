import Beliefs
import Vocabulary

/// Two states of a book, or of what it might have been, side by side: which scores and beliefs differ, and by how much.
struct SideBySide {
  /// How the two are called: "before" and "after", "was" and "would be".
  let names: (before: String, after: String)
  /// The name of the side from which bits are measured: what the other knows beyond it.
  private let reference: String
  let before: ProjectionSource
  let after: ProjectionSource
  let moves: BeliefMoves
  /// The beliefs that differ, those that evidence bears on first, the most bits first; at most so many.
  let shown: [Step.Moved]

  /// What was learned between two states: bits are KL(after ‖ before).
  init(learnedFrom before: ProjectionSource, to after: ProjectionSource, top: Int) {
    self.init(
      before, after, names: ("before", "after"), after.book.moves(since: before.book), reference: "before", top: top)
  }

  /// What is thought, beside what would be: bits are KL(was ‖ would be), what is known beyond the supposed.
  init(_ was: ProjectionSource, supposed would: ProjectionSource, top: Int) {
    self.init(
      was, would, names: ("was", "would be"), was.book.moves(since: would.book), reference: "would be", top: top)
  }

  private init(
    _ before: ProjectionSource, _ after: ProjectionSource, names: (before: String, after: String), _ moves: BeliefMoves,
    reference: String, top: Int
  ) {
    self.names = names
    self.before = before
    self.after = after
    self.moves = moves
    self.reference = reference
    let tested = SideBySide.first(top, of: moves.beliefs.filter(\.isTested))
    let rest = top - tested.count
    let untested =
      rest > 0 ? SideBySide.first(rest, of: moves.beliefs.filter { $0.change == .moved && !$0.isTested }) : []
    shown = (tested + untested).map { move in
      Step.Moved(
        move: move, bits: move.bits, before: move.summaries(in: before.book), after: move.summaries(in: after.book))
    }
  }

  /// The most bits first, of equals by name. A refit moves a belief for every call of a large system: names are put together for those
  /// alone that may come first.
  private static func first(_ count: Int, of moves: [BeliefMove]) -> [BeliefMove] {
    guard count > 0 else { return [] }
    let bits = moves.map(\.bits).sorted(by: >)
    let least = bits.count > count ? bits[count - 1] : -.infinity
    let named = moves.filter { $0.bits >= least }.map { (move: $0, id: $0.id) }
    return named.sorted { (-$0.move.bits, $0.id) < (-$1.move.bits, $1.id) }.prefix(count).map(\.move)
  }

  /// The bits over the beliefs that evidence bears on, and the leak.
  var bits: Double { moves.movedOnes.filter(\.isTested).reduce(moves.leakBits) { $0 + $1.bits } }
  /// How many of them moved.
  var movedCount: Int { moves.movedOnes.count(where: \.isTested) }
  /// The beliefs without evidence that moved: by the priors of their groups, or by traces.
  var untested: [BeliefMove] { moves.movedOnes.filter { !$0.isTested } }

  // MARK: - Beliefs

  var beliefTable: AnswerTable {
    let columns = [
      AnswerTable.Column("belief"), .init("before", names.before), .init("beforeLow", "90 % from"),
      .init("beforeHigh", "to"), .init("after", names.after), .init("afterLow", "90 % from"), .init("afterHigh", "to"),
      .init("evidenceBefore", "evidence \(names.before)"), .init("evidenceAfter", "evidence \(names.after)"),
      .init("bits"),
    ]
    let rows: [[AnswerTable.Cell]] = shown.map { one in
      let (old, new) = one.pair
      return [
        .text(new?.id ?? old?.id), .number(old?.mean), .number(old?.low), .number(old?.high), .number(new?.mean),
        .number(new?.low), .number(new?.high), .number(old?.evidence, decimals: 1),
        .number(new?.evidence, decimals: 1), .number(one.bits),
      ]
    }
    return AnswerTable(title: "Beliefs that differ", columns: columns, rows: rows)
  }

  // MARK: - Scores

  /// Every subject that has a score in either, in the order of the scoreboard.
  private var scores: [(before: ResilienceScore?, after: ResilienceScore?)] {
    let (old, new) = (before.scoreboard.all, after.scoreboard.all)
    let earlier = Dictionary(old.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
    let later = Set(new.map(\.subject))
    return new.map { (earlier[$0.subject], $0) } + old.filter { !later.contains($0.subject) }.map { ($0, nil) }
  }

  /// Those of which anything differs.
  private var changedScores: [(before: ResilienceScore?, after: ResilienceScore?)] {
    scores.filter { $0.before != $0.after }
  }

  var scoreTable: AnswerTable {
    let columns = [
      AnswerTable.Column("kind"), .init("name"), .init("before", names.before), .init("beforeLow", "90 % from"),
      .init("beforeHigh", "to"), .init("after", names.after), .init("afterLow", "90 % from"), .init("afterHigh", "to"),
      .init("coverageBefore", "coverage \(names.before)"), .init("coverageAfter", "coverage \(names.after)"),
      .init("veto"),
    ]
    let rows: [[AnswerTable.Cell]] = changedScores.map { old, new in
      let subject = (new ?? old)?.subject
      return [
        .text(subject?.kind), .text(subject?.name), .number(old?.mean), .number(old?.low), .number(old?.high),
        .number(new?.mean), .number(new?.low), .number(new?.high), .number(old?.coverage), .number(new?.coverage),
        .text(SideBySide.veto(old, new)),
      ]
    }
    return AnswerTable(title: "Scores that differ", columns: columns, rows: rows)
  }

  private static func veto(_ old: ResilienceScore?, _ new: ResilienceScore?) -> String? {
    switch (old?.isRefuted ?? false, new?.isRefuted ?? false) {
    case (true, true): "refuted"
    case (false, true): "refuted now"
    case (true, false): "no longer refuted"
    case (false, false): nil
    }
  }

  // MARK: - Documents

  /// `scores`, `beliefs`, `moved`, `bits`, `untested`, `untestedBits`, under the names of the two sides.
  var members: [(String, JSON?)] {
    let scores: [JSON] = changedScores.map { old, new in
      let subject = (new ?? old)?.subject
      return .compact(
        ("kind", .string(subject?.kind ?? "")), ("name", .string(subject?.name ?? "")),
        ("before", old.map(KnowledgeBase.json) ?? .null), ("after", new.map(KnowledgeBase.json) ?? .null))
    }
    return [
      ("scores", .array(scores)), ("beliefs", .array(shown.map(\.json))), ("moved", .integer(Int64(movedCount))),
      ("bits", .number(bits)), ("leakBits", .number(moves.leakBits)), ("untested", .integer(Int64(untested.count))),
      ("untestedBits", .number(untested.reduce(0) { $0 + $1.bits })),
      ("known", .object([JSON.Member("before", before.extent.json), JSON.Member("after", after.extent.json)])),
    ]
  }

  /// What the tables say, and what they leave out.
  var notes: [String] {
    let all = moves.beliefs.count { $0.change == .moved || $0.isTested }
    guard all > shown.count else { return sentences }
    return sentences + ["The first \(shown.count) of \(all) are shown; --top \(all) shows all."]
  }

  /// What the tables say.
  var sentences: [String] {
    var notes = [systemNote, before.extent.doubt.map { (names.before == "before" ? "Before: " : "As it was: ") + $0 }]
      .compactMap { $0 }
    notes.append(
      movedCount == 0
        ? "No belief with evidence differs."
        : "\(movedCount) beliefs with evidence differ by \(rounded(bits, 2)) bits, Σ KL(\(reference == names.before ? names.after : names.before) ‖ \(reference)), each at the dose that moved most."
    )
    if !untested.isEmpty {
      notes.append(
        "\(untested.count) beliefs without evidence follow their groups' priors and their traces, by \(rounded(untested.reduce(0) { $0 + $1.bits }, 2)) bits more."
      )
    }
    return notes
  }

  private var systemNote: String? {
    guard let old = before.scoreboard.system, let new = after.scoreboard.system else { return nil }
    func words(_ score: ResilienceScore) -> String {
      "\(rounded(score.mean, 3)) (90 % \(rounded(score.low, 3)) to \(rounded(score.high, 3)), coverage \(rounded(score.coverage, 3)))"
    }
    if old == new { return "The system's score is \(words(old)) either way." }
    let extents = (before.extent, after.extent)
    guard extents.0 != extents.1 else { return "The system: \(words(old)) → \(words(new))." }
    return
      "The system's score is \(words(old)) over \(extents.0.words), and \(words(new)) over \(extents.1.words): two systems as far as is "
      + "known, so their difference says nothing of better or worse."
  }

  /// Whether both sides know the same components and calls by number, so that their scores are of one system.
  var isOfOneSystem: Bool { before.extent == after.extent }
}

extension Step.Moved {
  /// The belief at the dose at which it moved most; one side alone where it is not in the other.
  fileprivate var pair: (before: BeliefSummary?, after: BeliefSummary?) {
    if let dose { return (dose.before, dose.after) }
    return (before.last, after.last)
  }
}

extension Scoreboard {
  /// The system, the journeys, the components.
  var all: [ResilienceScore] { [system].compactMap { $0 } + journeys + components }
}
