public import Vocabulary

/// How much evidence weighs when it is asked about: grade × environment × freshness × attribution, a power prior (Ibrahim &
/// Chen 2000). Nothing reads a clock; `now` is given.
public struct EvidenceWeighing: Sendable {
  /// The instant that ages run to.
  public var now: Timestamp
  /// The environment asked about; nil where all weigh alike.
  public var environment: String?
  /// Grades' weights, half-life, change factor, trust in other environments.
  public var policy: Policy
  /// The instants of each component's changes.
  public var changes: [String: [Timestamp]]

  /// A weighing.
  public init(
    now: Timestamp, environment: String? = nil, policy: Policy = Policy(), changes: [String: [Timestamp]] = [:]
  ) {
    self.now = now
    self.environment = environment
    self.policy = policy
    self.changes = changes
  }

  /// Grade × environment × 2^(−age / half-life), with the age in whole days between UTC days, never negative. Evidence of
  /// the same day, grade E4 and environment weighs exactly 1.
  public func base(_ key: EvidenceKey) -> Double {
    policy.weight(of: key.grade) * trust(key.environment) * freshness(day: key.day)
  }

  /// The weight of a place: 1 where it is the one asked about or none is asked about.
  public func trust(_ place: String) -> Double {
    guard let environment, environment != place else { return 1 }
    return policy.trust(inEnvironment: place)
  }

  /// 2^(−age / half-life) of evidence of a UTC day.
  public func freshness(day: Int64) -> Double {
    let age = max(now.day - day, 0)
    return age == 0 ? 1 : powerOfTwo(-Double(age) / policy.halfLifeDays)
  }

  /// The change factor for every change of either end after the evidence, until now.
  public func changeFactor(effect: NodeID, cause: Cause, since instant: Timestamp) -> Double {
    guard !changes.isEmpty else { return 1 }
    var count = 0
    if effect.kind == .component { count += changesAfter(instant, of: effect.name) }
    if cause.kind != .fault && cause.name != effect.name { count += changesAfter(instant, of: cause.name) }
    var factor = 1.0
    for _ in 0..<count { factor *= policy.changeFactor }
    return factor
  }

  private func changesAfter(_ instant: Timestamp, of component: String) -> Int {
    changes[component]?.count { instant < $0 && $0 <= now } ?? 0
  }

  /// The summed weight of a row for a belief about one cause.
  public func weight(_ row: EvidenceRow, effect: NodeID, cause: Cause) -> Double {
    let base = base(row.key)
    guard base > 0 else { return 0 }
    var sum = 0.0
    for contribution in row.contributions {
      sum +=
        base * contribution.attribution * Double(contribution.count)
        * changeFactor(effect: effect, cause: cause, since: contribution.injected)
    }
    return sum
  }

  /// The summed weight of a row that several causes share: the pair that changed most decides.
  public func weight(_ row: EvidenceRow, effect: NodeID, causes: [Cause]) -> Double {
    let base = base(row.key)
    guard base > 0 else { return 0 }
    var sum = 0.0
    for contribution in row.contributions {
      let factors = causes.map { changeFactor(effect: effect, cause: $0, since: contribution.injected) }
      sum += base * contribution.attribution * Double(contribution.count) * (factors.min() ?? 1)
    }
    return sum
  }
}
