/// `journey.declared`: a behaviour that users meet, where it enters the system and how much it matters.
///
/// `{"journey": "checkout", "entry": ["gateway"], "criticality": 1, "objective": {"latencyP99Ms": 500}}`
public struct JourneyDeclared: EventPayload {
  public static let type = EventType.journeyDeclared
  /// Its name.
  public let journey: String
  /// The components where it enters.
  public let entry: [String]
  /// How much it matters, 0 to 1.
  public let criticality: Double
  /// What it should reach.
  public let objective: Objective?

  /// A declaration.
  public init(journey: String, entry: [String], criticality: Double, objective: Objective? = nil) {
    self.journey = journey
    self.entry = entry
    self.criticality = criticality
    self.objective = objective
  }

  public init(from fields: FieldReader) throws {
    self.init(
      journey: try fields.string("journey"), entry: try fields.requiredStrings("entry"),
      criticality: try fields.fraction("criticality"),
      objective: try fields.optionalObject("objective").map(Objective.read))
    guard !entry.isEmpty else { throw fields.error("entry", "must name at least one component") }
  }

  public var json: JSON {
    .compact(
      ("journey", .string(journey)), ("entry", .array(entry.map { .string($0) })),
      ("criticality", .number(criticality)), ("objective", objective?.json))
  }
}
