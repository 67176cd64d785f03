public import Vocabulary

/// One call between two components, as declared and as seen.
public struct DependencyRecord: Sendable, Equatable {
  /// Who calls whom.
  public let dependency: Dependency
  /// Whether a `dependency.declared` named it.
  public internal(set) var declared = false
  /// Whether the caller waits: as declared, else sync as soon as one window saw it wait.
  public internal(set) var mode = CallMode.async
  /// The protocol, as declared.
  public internal(set) var kind: String?
  /// What the caller has against the callee's trouble, as declared.
  public internal(set) var guards: Guards?
  /// All windows of traffic together; nil where none was observed.
  public internal(set) var observed: Traffic?
  /// Whether it was retired, and not declared or observed since.
  public var retired: Bool { retiredAt != nil }

  var retiredAt: Timestamp?

  init(_ dependency: Dependency) { self.dependency = dependency }

  /// Whether declared guards (timeout, breaker, fallback) stand before the call: the group of its prior (chapter 2).
  public var isGuarded: Bool { guards?.isGuarded ?? false }
}

/// Traffic over one call, summed over its windows.
public struct Traffic: Sendable, Equatable {
  /// How many windows.
  public private(set) var windows = 0
  /// The begin of the earliest window.
  public private(set) var from: Timestamp
  /// The end of the latest window.
  public private(set) var to: Timestamp
  /// Calls.
  public private(set) var calls = 0
  /// Calls that failed.
  public private(set) var errors = 0
  /// Calls that repeated an earlier one.
  public private(set) var retries = 0
  /// Calls in which callee and caller failed.
  public private(set) var propagatedErrors = 0
  /// Calls in which the callee failed and the caller did not.
  public private(set) var maskedErrors = 0
  /// Calls in which callee and caller were late.
  public private(set) var propagatedDelays = 0
  /// Calls in which the callee was late and the caller was not.
  public private(set) var maskedDelays = 0
  /// How the calls came.
  public private(set) var shape = TrafficShapeTotal()

  private var mean = WeightedMean()
  private var median = WeightedMean()
  private var tail = WeightedMean()

  init(_ window: DependencyObserved) {
    from = window.from
    to = window.to
    add(window)
  }

  /// The share of calls that failed; nil without calls.
  public var errorRate: Double? { calls > 0 ? Double(errors) / Double(calls) : nil }
  /// The mean latency in milliseconds, windows weighed by their calls; nil where no window told it.
  public var latencyMeanMs: Double? { mean.value }
  /// The median latency in milliseconds: the mean of the windows' medians, weighed by calls. Medians do not add, so this
  /// is exact for one window and a summary for more.
  public var latencyP50Ms: Double? { median.value }
  /// The 99th percentile of the latency in milliseconds, averaged as `latencyP50Ms` is.
  public var latencyP99Ms: Double? { tail.value }

  mutating func add(_ window: DependencyObserved) {
    windows += 1
    from = min(from, window.from)
    to = max(to, window.to)
    calls += window.calls
    errors += window.errors
    retries += window.retries ?? 0
    propagatedErrors += window.propagatedErrors ?? 0
    maskedErrors += window.maskedErrors ?? 0
    propagatedDelays += window.propagatedDelays ?? 0
    maskedDelays += window.maskedDelays ?? 0
    mean.add(window.latencyMeanMs, weight: window.calls)
    median.add(window.latencyP50Ms, weight: window.calls)
    tail.add(window.latencyP99Ms, weight: window.calls)
    shape.add(window)
  }
}

// MARK: - Packing

extension DependencyRecord: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(dependency, declared, mode, kind, guards, observed, retiredAt)
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(try unpacker.next())
    declared = try unpacker.next()
    mode = try unpacker.next()
    kind = try unpacker.next()
    guards = try unpacker.next()
    observed = try unpacker.next()
    retiredAt = try unpacker.next()
  }
}

extension Traffic: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(windows, from, to, calls, errors, retries)
    packer.put(propagatedErrors, maskedErrors, propagatedDelays, maskedDelays, mean, median, tail, shape)
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    windows = try unpacker.next()
    from = try unpacker.next()
    to = try unpacker.next()
    calls = try unpacker.next()
    errors = try unpacker.next()
    retries = try unpacker.next()
    propagatedErrors = try unpacker.next()
    maskedErrors = try unpacker.next()
    propagatedDelays = try unpacker.next()
    maskedDelays = try unpacker.next()
    mean = try unpacker.next()
    median = try unpacker.next()
    tail = try unpacker.next()
    shape = try unpacker.next()
  }
}
