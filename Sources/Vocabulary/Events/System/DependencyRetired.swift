/// `dependency.retired`: a call is no longer made.
///
/// `{"caller": "checkout", "callee": "legacy-cart"}`
public struct DependencyRetired: EventPayload {
  public static let type = EventType.dependencyRetired
  /// Who called whom.
  public let dependency: Dependency
  /// Why it ended.
  public let reason: String?

  /// A retirement.
  public init(dependency: Dependency, reason: String? = nil) {
    self.dependency = dependency
    self.reason = reason
  }

  public init(from fields: FieldReader) throws {
    self.init(dependency: try Dependency.read(fields), reason: try fields.optionalString("reason"))
  }

  public var json: JSON {
    .compact(
      ("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)),
      ("reason", reason.map { .string($0) }))
  }
}
