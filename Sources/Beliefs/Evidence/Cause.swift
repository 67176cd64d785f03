public import Vocabulary

/// One cause of one effect: what a belief is about, together with the effect, the fault class and the dose.
public struct Cause: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// How the cause comes to act on the effect.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Comparable {
    /// The effect calls the cause, and the cause is degraded: a propagation belief.
    case call
    /// The cause is under a fault, and the effect does not declare it: a hidden coupling.
    case coupling
    /// The effect is itself under a fault of the kind that the name says: a susceptibility.
    case fault

    private var index: Int {
      switch self {
      case .call: 0
      case .coupling: 1
      case .fault: 2
      }
    }
    public static func < (one: Kind, other: Kind) -> Bool { one.index < other.index }
    /// Without the name of the case: causes are looked up often.
    public func hash(into hasher: inout Hasher) { hasher.combine(index) }
  }

  /// How it acts.
  public let kind: Kind
  /// The component; of a susceptibility, the kind of fault.
  public let name: String

  /// A cause.
  public init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// A degraded callee.
  public static func call(_ component: String) -> Cause { Cause(.call, component) }
  /// A component under a fault that the effect does not declare.
  public static func coupling(_ component: String) -> Cause { Cause(.coupling, component) }
  /// A fault on the effect itself.
  public static func fault(_ kind: FaultKind) -> Cause { Cause(.fault, kind.name) }

  /// By kind, then by name.
  public static func < (one: Cause, other: Cause) -> Bool {
    one.kind == other.kind ? one.name < other.name : one.kind < other.kind
  }

  /// `call payments`.
  public var description: String { "\(kind.rawValue) \(name)" }
}

/// A family: one effect under one fault class, with all its causes.
public struct FamilyKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// What degrades.
  public let effect: NodeID
  /// Under faults of which class.
  public let faultClass: FaultClass

  /// A family.
  public init(effect: NodeID, faultClass: FaultClass) {
    self.effect = effect
    self.faultClass = faultClass
  }

  /// By effect, then by class.
  public static func < (one: FamilyKey, other: FamilyKey) -> Bool {
    one.effect == other.effect ? one.faultClass < other.faultClass : one.effect < other.effect
  }

  /// `checkout @ latency`.
  public var description: String { "\(effect) @ \(faultClass.rawValue)" }
}
