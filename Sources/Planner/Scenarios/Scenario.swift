public import Vocabulary

/// Something to try, and what in the traces suggests it.
public struct Scenario: Sendable, Equatable {
  /// The kinds of scenarios. Open: more come as static members.
  public struct Kind: Sendable, Hashable, CustomStringConvertible {
    /// Its name, as it stands in ids.
    public let name: String

    private init(_ name: String) { self.name = name }

    /// Let a callee fail and see what its callers' retries make of it.
    public static let retryAmplification = Kind("retry-amplification")
    /// Make a slow call slower for all.
    public static let slowDependency = Kind("slow-dependency")
    /// Let messages overtake each other.
    public static let reordering = Kind("reordering")
    /// Take the cache away and see what becomes of the store behind it.
    public static let cacheStampede = Kind("cache-stampede")
    /// Let a callee take just longer than its caller waits.
    public static let timeoutMismatch = Kind("timeout-mismatch")
    /// Let a call fail more often than it does.
    public static let failingDependency = Kind("failing-dependency")

    /// All that there are, by name.
    public static let all: [Kind] = [
      .cacheStampede, .failingDependency, .reordering, .retryAmplification, .slowDependency, .timeoutMismatch,
    ]

    /// The kind of that name; nil where there is none.
    public init?(named name: String) {
      guard let known = Kind.all.first(where: { $0.name == name }) else { return nil }
      self = known
    }

    /// The failure mode of the shipped catalogue that it is of.
    public var failureMode: String {
      switch self {
      case .retryAmplification: "XF-001"
      case .cacheStampede: "XF-002"
      case .reordering: "XF-003"
      case .timeoutMismatch: "XF-005"
      case .slowDependency: "XF-008"
      default: "IF-016"
      }
    }

    public var description: String { name }
  }

  /// `kind:caller>callee`, the same for the same call.
  public let id: String
  /// What is tried.
  public let kind: Kind
  /// The call that suggests it.
  public let dependency: Dependency
  /// What is to be disturbed.
  public let target: Target
  /// The fault to inject there.
  public let fault: Fault
  /// What the traces show, in a sentence.
  public let why: String
  /// The figures behind it, each with its unit.
  public let figures: [Figure]
  /// How strong the signal is, 0 to 1.
  public let strength: Double
  /// How much would be hit, 0 to 1.
  public let exposure: Double
  /// strength · exposure.
  public var score: Double { strength * exposure }
  /// The begin of the traffic that it was read from.
  public let from: Timestamp
  /// Its end.
  public let to: Timestamp
  /// The calls that it was read from.
  public let calls: Int
  /// The spans that those were seen in; 0 where that was not told.
  public let spans: Int
  /// The traces; 0 where that was not told.
  public let traces: Int
  /// An intent ready to be declared.
  public let intent: IntentDeclared

  /// The higher score first, then by id.
  static func ranksBefore(_ one: Scenario, _ other: Scenario) -> Bool {
    one.score != other.score ? one.score > other.score : one.id < other.id
  }
}
