/// `component.changed`: something about a component is new, so older evidence about it weighs less.
///
/// `{"component": "payments", "change": "deploy", "version": "2.4.1"}`
public struct ComponentChanged: EventPayload {
  public static let type = EventType.componentChanged
  /// What changed about it.
  public enum Change: String, Sendable, CaseIterable {
    /// New code.
    case deploy
    /// New settings.
    case config
    /// More or fewer instances, larger or smaller ones.
    case scale
    /// A new shape of its data.
    case schema
  }
  /// Its name.
  public let component: String
  /// What changed.
  public let change: Change
  /// The version after the change.
  public let version: String?
  /// Where to read about it.
  public let reference: String?

  /// A change.
  public init(component: String, change: Change, version: String? = nil, reference: String? = nil) {
    self.component = component
    self.change = change
    self.version = version
    self.reference = reference
  }

  public init(from fields: FieldReader) throws {
    self.init(
      component: try fields.string("component"), change: try fields.word("change", Change.self),
      version: try fields.optionalLabel("version"), reference: try fields.optionalString("reference"))
  }

  public var json: JSON {
    .compact(
      ("component", .string(component)), ("change", .string(change.rawValue)),
      ("version", version.map { .string($0) }), ("reference", reference.map { .string($0) }))
  }
}
