/// One call as a trace shows it.
struct Call {
  /// Facts that are there or not.
  struct Flags: OptionSet {
    let rawValue: UInt8
    /// The call failed, as the caller or the callee says.
    static let failed = Flags(rawValue: 1)
    /// It repeated an earlier attempt that had failed.
    static let retried = Flags(rawValue: 2)
    /// The caller did not wait.
    static let detached = Flags(rawValue: 4)
    /// The caller's own span is there to compare with.
    static let hasCallerSpan = Flags(rawValue: 8)
    /// The caller's own span failed.
    static let callerFailed = Flags(rawValue: 16)
  }

  /// When it began, in microseconds since the epoch.
  var start: Int64
  /// How long the caller saw it take, in milliseconds; NaN where that is not known.
  var latency: Float
  /// How long the caller's own span took, in milliseconds; NaN where that is not known.
  var callerLatency: Float
  /// Which of the caller's operations it was made in, a number of ``CallTable/operation(service:name:)``.
  var callerOperation: Int32
  /// Spans that it was seen in.
  var spans: UInt8
  var flags: Flags
}

/// Everything that a file's traces say about who calls whom, call by call: 24 bytes a call, so that medians and
/// percentiles are exact.
struct CallTable {
  /// Caller and callee, as numbers of names.
  struct Pair: Hashable {
    let caller: Int32
    let callee: Int32
  }

  /// What was said of a component.
  struct Component {
    /// When it was first seen, in microseconds since the epoch.
    var since = Int64.max
    /// How often each kind was said of it, by the kind's raw value.
    var votes = [Int](repeating: 0, count: Int(ComponentKind.database.rawValue) + 1)
    /// Whether it reported spans of its own.
    var reports = false
  }

  private struct OperationKey: Hashable {
    let service: Int32
    let name: Int32
  }

  private(set) var pairs: [Pair] = []
  private(set) var calls: [[Call]] = []
  private(set) var components: [Int32: Component] = [:]
  /// How long the entry spans of each operation took, in milliseconds.
  private(set) var entryLatencies: [[Float]] = []
  private(set) var operationService: [Int32] = []
  private var pairIndex: [Pair: Int] = [:]
  private var operationIndex: [OperationKey: Int32] = [:]

  /// Adds a call. A component does not call itself.
  mutating func add(_ call: Call, _ pair: Pair) {
    guard pair.caller != pair.callee, pair.caller >= 0, pair.callee >= 0 else { return }
    if let known = pairIndex[pair] {
      calls[known].append(call)
    } else {
      pairIndex[pair] = pairs.count
      pairs.append(pair)
      calls.append([call])
    }
  }

  /// The number of an operation of a service.
  mutating func operation(service: Int32, name: Int32) -> Int32 {
    let key = OperationKey(service: service, name: name)
    if let known = operationIndex[key] { return known }
    let number = Int32(operationService.count)
    operationIndex[key] = number
    operationService.append(service)
    entryLatencies.append([])
    return number
  }

  /// Adds how long an entry span took.
  mutating func addEntry(operation: Int32, milliseconds: Float) {
    entryLatencies[Int(operation)].append(milliseconds)
  }

  /// Notes that a component was seen, and what was said of its kind.
  mutating func saw(_ component: Int32, kind: ComponentKind, at microseconds: Int64, reports: Bool = false) {
    guard component >= 0 else { return }
    var known = components[component] ?? Component()
    if microseconds > 0 { known.since = min(known.since, microseconds) }
    known.votes[Int(kind.rawValue)] += 1
    known.reports = known.reports || reports
    components[component] = known
  }
}
