public import Vocabulary

/// Beliefs that share a prior: what one tested dependency teaches about untested ones of its kind.
public struct BeliefGroup: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// What the beliefs are about.
  public enum Kind: Sendable, Hashable, Comparable {
    /// Calls: whether the caller waits, and whether guards stand before the call.
    case call(mode: CallMode, isGuarded: Bool)
    /// Hidden couplings: whether trouble of the target can reach the effect along the calls, or nothing known ties them.
    case coupling(isUpstream: Bool)
    /// Faults on the effect itself.
    case susceptibility

    private var rank: Int {
      switch self {
      case .call(let mode, let isGuarded): (mode == .sync ? 0 : 2) + (isGuarded ? 1 : 0)
      case .coupling(let isUpstream): isUpstream ? 5 : 4
      case .susceptibility: 6
      }
    }
    public static func < (one: Kind, other: Kind) -> Bool { one.rank < other.rank }
  }

  /// What the beliefs are about.
  public let kind: Kind
  /// Under faults of which class.
  public let faultClass: FaultClass

  /// A group.
  public init(_ kind: Kind, _ faultClass: FaultClass) {
    self.kind = kind
    self.faultClass = faultClass
  }

  /// Every group, in order.
  public static let all: [BeliefGroup] = {
    let kinds: [Kind] =
      CallMode.allCases.sorted().flatMap { mode in [false, true].map { .call(mode: mode, isGuarded: $0) } }
      + [.coupling(isUpstream: false), .coupling(isUpstream: true), .susceptibility]
    return kinds.flatMap { kind in FaultClass.allCases.map { BeliefGroup(kind, $0) } }
  }()

  /// By kind, then by class.
  public static func < (one: BeliefGroup, other: BeliefGroup) -> Bool {
    one.kind == other.kind ? one.faultClass < other.faultClass : one.kind < other.kind
  }

  /// `sync/latency`, `async-guarded/errors`, `coupling/data`, `coupling-upstream/data`, `susceptibility/resource`.
  public var description: String {
    switch kind {
    case .call(let mode, let isGuarded):
      mode.rawValue + (isGuarded ? "-guarded" : "") + "/" + faultClass.rawValue
    case .coupling(let isUpstream): (isUpstream ? "coupling-upstream/" : "coupling/") + faultClass.rawValue
    case .susceptibility: "susceptibility/" + faultClass.rawValue
    }
  }

  /// Reads what `description` writes; nil for anything else.
  public init?(_ text: String) {
    guard let group = BeliefGroup.all.first(where: { $0.description == text }) else { return nil }
    self = group
  }
}

extension BeliefGroup {
  /// The prior before any fit of a call that its caller leans on wholly (``Leaning``): how probably an effect degrades at a high dose; six
  /// tenths of that at low, eight at medium.
  ///
  /// A strength of half an observation (two for couplings) makes the prior of a call U-shaped: most calls either pass trouble on
  /// or do not. Leaving one run out on the two recorded campaigns (`swift test --filter CampaignTests` prints the figures;
  /// the second campaign's evidence is 147 days old and weighs 0.57), the Brier score is 0.076 and 0.061; with a strength of
  /// one it is 0.076 and 0.062, with a quarter 0.077 and 0.060. A coupling to a node upstream of the target stands for calls that
  /// nobody declared, and for what a chain of several beliefs understates: with 0.02 there too the scores are 0.075 and
  /// 0.062, with 0.2 0.077 and 0.060.
  public var defaultPrior: ThresholdPrior {
    let (strength, high) = defaultStrengthAndMean
    return ThresholdPrior(
      low: strength * high * 0.6, medium: strength * high * 0.2, high: strength * high * 0.2,
      never: strength * (1 - high))
  }

  private var defaultStrengthAndMean: (Double, Double) {
    switch kind {
    case .coupling(let isUpstream): (2, isUpstream ? 0.1 : 0.02)
    case .susceptibility: (0.5, 0.75)
    case .call(let mode, let isGuarded): (0.5, classMean * (mode == .async ? 0.5 : 1) * (isGuarded ? 0.5 : 1))
    }
  }

  private var classMean: Double {
    switch faultClass {
    case .latency: 0.6
    case .errors, .unavailable: 0.7
    case .resource: 0.5
    case .data, .control: 0.4
    }
  }
}
