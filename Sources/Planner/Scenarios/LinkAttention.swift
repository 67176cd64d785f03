public import SystemModel
public import Vocabulary

/// How much one call asks to be looked at, by what its traces show.
///
/// **Trouble** is 1 − Π (1 − s) over the strengths s of its signals, each 0 where chance explains what was seen (``Signal``).
/// **Exposure** is criticality · (0.4 + 0.3 · volume + 0.3 · hang): the highest criticality of a journey that its trouble can
/// reach (0.1 for none, 1 for all where no journey is declared), the logarithm of its calls over that of the busiest call's, and
/// the share of the system that hangs on it. **Score** is trouble · exposure, 0 to 1.
public struct LinkAttention: Sendable, Equatable {
  /// The call.
  public let dependency: Dependency
  /// Its traffic.
  public let traffic: Traffic
  /// What its traces show beyond chance, the strongest first.
  public let signals: [Signal]
  /// 1 − Π (1 − strength).
  public let trouble: Double
  /// How much would be hit.
  public let exposure: Double
  /// Components that the callee may call in turn.
  public let below: Int
  /// Components and journeys that trouble of the callee can reach.
  public let above: Int
  /// trouble · exposure.
  public var score: Double { trouble * exposure }

  /// Makes no more attempts than calls: what of the calls were retries, 0 to 1.
  public var retryShare: Double {
    traffic.calls > 0 ? Double(traffic.retries) / Double(traffic.calls) : 0
  }
  /// Attempts for each first attempt: the load that retries make of it.
  public var amplification: Double { 1 / (1 - min(retryShare, 0.99)) }

  /// The higher score first, then the busier, then by name.
  static func ranksBefore(_ one: LinkAttention, _ other: LinkAttention) -> Bool {
    if one.score != other.score { return one.score > other.score }
    if one.traffic.calls != other.traffic.calls { return one.traffic.calls > other.traffic.calls }
    return one.dependency < other.dependency
  }
}

/// Something that a call's traces show and that chance does not explain.
public struct Signal: Sendable, Equatable {
  /// The kinds of signals. Open: more come as static members.
  public struct Kind: Sendable, Hashable, CustomStringConvertible {
    /// Its name.
    public let name: String

    /// A call fails.
    public static let errors = Kind(name: "errors")
    /// A call takes long, or now and then far longer than it usually does.
    public static let slowness = Kind(name: "slowness")
    /// A call is made again and again.
    public static let retries = Kind(name: "retries")
    /// The caller gives up while the callee works on.
    public static let abandonment = Kind(name: "abandonment")
    /// Messages overtake each other.
    public static let reordering = Kind(name: "reordering")
    /// Behind a cache, many requests at once.
    public static let stampede = Kind(name: "stampede")

    public var description: String { name }
  }

  /// What it is.
  public let kind: Kind
  /// How strong it is, above 0 and below 1.
  public let strength: Double
  /// The figures that show it, each with its unit.
  public let figures: [Figure]
}

/// A figure of evidence.
public struct Figure: Sendable, Equatable {
  /// What was measured, `error rate`.
  public let name: String
  /// How much.
  public let value: Double
  /// Its unit: ms, ratio, multiple, calls, messages, requests.
  public let unit: String

  /// A figure.
  public init(_ name: String, _ value: Double, _ unit: String) {
    self.name = name
    self.value = value
    self.unit = unit
  }

  /// `{"figure", "value", "unit"}`.
  public var json: JSON {
    .compact(("figure", .string(name)), ("value", .number(value)), ("unit", .string(unit)))
  }
}
