/// A node of the propagation graph: a component, or a journey as the caller of its entry components. The two may share
/// a name, so a node is the pair, everywhere.
public struct NodeID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// What kind of node.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A part of the system: a service, a database, a queue.
    case component
    /// A behaviour that users meet.
    case journey

    /// Without the name of the case: nodes are looked up often.
    public func hash(into hasher: inout Hasher) { hasher.combine(self == .journey) }
  }

  /// What kind of node.
  public let kind: Kind
  /// Its name.
  public let name: String

  /// A node.
  public init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// A component.
  public static func component(_ name: String) -> NodeID { NodeID(.component, name) }
  /// A journey.
  public static func journey(_ name: String) -> NodeID { NodeID(.journey, name) }

  /// Components before journeys, then by name.
  public static func < (one: NodeID, other: NodeID) -> Bool {
    one.kind == other.kind ? one.name < other.name : one.kind == .component
  }

  /// `payments`, or `journey checkout`.
  public var description: String { kind == .component ? name : "journey \(name)" }

  /// The node as one member, `"component": name` or `"journey": name`.
  public var member: JSON.Member { JSON.Member(kind.rawValue, .string(name)) }

  /// Reads `component` or `journey` of an object; nil where it has neither. Throws where it has both.
  public static func read(_ fields: FieldReader) throws -> NodeID? {
    let component = try fields.optionalString("component")
    let journey = try fields.optionalString("journey")
    if component != nil && journey != nil {
      throw fields.error("journey", "stands beside component; name one of them")
    }
    return component.map { .component($0) } ?? journey.map { .journey($0) }
  }

  /// Reads `component` or `journey` of an object. Throws where it has neither or both.
  public static func require(_ fields: FieldReader) throws -> NodeID {
    guard let node = try read(fields) else {
      throw fields.error("component", "is missing; expected component or journey")
    }
    return node
  }
}

/// A call: who depends on whom. Trouble flows the other way.
public struct Dependency: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Who calls: the effect of trouble.
  public let caller: String
  /// Who is called: the cause of trouble.
  public let callee: String

  /// A call.
  public init(caller: String, callee: String) {
    self.caller = caller
    self.callee = callee
  }

  /// By caller, then by callee.
  public static func < (one: Dependency, other: Dependency) -> Bool {
    (one.caller, one.callee) < (other.caller, other.callee)
  }

  /// `checkout → payments`.
  public var description: String { "\(caller) → \(callee)" }

  /// Reads `caller` and `callee` of an object; a component does not call itself.
  public static func read(_ fields: FieldReader) throws -> Dependency {
    let found = Dependency(caller: try fields.string("caller"), callee: try fields.string("callee"))
    guard found.caller != found.callee else {
      throw fields.error("callee", "is the caller itself; a dependency joins two components")
    }
    return found
  }

  /// `{"caller", "callee"}`.
  public var json: JSON { .compact(("caller", .string(caller)), ("callee", .string(callee))) }
}

/// What a fault is injected into.
public enum Target: Sendable, Hashable, CustomStringConvertible {
  /// A component: all its callers meet it.
  case component(String)
  /// One link: only this caller meets it.
  case dependency(Dependency)

  /// Reads `{"component"}` or `{"dependency": {"caller", "callee"}}`. Throws where it has neither or both.
  public static func read(_ fields: FieldReader) throws -> Target {
    let component = try fields.optionalString("component")
    guard let link = try fields.optionalObject("dependency") else {
      guard let component else { throw fields.error("component", "is missing; expected component or dependency") }
      return .component(component)
    }
    guard component == nil else { throw fields.error("dependency", "stands beside component; name one of them") }
    return .dependency(try Dependency.read(link))
  }

  /// The target as JSON, in the form that `read` takes.
  public var json: JSON {
    switch self {
    case .component(let name): .compact(("component", .string(name)))
    case .dependency(let link): .compact(("dependency", link.json))
    }
  }

  /// `payments`, or `checkout → payments`.
  public var description: String {
    switch self {
    case .component(let name): name
    case .dependency(let link): link.description
    }
  }
}
