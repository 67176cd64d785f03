public import Vocabulary

/// How the calls over one dependency came, summed over its windows as far as they tell it.
public struct TrafficShapeTotal: Sendable, Equatable {
  /// A window in which the most requests were under way at once beyond what their rate and length explain.
  public struct Burst: Sendable, Equatable {
    /// The most at once.
    public let inFlightMax: Int
    /// How many there were on average: requests · mean latency / length of the window (Little 1961).
    public let inFlightMean: Double
    /// The window's begin.
    public let from: Timestamp
    /// The window's end.
    public let to: Timestamp

    /// The most that arrivals by chance alone are likely to reach: of a Poisson count of that mean, four standard deviations and
    /// three more.
    public var explained: Double { inFlightMean + 4 * inFlightMean.squareRoot() + 3 }
    /// How far the most lies beyond that; below 0 where chance explains it.
    public var excess: Double { Double(inFlightMax) - explained }
  }

  /// Spans that the windows were made of.
  public private(set) var spans = 0
  /// Traces that the calls were seen in.
  public private(set) var traces = 0
  /// Requests of the caller in which calls were made.
  public private(set) var requests = 0
  /// The calls of the windows that tell their requests.
  public private(set) var callsOfRequests = 0
  /// The most attempts that one call took.
  public private(set) var attemptsMax = 1
  /// Calls that the caller gave up while the callee worked on.
  public private(set) var abandoned = 0
  /// By cache: the requests that made the call after they had asked it.
  public private(set) var afterCache: [String: Int] = [:]
  /// Messages whose sending and receipt were both seen.
  public private(set) var delivered = 0
  /// Of those, messages that overtook one that was sent earlier.
  public private(set) var reordered = 0
  /// The window that chance explains least; nil where no window tells it.
  public private(set) var burst: Burst?

  private var abandonedAfter = WeightedMean()
  private var waiting = WeightedMean()
  private var delivery = WeightedMean()
  private var deliveryTail = WeightedMean()

  init() {}

  /// Calls that one request makes; nil where no window tells it.
  public var callsPerRequest: Double? { requests > 0 ? Double(callsOfRequests) / Double(requests) : nil }
  /// The share of their requests' time that callers waited for the calls, windows weighed by their requests.
  public var waitShare: Double? { waiting.value }
  /// How long callers waited before they gave up, milliseconds: the windows' medians by how often they did.
  public var abandonedAfterMs: Double? { abandonedAfter.value }
  /// The median time from sending to receipt, milliseconds, averaged as ``Traffic/latencyP50Ms`` is.
  public var deliveryP50Ms: Double? { delivery.value }
  /// Its 99th percentile, averaged alike.
  public var deliveryP99Ms: Double? { deliveryTail.value }

  mutating func add(_ window: DependencyObserved) {
    let shape = window.shape
    spans += window.spans ?? 0
    traces += shape.traces ?? 0
    if let made = shape.requests {
      requests += made
      callsOfRequests += window.calls
    }
    attemptsMax = max(attemptsMax, shape.attemptsMax ?? 1)
    abandoned += shape.abandoned ?? 0
    abandonedAfter.add(shape.abandonedAfterMs, weight: shape.abandoned ?? 0)
    waiting.add(shape.waitShare, weight: shape.requests ?? 0)
    if let behind = shape.afterCache { afterCache[behind.component, default: 0] += behind.requests }
    delivered += shape.delivered ?? 0
    reordered += shape.reordered ?? 0
    delivery.add(shape.deliveryP50Ms, weight: shape.delivered ?? 0)
    deliveryTail.add(shape.deliveryP99Ms, weight: shape.delivered ?? 0)
    addBurst(window)
  }

  private mutating func addBurst(_ window: DependencyObserved) {
    let seconds = window.to.seconds(since: window.from)
    guard let most = window.shape.inFlightMax, let mean = window.latencyMeanMs, seconds > 0 else { return }
    let found = Burst(
      inFlightMax: most, inFlightMean: Double(window.shape.requests ?? window.calls) * mean / 1000 / seconds,
      from: window.from, to: window.to)
    if burst.map({ found.excess > $0.excess }) ?? true { burst = found }
  }
}

extension TrafficShapeTotal: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(spans, traces, requests, callsOfRequests, attemptsMax, abandoned, afterCache)
    packer.put(delivered, reordered, burst, abandonedAfter, waiting, delivery, deliveryTail)
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    spans = try unpacker.next()
    traces = try unpacker.next()
    requests = try unpacker.next()
    callsOfRequests = try unpacker.next()
    attemptsMax = try unpacker.next()
    abandoned = try unpacker.next()
    afterCache = try unpacker.next()
    delivered = try unpacker.next()
    reordered = try unpacker.next()
    burst = try unpacker.next()
    abandonedAfter = try unpacker.next()
    waiting = try unpacker.next()
    delivery = try unpacker.next()
    deliveryTail = try unpacker.next()
  }
}

extension TrafficShapeTotal.Burst: Packable {
  @usableFromInline package func pack(into packer: inout Packer) {
    packer.put(inFlightMax, inFlightMean, from, to)
  }
  @usableFromInline package init(from unpacker: inout Unpacker) throws {
    self.init(
      inFlightMax: try unpacker.next(), inFlightMean: try unpacker.next(), from: try unpacker.next(),
      to: try unpacker.next())
  }
}
