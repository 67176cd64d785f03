/// `probe.observed`: a check of the runner's own, and whether it was met.
///
/// `{"name": "checkout answers", "phase": "fault", "met": false, "value": 503, "tolerance": 200}`
public struct ProbeObserved: EventPayload {
  public static let type = EventType.probeObserved
  /// The probe's name.
  public let name: String
  /// The component that it looks at.
  public let component: String?
  /// The journey that it looks at.
  public let journey: String?
  /// The part of the run.
  public let phase: Phase
  /// Whether the tolerance was met; nil where that is not known.
  public let met: Bool?
  /// What was seen.
  public let value: JSON?
  /// What was tolerated.
  public let tolerance: JSON?

  /// An observation by a probe.
  public init(
    name: String, component: String? = nil, journey: String? = nil, phase: Phase, met: Bool?, value: JSON? = nil,
    tolerance: JSON? = nil
  ) {
    self.name = name
    self.component = component
    self.journey = journey
    self.phase = phase
    self.met = met
    self.value = value
    self.tolerance = tolerance
  }

  public init(from fields: FieldReader) throws {
    self.init(
      name: try fields.string("name"), component: try fields.optionalString("component"),
      journey: try fields.optionalString("journey"), phase: try fields.word("phase", Phase.self),
      met: try fields.optionalFlag("met"), value: fields.value("value"), tolerance: fields.value("tolerance"))
    _ = try NodeID.read(fields)
  }

  public var json: JSON {
    .compact(
      ("name", .string(name)), ("component", component.map { .string($0) }), ("journey", journey.map { .string($0) }),
      ("phase", .string(phase.rawValue)), ("met", met.map { .bool($0) } ?? .null), ("value", value),
      ("tolerance", tolerance))
  }
}
