/// What a span is to the call that it is of.
enum SpanKind: UInt8 {
  /// Work inside a service, or no kind stated.
  case local
  /// The answering end.
  case server
  /// The asking end.
  case client
  /// The sending end of a message, or of work that is not waited for.
  case producer
  /// The receiving end of it.
  case consumer

  /// Whether a service is entered by it.
  var isEntry: Bool { self == .server || self == .consumer }
  /// Whether a service is left by it.
  var isExit: Bool { self == .client || self == .producer }
}

/// A span as the joining of traces needs it, in 96 bytes: names are numbers of an ``Interner``.
struct SpanRecord {
  /// Facts that are there or not.
  struct Flags: OptionSet {
    let rawValue: UInt8
    /// It failed.
    static let failed = Flags(rawValue: 1)
    /// It says that it shares its id with the other end of the call.
    static let shared = Flags(rawValue: 2)
    /// Its parent did not wait for it.
    static let followsFrom = Flags(rawValue: 4)
    /// It says that it repeats an earlier attempt.
    static let resent = Flags(rawValue: 8)
    /// A broker stands between its two ends.
    static let brokered = Flags(rawValue: 16)
    /// The peer's name was stated as a service's, not as an address.
    static let peerIsStated = Flags(rawValue: 32)
  }

  var traceHigh: UInt64 = 0
  var traceLow: UInt64 = 0
  var id: UInt64 = 0
  /// 0 where it has none.
  var parent: UInt64 = 0
  /// The first span that it links to; 0 where there is none.
  var link: UInt64 = 0
  /// Nanoseconds since the epoch; 0 where it is not known.
  var start: Int64 = 0
  /// Nanoseconds since the epoch; 0 where it is not known.
  var end: Int64 = 0
  /// The service that reported it; -1 where it is not known.
  var service: Int32 = -1
  /// The other end's name; -1 where it is not known.
  var peer: Int32 = -1
  /// What it did.
  var operation: Int32 = -1
  var kind = SpanKind.local
  var flags = Flags()
  /// What the span says of the other end's kind.
  var peerKind = ComponentKind.unstated
  /// What the span says of its own service's kind.
  var ownKind = ComponentKind.unstated

  /// How long it took, in milliseconds; nil where a time is missing or they are the wrong way round.
  var milliseconds: Double? {
    guard start != 0, end != 0, end >= start else { return nil }
    return Double(end - start) / 1_000_000
  }

  var failed: Bool { flags.contains(.failed) }
}

/// Numbers for names, so that a million spans do not hold a million strings.
struct Interner {
  private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]
  private let limit: Int

  /// `limit`: beyond so many names, new ones get no number.
  init(limit: Int) { self.limit = limit }

  /// The number of a name; -1 for an empty one and beyond the limit.
  mutating func number(_ name: String) -> Int32 {
    if let known = numbers[name] { return known }
    guard !name.isEmpty, names.count < limit else { return -1 }
    let number = Int32(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }

  /// The number of a name that has one.
  func known(_ name: String) -> Int32? { numbers[name] }
}
