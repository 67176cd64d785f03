/// `component.retired`: a component is gone; what is known about it stays in the log.
///
/// `{"component": "legacy-cart", "reason": "replaced by cart"}`
public struct ComponentRetired: EventPayload {
  public static let type = EventType.componentRetired
  /// Its name.
  public let component: String
  /// Why.
  public let reason: String?

  /// A retirement.
  public init(component: String, reason: String? = nil) {
    self.component = component
    self.reason = reason
  }

  public init(from fields: FieldReader) throws {
    self.init(component: try fields.string("component"), reason: try fields.optionalString("reason"))
  }

  public var json: JSON { .compact(("component", .string(component)), ("reason", reason.map { .string($0) })) }
}
