/// `incident.recorded`: a real outage, an uncontrolled run that moves the same beliefs, weighed by its attribution.
///
/// `{"started": …, "suspected": "db", "fault": {"kind": "net.latency"}, "attribution": 0.8, "observations": […]}`
public struct IncidentRecorded: EventPayload {
  public static let type = EventType.incidentRecorded
  /// When it began.
  public let started: Timestamp
  /// When it ended.
  public let ended: Timestamp?
  /// The component where it is thought to have begun.
  public let suspected: String
  /// What is thought to have been wrong there.
  public let fault: Fault
  /// How sure that is, 0 to 1.
  public let attribution: Double
  /// What each component and journey did.
  public let observations: [Observation]

  /// An incident.
  public init(
    started: Timestamp, ended: Timestamp? = nil, suspected: String, fault: Fault, attribution: Double,
    observations: [Observation]
  ) {
    self.started = started
    self.ended = ended
    self.suspected = suspected
    self.fault = fault
    self.attribution = attribution
    self.observations = observations
  }

  public init(from fields: FieldReader) throws {
    self.init(
      started: try fields.timestamp("started"), ended: try fields.optionalTimestamp("ended"),
      suspected: try fields.string("suspected"), fault: try Fault.read(fields.object("fault")),
      attribution: try fields.fraction("attribution"),
      observations: try fields.requiredObjects("observations", Observation.read))
    if let ended, ended < started { throw fields.error("ended", "lies before started") }
  }

  public var json: JSON {
    .compact(
      ("started", .string(started.description)), ("ended", ended.map { .string($0.description) }),
      ("suspected", .string(suspected)), ("fault", fault.json), ("attribution", .number(attribution)),
      ("observations", .array(observations.map(\.json))))
  }
}
