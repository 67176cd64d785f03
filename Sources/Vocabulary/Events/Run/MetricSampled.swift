/// `metric.sampled`: one value of one metric. Its time is the end of the window that it is of.
///
/// `{"component": "checkout", "metric": "latency_p99", "value": 181.5, "unit": "ms", "windowSeconds": 1}`
public struct MetricSampled: EventPayload {
  public static let type = EventType.metricSampled
  /// Who it is about, and who says so.
  public let subject: SampleSubject
  /// Which metric.
  public let metric: String
  /// The value, in `unit`.
  public let value: Double
  /// The unit; a ratio is a fraction, never percent, where the metric is an error rate or an availability.
  public let unit: String
  /// The part of the run; nil to derive it from the run's times.
  public let phase: Phase?
  /// The window's length in seconds; nil for the median spacing of its series in the run.
  public let windowSeconds: Double?

  /// A sample.
  public init(
    subject: SampleSubject, metric: String, value: Double, unit: String, phase: Phase? = nil,
    windowSeconds: Double? = nil
  ) {
    self.subject = subject
    self.metric = metric
    self.value = value
    self.unit = unit
    self.phase = phase
    self.windowSeconds = windowSeconds
  }

  public init(from fields: FieldReader) throws {
    self.init(
      subject: try SampleSubject.read(fields), metric: try fields.string("metric"), value: try fields.number("value"),
      unit: try fields.string("unit"), phase: try fields.optionalWord("phase", Phase.self),
      windowSeconds: try fields.optionalAmount("windowSeconds"))
    if let problem = MetricRange.problem(metric: metric, value: value, unit: unit) {
      throw fields.error("value", problem)
    }
  }

  public var json: JSON {
    .object(
      subject.members
        + (JSON.compact(
          ("metric", .string(metric)), ("value", .number(value)), ("unit", .string(unit)),
          ("phase", phase.map { .string($0.rawValue) }), ("windowSeconds", windowSeconds.map { .number($0) })
        ).members ?? []))
  }
}
