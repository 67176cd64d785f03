/// `component.declared`: a part of the system exists, and what it is.
///
/// `{"component": "payments", "kind": "service", "owner": "pay-team", "tier": "1", "tags": ["eu"]}`
public struct ComponentDeclared: EventPayload {
  public static let type = EventType.componentDeclared
  /// Its name.
  public let component: String
  /// What it is: service, database, cache, queue …; any other word is kept and treated as service.
  public let kind: String
  /// Who owns it.
  public let owner: String?
  /// How much it matters, in the organisation's own words.
  public let tier: String?
  /// Free labels.
  public let tags: [String]

  /// A declaration.
  public init(component: String, kind: String, owner: String? = nil, tier: String? = nil, tags: [String] = []) {
    self.component = component
    self.kind = kind
    self.owner = owner
    self.tier = tier
    self.tags = tags
  }

  public init(from fields: FieldReader) throws {
    self.init(
      component: try fields.string("component"), kind: try fields.string("kind"),
      owner: try fields.optionalString("owner"), tier: try fields.optionalLabel("tier"),
      tags: try fields.strings("tags"))
  }

  public var json: JSON {
    .compact(
      ("component", .string(component)), ("kind", .string(kind)), ("owner", owner.map { .string($0) }),
      ("tier", tier.map { .string($0) }), ("tags", tags.isEmpty ? nil : .array(tags.map { .string($0) })))
  }
}
