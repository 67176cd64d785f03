/// The band of a fault's magnitude. A dependency that survives +100 ms has not been shown to survive +2 s.
public enum Dose: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Below the medium edge of its kind.
  case low
  /// From the medium edge on.
  case medium
  /// From the high edge on; also a kind without a magnitude, and a magnitude that is missing or of unknown unit.
  case high

  /// 0 for low, 1 for medium, 2 for high.
  public var index: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }

  public static func < (one: Dose, other: Dose) -> Bool { one.index < other.index }
}

/// How large a fault is, in a unit.
public struct Magnitude: Sendable, Hashable {
  /// The size.
  public let value: Double
  /// The unit's name, `ms`, `s`, `ratio`.
  public let unit: String

  /// A size in a unit.
  public init(value: Double, unit: String) {
    self.value = value
    self.unit = unit
  }

  /// Reads `{"value", "unit"}`; a quantity without a unit is refused.
  public static func read(_ fields: FieldReader) throws -> Magnitude {
    Magnitude(value: try fields.number("value"), unit: try fields.string("unit"))
  }

  /// `{"value", "unit"}`.
  public var json: JSON { .compact(("value", .number(value)), ("unit", .string(unit))) }
}

/// The lower edges of medium and high for each kind of fault that has a magnitude.
///
/// The vocabulary names latency, errors, loss, corruption, duplication, reordering, cpu, memory, storage, surge and skew.
/// The rest follow their nearest: waiting (a lock, a queue, a slow tool, a model's time-out) is latency, and all that
/// strikes a share of the requests (aborts, exceptions, wrong answers, refusals) is an error. `storage` is how full it is:
/// `storage.latency` and `storage.error` are latency and errors. A narrowed bandwidth has no band, since what it leaves
/// says nothing without the traffic that needs it: it is `high`, as all that cannot be measured is.
public struct DoseBands: Sendable, Equatable {
  /// Where medium and high begin, in the unit of the kind: milliseconds, a ratio, a multiple, or seconds.
  public struct Edges: Sendable, Equatable {
    /// Where medium begins.
    public let medium: Double
    /// Where high begins.
    public let high: Double

    /// Two edges.
    public init(medium: Double, high: Double) {
      self.medium = medium
      self.high = high
    }
  }

  private var overrides: [FaultKind: Edges] = [:]

  /// The vocabulary's bands.
  public static let standard = DoseBands()

  private init() {}

  /// The bands with the edges of one kind replaced: policy `dose.<kind>`.
  public func setting(_ kind: FaultKind, to edges: Edges) -> DoseBands {
    var copy = self
    copy.overrides[kind] = edges
    return copy
  }

  /// The edges of a kind; nil for a kind without a magnitude.
  public func edges(of kind: FaultKind) -> Edges? {
    guard let scale = DoseBands.scale(of: kind) else { return nil }
    return overrides[kind] ?? scale.standard
  }

  /// The unit in which a kind's edges stand; nil for a kind without a magnitude.
  public static func unit(of kind: FaultKind) -> Unit? { scale(of: kind)?.unit }

  /// What is wrong with a magnitude; nil where nothing is. Only a clock is set back by less than nothing, and a part of
  /// the traffic or of a capacity is at most the whole: 30 in unit ratio was meant as percent. A unit that does not
  /// measure the kind passes: such a magnitude is `high`.
  public static func problem(_ magnitude: Magnitude, of kind: FaultKind) -> String? {
    let written = JSON.number(magnitude.value).text
    if magnitude.value < 0 && kind.name != "time.skew" { return "must be at least 0, found \(written)" }
    guard unit(of: kind) == .ratio, let share = Unit(named: magnitude.unit)?.convert(magnitude.value, to: .ratio),
      share > 1
    else { return nil }
    return
      "of \(kind) must be at most the whole, a ratio of 1, found \(written) in unit \"\(magnitude.unit.prefix(40))\""
  }

  /// The band of a magnitude. A magnitude that is missing or whose unit does not measure the kind is `high`: what is
  /// not known is taken for the worst. A clock may be wrong either way.
  public func dose(of kind: FaultKind, magnitude: Magnitude?) -> Dose {
    guard let magnitude, let edges = edges(of: kind), let unit = DoseBands.unit(of: kind),
      let value = Unit(named: magnitude.unit)?.convert(magnitude.value, to: unit)
    else { return .high }
    let size = abs(value)
    return size >= edges.high ? .high : size >= edges.medium ? .medium : .low
  }

  /// What is said where somebody gave by hand a size of a fault that cannot be told by it: a delay is a time. A share of memory may be
  /// told in bytes, and a load in calls a second; their dose is then not known.
  public static func problemByHand(_ kind: FaultKind, _ magnitude: Magnitude) -> String? {
    guard let unit = unit(of: kind), unit.convert(1, to: .milliseconds) != nil,
      let given = Unit(named: magnitude.unit), given.convert(magnitude.value, to: unit) == nil
    else { return nil }
    return "\"\(magnitude.unit.prefix(40))\" does not measure \(kind); give a time, such as 300 in ms"
  }

  private static func scale(of kind: FaultKind) -> (unit: Unit, standard: Edges)? {
    switch kind.name {
    case "net.latency", "app.latency", "storage.latency", "queue.delay", "tool.slow", "model.timeout", "data.lock":
      (.milliseconds, Edges(medium: 100, high: 500))
    case "app.error", "net.loss", "net.corrupt", "net.duplicate", "net.reorder", "queue.duplicate", "queue.reorder",
      "storage.error", "tool.ratelimit", "tool.malformed", "model.error", "app.abort", "app.exception", "app.response":
      (.ratio, Edges(medium: 0.1, high: 0.5))
    case "compute.cpu", "compute.memory", "storage.full": (.ratio, Edges(medium: 0.5, high: 0.8))
    case "load.surge": (.multiple, Edges(medium: 1.5, high: 3))
    case "time.skew": (.seconds, Edges(medium: 1, high: 60))
    default: nil
    }
  }
}
