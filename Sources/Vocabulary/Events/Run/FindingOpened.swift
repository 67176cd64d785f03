/// `finding.opened`: a run showed something that should be mended.
///
/// `{"id": "F-12", "title": "no timeout on payments", "severity": "high", "component": "checkout"}`
public struct FindingOpened: EventPayload {
  public static let type = EventType.findingOpened
  /// Its id.
  public let id: String
  /// What it is, in a line.
  public let title: String
  /// How bad it is.
  public let severity: FailureModeCatalogued.Impact
  /// Where it is.
  public let component: String
  /// What to do.
  public let recommendation: String?

  /// A finding.
  public init(
    id: String, title: String, severity: FailureModeCatalogued.Impact, component: String, recommendation: String? = nil
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.component = component
    self.recommendation = recommendation
  }

  public init(from fields: FieldReader) throws {
    self.init(
      id: try fields.string("id"), title: try fields.string("title"),
      severity: try fields.word("severity", FailureModeCatalogued.Impact.self),
      component: try fields.string("component"), recommendation: try fields.optionalString("recommendation"))
  }

  public var json: JSON {
    .compact(
      ("id", .string(id)), ("title", .string(title)), ("severity", .string(severity.rawValue)),
      ("component", .string(component)), ("recommendation", recommendation.map { .string($0) }))
  }
}
