internal import SystemModel
internal import Vocabulary

/// One experiment that could be run: a place in one forecaster's network, and the kind of fault that names it.
struct Candidate: Sendable {
  /// Which forecaster.
  let forecaster: Int
  let site: Site
  let target: Target
  /// The kind of fault that names it.
  let choice: FaultChoices.Choice
  /// The other kinds that would teach the same.
  let alternatives: [FaultKind]
  /// Whether safety, at first sight, lets it run.
  let isAllowed: Bool
  /// Expected cost in minutes, at first sight.
  let cost: Double
  /// The weighed bits at first sight, and their standard error.
  let value: Double
  let standardError: Double
  /// What it is ranked by: `value`, or that over the cost.
  let score: Double
  /// Its place in the enumeration: settles ties.
  let order: Int

  /// Allowed before blocked, then the higher score, then the earlier in the enumeration.
  static func ranksBefore(_ one: Candidate, _ other: Candidate) -> Bool {
    if one.isAllowed != other.isAllowed { return one.isAllowed }
    return one.score != other.score ? one.score > other.score : one.order < other.order
  }
}

/// Keeps the best of many candidates, all allowed or all blocked, without sorting them all.
struct BestCandidates {
  private let limit: Int
  private var kept: [Candidate] = []
  private var floor: Double = -.infinity

  init(limit: Int) { self.limit = limit }

  mutating func offer(_ candidate: Candidate) {
    guard candidate.score > floor || kept.count < limit else { return }
    kept.append(candidate)
    if kept.count >= 4 * limit { cut() }
  }

  private mutating func cut() {
    kept.sort(by: Candidate.ranksBefore)
    kept.removeLast(max(0, kept.count - limit))
    floor = kept.last?.score ?? -.infinity
  }

  /// The best, in order.
  mutating func sorted() -> [Candidate] {
    cut()
    return kept
  }
}
