/// Who or what runs an experiment.
public struct Runner: Sendable, Hashable {
  /// The tool's name.
  public let tool: String
  /// Its version.
  public let version: String?

  /// A runner.
  public init(tool: String, version: String? = nil) {
    self.tool = tool
    self.version = version
  }

  /// Reads `{"tool", "version"?}`.
  public static func read(_ fields: FieldReader) throws -> Runner {
    Runner(tool: try fields.string("tool"), version: try fields.optionalLabel("version"))
  }

  /// `{"tool", "version"?}`.
  public var json: JSON { .compact(("tool", .string(tool)), ("version", version.map { .string($0) })) }
}

/// A stretch of time.
public struct TimeWindow: Sendable, Hashable {
  /// Its begin.
  public let from: Timestamp
  /// Its end.
  public let to: Timestamp

  /// A stretch of time.
  public init(from: Timestamp, to: Timestamp) {
    self.from = from
    self.to = to
  }

  /// Reads `{"from", "to"}`.
  public static func read(_ fields: FieldReader) throws -> TimeWindow {
    let window = TimeWindow(from: try fields.timestamp("from"), to: try fields.timestamp("to"))
    guard window.from <= window.to else { throw fields.error("to", "lies before from") }
    return window
  }

  /// `{"from", "to"}`.
  public var json: JSON { .compact(("from", .string(from.description)), ("to", .string(to.description))) }
}

/// What a tool itself claimed about a run, word for word.
public struct NativeClaim: Sendable, Hashable {
  /// The tool's name.
  public let tool: String
  /// Its word for how the injection went.
  public let status: String?
  /// Its word for what the run showed.
  public let verdict: String?

  /// A claim.
  public init(tool: String, status: String? = nil, verdict: String? = nil) {
    self.tool = tool
    self.status = status
    self.verdict = verdict
  }

  /// Reads `{"tool", "status"?, "verdict"?}`.
  public static func read(_ fields: FieldReader) throws -> NativeClaim {
    NativeClaim(
      tool: try fields.string("tool"), status: fields.optionalWords("status"), verdict: fields.optionalWords("verdict"))
  }

  /// `{"tool", "status"?, "verdict"?}`.
  public var json: JSON {
    .compact(
      ("tool", .string(tool)), ("status", status.map { .string($0) }), ("verdict", verdict.map { .string($0) }))
  }
}

/// Who a sample is about.
public enum SampleSubject: Sendable, Hashable {
  /// A component or a journey, about itself.
  case node(NodeID)
  /// A call, as its caller or its callee saw it.
  case dependency(Dependency, reporter: Reporter)

  /// Which end of a call speaks.
  public enum Reporter: String, Sendable, Hashable, CaseIterable {
    /// The caller: what it says counts for the callee.
    case caller
    /// The callee, about itself.
    case callee
  }

  /// Reads `component`, `journey` or `dependency` of a sample. Throws where it has none or two of them.
  public static func read(_ fields: FieldReader) throws -> SampleSubject {
    let node = try NodeID.read(fields)
    guard let link = try fields.optionalObject("dependency") else {
      guard let node else { throw fields.error("component", "is missing; expected component, journey or dependency") }
      return .node(node)
    }
    if let node { throw fields.error("dependency", "stands beside \(node.kind.rawValue); name one of them") }
    return .dependency(try Dependency.read(link), reporter: try link.word("reporter", Reporter.self))
  }

  /// The subject as members of a sample.
  public var members: [JSON.Member] {
    switch self {
    case .node(let node): [node.member]
    case .dependency(let link, let reporter):
      [
        JSON.Member(
          "dependency", .object((link.json.members ?? []) + [JSON.Member("reporter", .string(reporter.rawValue))]))
      ]
    }
  }
}
