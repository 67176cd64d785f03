public import SystemModel
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
  /// Whether evidence loses weight with age.
  private var isAging = true
  /// What changed when; nil where changes do not count.
  public var model: SystemModel?

  /// A weighing.
  public init(
    now: Timestamp, environment: String? = nil, policy: Policy = Policy(), model: SystemModel? = nil
  ) {
    self.now = now
    self.environment = environment
    self.policy = policy
    self.model = model
  }

  /// The same weighing without age, changes and environments: grade and attribution alone.
  public var timeless: EvidenceWeighing {
    var copy = self
    copy.isAging = false
    copy.environment = nil
    copy.model = nil
    return copy
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
    let age = age(day: day)
    return age == 0 ? 1 : powerOfTwo(-Double(age) / policy.halfLifeDays)
  }

  /// The age of evidence of a UTC day, in whole days, never negative; 0 where age does not count.
  func age(day: Int64) -> Int64 { isAging ? max(now.day - day, 0) : 0 }

  /// The change factor for every change of either end after the evidence, until now.
  public func changeFactor(effect: NodeID, cause: Cause, since instant: Timestamp) -> Double {
    changeFactor(changes: changes(effect: effect, cause: cause, since: instant))
  }

  /// The change factor to the power of a number of changes.
  func changeFactor(changes count: Int) -> Double {
    var factor = 1.0
    for _ in 0..<count { factor *= policy.changeFactor }
    return factor
  }

  /// How often either end changed after the evidence, until now; 0 where changes do not count.
  func changes(effect: NodeID, cause: Cause, since instant: Timestamp) -> Int {
    guard let model else { return 0 }
    func changes(_ component: String) -> Int {
      model.component(component)?.changes(after: instant, upTo: now) ?? 0
    }
    var count = effect.kind == .component ? changes(effect.name) : 0
    if cause.kind != .fault { count += changes(cause.name) }
    return count
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
