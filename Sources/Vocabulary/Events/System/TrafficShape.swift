/// How the calls of a window came, beyond how many and how long: what repeats, what piles up, what is given up, what overtakes.
/// All of it optional; absent is unknown, and 0 was seen to be none.
///
/// In the payload of `dependency.observed`: `"traces"?, "requests"?, "waitShare"?, "attemptsMax"?, "abandoned"?, "abandonedAfterMs"?, "inFlightMax"?,
/// "afterCache"? {"component", "requests"}, "delivered"?, "reordered"?, "deliveryP50Ms"?, "deliveryP99Ms"?`.
public struct TrafficShape: Sendable, Hashable {
  /// Traces that the calls were seen in.
  public let traces: Int?
  /// Requests of the caller in which the calls were made: calls over requests is how far one request fans out.
  public let requests: Int?
  /// The share of those requests' time that the caller waited for the calls, 0 to 1; calls side by side count each.
  public let waitShare: Double?
  /// The most attempts that one call took.
  public let attemptsMax: Int?
  /// Calls that failed at the caller while the callee worked on.
  public let abandoned: Int?
  /// How long the caller waited for those, in the median, milliseconds.
  public let abandonedAfterMs: Double?
  /// The most requests whose first such call was under way at once.
  public let inFlightMax: Int?
  /// The requests that made the call after they had asked a cache.
  public let afterCache: AfterCache?
  /// Messages whose sending and receipt were both seen.
  public let delivered: Int?
  /// Of those, messages that were received before one that the same sender had sent earlier.
  public let reordered: Int?
  /// The median time from sending to receipt, milliseconds.
  public let deliveryP50Ms: Double?
  /// Its 99th percentile, milliseconds.
  public let deliveryP99Ms: Double?

  /// Calls that a cache did not spare.
  public struct AfterCache: Sendable, Hashable {
    /// The cache.
    public let component: String
    /// How many of the caller's requests went on behind it.
    public let requests: Int

    /// Calls behind a cache.
    public init(component: String, requests: Int) {
      self.component = component
      self.requests = requests
    }
  }

  /// A shape; of nothing that is known, where nothing is said.
  public init(
    traces: Int? = nil, requests: Int? = nil, waitShare: Double? = nil, attemptsMax: Int? = nil, abandoned: Int? = nil,
    abandonedAfterMs: Double? = nil,
    inFlightMax: Int? = nil, afterCache: AfterCache? = nil, delivered: Int? = nil, reordered: Int? = nil,
    deliveryP50Ms: Double? = nil, deliveryP99Ms: Double? = nil
  ) {
    self.traces = traces
    self.requests = requests
    self.waitShare = waitShare
    self.attemptsMax = attemptsMax
    self.abandoned = abandoned
    self.abandonedAfterMs = abandonedAfterMs
    self.inFlightMax = inFlightMax
    self.afterCache = afterCache
    self.delivered = delivered
    self.reordered = reordered
    self.deliveryP50Ms = deliveryP50Ms
    self.deliveryP99Ms = deliveryP99Ms
  }

  static func read(_ fields: FieldReader, calls: Int) throws -> TrafficShape {
    let shape = TrafficShape(
      traces: try fields.optionalCount("traces"), requests: try fields.optionalCount("requests"),
      waitShare: try fields.optionalFraction("waitShare"), attemptsMax: try fields.optionalCount("attemptsMax"),
      abandoned: try fields.optionalCount("abandoned"),
      abandonedAfterMs: try fields.optionalAmount("abandonedAfterMs"),
      inFlightMax: try fields.optionalCount("inFlightMax"),
      afterCache: try fields.optionalObject("afterCache").map { cache in
        AfterCache(component: try cache.string("component"), requests: try cache.count("requests"))
      },
      delivered: try fields.optionalCount("delivered"), reordered: try fields.optionalCount("reordered"),
      deliveryP50Ms: try fields.optionalAmount("deliveryP50Ms"),
      deliveryP99Ms: try fields.optionalAmount("deliveryP99Ms"))
    func check(_ name: String, _ part: Int?, _ whole: Int?, _ wholeName: String) throws {
      if let part, let whole, part > whole {
        throw fields.error(name, "must be at most \(wholeName), \(whole), found \(part)")
      }
    }
    try check("traces", shape.traces, calls, "calls")
    try check("requests", shape.requests, calls, "calls")
    try check("abandoned", shape.abandoned, calls, "calls")
    try check("afterCache", shape.afterCache?.requests, calls, "calls")
    try check("reordered", shape.reordered, shape.delivered ?? 0, "delivered")
    return shape
  }

  /// The members, those that are there.
  var members: [(String, JSON?)] {
    func whole(_ value: Int?) -> JSON? { value.map { .integer(Int64($0)) } }
    func real(_ value: Double?) -> JSON? { value.map { .number($0) } }
    return [
      ("traces", whole(traces)), ("requests", whole(requests)), ("waitShare", real(waitShare)),
      ("attemptsMax", whole(attemptsMax)), ("abandoned", whole(abandoned)),
      ("abandonedAfterMs", real(abandonedAfterMs)), ("inFlightMax", whole(inFlightMax)),
      (
        "afterCache",
        afterCache.map { .compact(("component", .string($0.component)), ("requests", whole($0.requests))) }
      ), ("delivered", whole(delivered)), ("reordered", whole(reordered)), ("deliveryP50Ms", real(deliveryP50Ms)),
      ("deliveryP99Ms", real(deliveryP99Ms)),
    ]
  }
}
