public import Vocabulary

/// Beliefs that share a prior: what one tested dependency teaches about untested ones of its kind.
public struct BeliefGroup: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// What the beliefs are about.
  public enum Kind: Sendable, Hashable, Comparable {
    /// Calls: whether the caller waits, and whether guards stand before the call.
    case call(mode: CallMode, isGuarded: Bool)
    /// Hidden couplings.
    case coupling
    /// Faults on the effect itself.
    case susceptibility

    private var rank: Int {
      switch self {
      case .call(let mode, let isGuarded): (mode == .sync ? 0 : 2) + (isGuarded ? 1 : 0)
      case .coupling: 4
      case .susceptibility: 5
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
      + [.coupling, .susceptibility]
    return kinds.flatMap { kind in FaultClass.allCases.map { BeliefGroup(kind, $0) } }
  }()

  /// By kind, then by class.
  public static func < (one: BeliefGroup, other: BeliefGroup) -> Bool {
    one.kind == other.kind ? one.faultClass < other.faultClass : one.kind < other.kind
  }

  /// `sync/latency`, `async-guarded/errors`, `coupling/data`, `susceptibility/resource`.
  public var description: String {
    switch kind {
    case .call(let mode, let isGuarded):
      mode.rawValue + (isGuarded ? "-guarded" : "") + "/" + faultClass.rawValue
    case .coupling: "coupling/" + faultClass.rawValue
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
  /// The prior before any fit: how probably an effect degrades at a high dose, with a strength of one observation (two for
  /// couplings), half of it at low and three quarters at medium.
  ///
  /// A strength of one makes the prior of a call U-shaped: most calls either pass trouble on or do not. Leaving one run
  /// out, twice the strength cost 0.0015 of the Brier score on one recorded campaign and 0.003 on the other, half of it
  /// changed nothing.
  public var defaultPrior: ThresholdPrior {
    let strength = kind == .coupling ? 2.0 : 1.0
    let high = defaultMean
    return ThresholdPrior(
      low: strength * high * 0.5, medium: strength * high * 0.25, high: strength * high * 0.25,
      never: strength * (1 - high))
  }

  private var defaultMean: Double {
    switch kind {
    case .coupling: 0.02
    case .susceptibility: 0.75
    case .call(let mode, let isGuarded):
      classMean * (mode == .async ? 0.5 : 1) * (isGuarded ? 0.5 : 1)
    }
  }

  private var classMean: Double {
    switch faultClass {
    case .latency: 0.6
    case .errors, .resource: 0.5
    case .unavailable: 0.7
    case .data, .control: 0.4
    }
  }
}
