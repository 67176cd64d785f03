/// `incident.recorded`: a real outage, an uncontrolled run that moves the same beliefs, weighed by its attribution.
///
/// Recorded again under the same id it replaces what was said before: that it has ended, say.
/// `{"started": …, "suspected": "db", "fault": {"kind": "net.latency"}, "attribution": 0.8, "observations": […]}`
public struct IncidentRecorded: EventPayload {
  public static let type = EventType.incidentRecorded
  /// What it was, in a line.
  public let title: String?
  /// When it began.
  public let started: Timestamp
  /// When it ended.
  public let ended: Timestamp?
  /// The component where it is thought to have begun.
  public let suspected: String
  /// What is thought to have been wrong there.
  public let fault: Fault
  /// What was found to have caused it, in words.
  public let cause: String?
  /// How sure component and fault are, 0 to 1.
  public let attribution: Double
  /// What each component and journey did.
  public let observations: [Observation]

  /// An incident.
  public init(
    title: String? = nil, started: Timestamp, ended: Timestamp? = nil, suspected: String, fault: Fault,
    cause: String? = nil, attribution: Double, observations: [Observation]
  ) {
    self.title = title
    self.started = started
    self.ended = ended
    self.suspected = suspected
    self.fault = fault
    self.cause = cause
    self.attribution = attribution
    self.observations = observations
  }

  public init(from fields: FieldReader) throws {
    self.init(
      title: try fields.optionalString("title"), started: try fields.timestamp("started"),
      ended: try fields.optionalTimestamp("ended"), suspected: try fields.string("suspected"),
      fault: try Fault.read(fields.object("fault")), cause: try fields.optionalString("cause"),
      attribution: try fields.fraction("attribution"),
      observations: try fields.requiredObjects("observations", Observation.read))
    if let ended, ended < started { throw fields.error("ended", "lies before started") }
  }

  public var json: JSON {
    .compact(
      ("title", title.map { .string($0) }), ("started", .string(started.description)),
      ("ended", ended.map { .string($0.description) }), ("suspected", .string(suspected)), ("fault", fault.json),
      ("cause", cause.map { .string($0) }), ("attribution", .number(attribution)),
      ("observations", .array(observations.map(\.json))))
  }

  /// When it happened, as the event's own time tells it: its end, or its begin while that is open.
  public var time: Timestamp { ended ?? started }
}
