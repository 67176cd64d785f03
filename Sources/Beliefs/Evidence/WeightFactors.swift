public import Vocabulary

/// What the weight of one testimony is made of: their product (chapter "Beliefs", section "Weight").
public struct WeightFactors: Sendable, Hashable {
  /// Of its grade; policy.
  public let grade: Double
  /// 1 in the environment asked about or where none is asked about, else the trust in it; policy.
  public let environment: Double
  /// Whole days between its injection and *now*, never negative.
  public let ageDays: Int64
  /// 2^(−age / half-life).
  public let age: Double
  /// How often either end changed between it and *now*; where several causes share it, of the pair that changed most.
  public let changes: Int
  /// The change factor to the power of `changes`.
  public let change: Double
  /// How surely it was the fault that was seen: 1 for a run, less for an incident.
  public let attribution: Double

  /// Age and changes together.
  public var freshness: Double { age * change }
  /// Grade × environment × freshness × attribution.
  public let weight: Double
}

extension EvidenceWeighing {
  /// The factors of what one run adds to a row about these causes. Their product is what inference takes.
  public func factors(
    _ key: EvidenceKey, _ contribution: Contribution, effect: NodeID, causes: [Cause]
  ) -> WeightFactors {
    let since = contribution.injected
    let changes = causes.map { self.changes(effect: effect, cause: $0, since: since) }.max() ?? 0
    let row = EvidenceRow(key: key, contributions: [contribution])
    return WeightFactors(
      grade: policy.weight(of: key.grade), environment: trust(key.environment), ageDays: age(day: key.day),
      age: freshness(day: key.day), changes: changes, change: changeFactor(changes: changes),
      attribution: contribution.attribution, weight: weight(row, effect: effect, causes: causes))
  }
}
