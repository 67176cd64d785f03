/// `dependency.declared`: one component calls another, as people say.
///
/// `{"caller": "checkout", "callee": "payments", "mode": "sync", "kind": "http", "guards": {"timeoutMs": 300}}`
public struct DependencyDeclared: EventPayload {
  public static let type = EventType.dependencyDeclared
  /// Who calls whom.
  public let dependency: Dependency
  /// Whether the caller waits.
  public let mode: CallMode
  /// The protocol: http, grpc, sql, cache, queue, tool.
  public let kind: String?
  /// What the caller has against the callee's trouble; nil where nothing is declared.
  public let guards: Guards?

  /// A declaration.
  public init(dependency: Dependency, mode: CallMode, kind: String? = nil, guards: Guards? = nil) {
    self.dependency = dependency
    self.mode = mode
    self.kind = kind
    self.guards = guards
  }

  public init(from fields: FieldReader) throws {
    self.init(
      dependency: try Dependency.read(fields), mode: try fields.word("mode", CallMode.self),
      kind: try fields.optionalString("kind"), guards: try fields.optionalObject("guards").map(Guards.read))
  }

  public var json: JSON {
    .compact(
      ("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)),
      ("mode", .string(mode.rawValue)), ("kind", kind.map { .string($0) }), ("guards", guards?.json))
  }
}
