/// `dependency.observed`: one window of traffic over a call, aggregated from traces.
///
/// `{"caller": "checkout", "callee": "payments", "mode": "sync", "from": …, "to": …, "calls": 120, "errors": 3}`
public struct DependencyObserved: EventPayload {
  public static let type = EventType.dependencyObserved
  /// Who called whom.
  public let dependency: Dependency
  /// Whether the caller waited.
  public let mode: CallMode
  /// The window's begin.
  public let from: Timestamp
  /// The window's end.
  public let to: Timestamp
  /// Calls in the window.
  public let calls: Int
  /// Calls that failed.
  public let errors: Int
  /// Median latency of a call, milliseconds.
  public let latencyP50Ms: Double?
  /// 99th percentile of the latency, milliseconds.
  public let latencyP99Ms: Double?
  /// Mean latency, milliseconds.
  public let latencyMeanMs: Double?
  /// Calls that repeated an earlier one.
  public let retries: Int?
  /// Calls in which callee and caller failed.
  public let propagatedErrors: Int?
  /// Calls in which the callee failed and the caller did not.
  public let maskedErrors: Int?
  /// Calls in which callee and caller were late.
  public let propagatedDelays: Int?
  /// Calls in which the callee was late and the caller was not.
  public let maskedDelays: Int?
  /// Spans that the window was made of.
  public let spans: Int?
  /// How the calls came.
  public let shape: TrafficShape

  /// A window.
  public init(
    dependency: Dependency, mode: CallMode, from: Timestamp, to: Timestamp, calls: Int, errors: Int,
    latencyP50Ms: Double? = nil, latencyP99Ms: Double? = nil, latencyMeanMs: Double? = nil, retries: Int? = nil,
    propagatedErrors: Int? = nil, maskedErrors: Int? = nil, propagatedDelays: Int? = nil, maskedDelays: Int? = nil,
    spans: Int? = nil, shape: TrafficShape = TrafficShape()
  ) {
    self.dependency = dependency
    self.mode = mode
    self.from = from
    self.to = to
    self.calls = calls
    self.errors = errors
    self.latencyP50Ms = latencyP50Ms
    self.latencyP99Ms = latencyP99Ms
    self.latencyMeanMs = latencyMeanMs
    self.retries = retries
    self.propagatedErrors = propagatedErrors
    self.maskedErrors = maskedErrors
    self.propagatedDelays = propagatedDelays
    self.maskedDelays = maskedDelays
    self.spans = spans
    self.shape = shape
  }

  public init(from fields: FieldReader) throws {
    let calls = try fields.count("calls")
    self.init(
      dependency: try Dependency.read(fields), mode: try fields.word("mode", CallMode.self),
      from: try fields.timestamp("from"), to: try fields.timestamp("to"), calls: calls,
      errors: try fields.count("errors"), latencyP50Ms: try fields.optionalAmount("latencyP50Ms"),
      latencyP99Ms: try fields.optionalAmount("latencyP99Ms"),
      latencyMeanMs: try fields.optionalAmount("latencyMeanMs"), retries: try fields.optionalCount("retries"),
      propagatedErrors: try fields.optionalCount("propagatedErrors"),
      maskedErrors: try fields.optionalCount("maskedErrors"),
      propagatedDelays: try fields.optionalCount("propagatedDelays"),
      maskedDelays: try fields.optionalCount("maskedDelays"), spans: try fields.optionalCount("spans"),
      shape: try TrafficShape.read(fields, calls: calls))
    guard from <= to else { throw fields.error("to", "lies before from") }
    guard errors <= calls else { throw fields.error("errors", "must be at most calls, \(calls), found \(errors)") }
  }

  public var json: JSON {
    func whole(_ value: Int?) -> JSON? { value.map { .integer(Int64($0)) } }
    func real(_ value: Double?) -> JSON? { value.map { .number($0) } }
    return .compact(
      [
        ("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)),
        ("mode", .string(mode.rawValue)), ("from", .string(from.description)), ("to", .string(to.description)),
        ("calls", whole(calls)), ("errors", whole(errors)), ("latencyP50Ms", real(latencyP50Ms)),
        ("latencyP99Ms", real(latencyP99Ms)), ("latencyMeanMs", real(latencyMeanMs)), ("retries", whole(retries)),
        ("propagatedErrors", whole(propagatedErrors)), ("maskedErrors", whole(maskedErrors)),
        ("propagatedDelays", whole(propagatedDelays)), ("maskedDelays", whole(maskedDelays)), ("spans", whole(spans)),
      ] + shape.members)
  }
}
