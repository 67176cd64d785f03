/// Whether a caller waits for its callee.
public enum CallMode: String, Sendable, Hashable, CaseIterable, Comparable {
  /// It waits.
  case sync
  /// It does not wait.
  case async

  public static func < (one: CallMode, other: CallMode) -> Bool { one == .sync && other == .async }
}

/// What a caller has against its callee's trouble.
public struct Guards: Sendable, Hashable {
  /// How long it waits, in milliseconds.
  public let timeoutMs: Double?
  /// How often it tries again.
  public let retries: Int?
  /// Whether a circuit breaker stands before the call.
  public let breaker: Bool?
  /// Whether it has an answer without the callee.
  public let fallback: Bool?

  /// Guards.
  public init(timeoutMs: Double? = nil, retries: Int? = nil, breaker: Bool? = nil, fallback: Bool? = nil) {
    self.timeoutMs = timeoutMs
    self.retries = retries
    self.breaker = breaker
    self.fallback = fallback
  }

  /// Whether the call counts as guarded: a timeout, a breaker or a fallback. Retries alone guard nothing.
  public var isGuarded: Bool { timeoutMs != nil || breaker == true || fallback == true }

  /// Reads `{"timeoutMs", "retries", "breaker", "fallback"}`; breaker and fallback may be a truth value or a name.
  public static func read(_ fields: FieldReader) throws -> Guards {
    func present(_ name: String) throws -> Bool? {
      guard let value = fields.value(name) else { return nil }
      if let flag = value.boolValue { return flag }
      guard let text = value.stringValue else {
        throw fields.error(name, "expected true, false or a name, found \(value.kind)")
      }
      return text != "none"
    }
    return Guards(
      timeoutMs: try fields.optionalAmount("timeoutMs"), retries: try fields.optionalCount("retries"),
      breaker: try present("breaker"), fallback: try present("fallback"))
  }

  /// The guards as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      ("timeoutMs", timeoutMs.map { .number($0) }), ("retries", retries.map { .integer(Int64($0)) }),
      ("breaker", breaker.map { .bool($0) }), ("fallback", fallback.map { .bool($0) }))
  }
}

/// What a journey should reach.
public struct Objective: Sendable, Hashable {
  /// 99th percentile of the latency, milliseconds.
  public let latencyP99Ms: Double?
  /// Share of requests that fail, 0 to 1.
  public let errorRate: Double?
  /// Share of requests that succeed, 0 to 1.
  public let availability: Double?
  /// Over which time, as the organisation writes it: "30d".
  public let window: String?

  /// An objective.
  public init(
    latencyP99Ms: Double? = nil, errorRate: Double? = nil, availability: Double? = nil, window: String? = nil
  ) {
    self.latencyP99Ms = latencyP99Ms
    self.errorRate = errorRate
    self.availability = availability
    self.window = window
  }

  /// Reads `{"latencyP99Ms", "errorRate", "availability", "window"}`, each optional.
  public static func read(_ fields: FieldReader) throws -> Objective {
    Objective(
      latencyP99Ms: try fields.optionalAmount("latencyP99Ms"), errorRate: try fields.optionalFraction("errorRate"),
      availability: try fields.optionalFraction("availability"), window: try fields.optionalString("window"))
  }

  /// The objective as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      ("latencyP99Ms", latencyP99Ms.map { .number($0) }), ("errorRate", errorRate.map { .number($0) }),
      ("availability", availability.map { .number($0) }), ("window", window.map { .string($0) }))
  }
}
