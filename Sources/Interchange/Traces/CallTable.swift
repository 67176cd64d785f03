/// One call as a trace shows it.
struct Call {
  /// Facts that are there or not.
  struct Flags: OptionSet {
    let rawValue: UInt16
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
    /// It is the first of its request of the caller to this callee.
    static let opensRequest = Flags(rawValue: 32)
    /// It failed at the caller while the callee worked on.
    static let abandoned = Flags(rawValue: 64)
    /// Its request had asked a cache before.
    static let afterCache = Flags(rawValue: 128)
    /// It is the first of its trace on this dependency.
    static let opensTrace = Flags(rawValue: 256)
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
  /// Which attempt it is of those at one call, from 1.
  var attempt: UInt8 = 1
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

  /// Messages of one sender, told apart by the dependency that they are reported on.
  struct Channel: Hashable {
    let pair: Pair
    let sender: Int32
  }

  /// A message, in microseconds since the epoch by the clock of each end.
  struct Delivery {
    let sent: Int64
    let received: Int64
  }

  private struct OperationKey: Hashable {
    let service: Int32
    let name: Int32
  }

  private(set) var pairs: [Pair] = []
  private(set) var calls: [[Call]] = []
  private(set) var components: [Int32: Component] = [:]
  private(set) var deliveries: [Channel: [Delivery]] = [:]
  /// By dependency: how often each cache had been asked before its calls.
  private(set) var caches: [Pair: [Int32: Int]] = [:]
  /// How long the entry spans of each operation took, in milliseconds.
  private(set) var entryLatencies: [[Float]] = []
  private(set) var operationService: [Int32] = []
  private var pairIndex: [Pair: Int] = [:]
  private var operationIndex: [OperationKey: Int32] = [:]

  /// How many calls there are.
  private(set) var callCount = 0

  /// Adds a call. A component does not call itself.
  mutating func add(_ call: Call, _ pair: Pair) {
    guard pair.caller != pair.callee, pair.caller >= 0, pair.callee >= 0 else { return }
    callCount += 1
    if let known = pairIndex[pair] {
      calls[known].append(call)
    } else {
      pairIndex[pair] = pairs.count
      pairs.append(pair)
      calls.append([call])
    }
  }

  /// Adds a message whose sending and receipt were both seen.
  mutating func add(_ delivery: Delivery, on pair: Pair, from sender: Int32) {
    guard pair.caller != pair.callee, pair.caller >= 0, pair.callee >= 0, sender >= 0 else { return }
    deliveries[Channel(pair: pair, sender: sender), default: []].append(delivery)
  }

  /// Notes that a call's request had asked a cache before.
  mutating func note(cache: Int32, before pair: Pair) { caches[pair, default: [:]][cache, default: 0] += 1 }

  /// Whether anything said so far makes a component a cache.
  func isSaidToBeCache(_ component: Int32) -> Bool {
    (components[component]?.votes[Int(ComponentKind.cache.rawValue)] ?? 0) > 0
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
