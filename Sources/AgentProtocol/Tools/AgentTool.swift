import KnowledgeBase
import Vocabulary

/// Something that a client may have done: its description for the model, the form of what goes in and comes out, and the call of
/// KnowledgeBase that does it.
struct AgentTool: Sendable {
  let name: String
  let title: String
  let description: String
  let right: AgentRights
  let arguments: [ToolArgument]
  /// The members of its answer that are always there, with their JSON type.
  var output: [(name: String, type: String)] = []
  /// Definitions that the arguments' schemas refer to.
  var definitions: JSON?
  let work: Work

  /// What a tool does.
  enum Work: Sendable {
    case question(@Sendable (KnowledgeBase, ToolCall) throws -> Answer)
    case command(@Sendable (KnowledgeBase, ToolCall) throws -> Answer)
  }

  /// All tools, in the order in which a model should read them.
  static let all = asking + planning + recording

  func run(_ call: ToolCall, _ desk: some AgentDesk) throws -> Answer {
    switch work {
    case .question(let ask): try desk.ask { try ask($0, call) }
    case .command(let perform): try desk.write { try perform($0, call) }
    }
  }

  /// Whether it changes nothing.
  var isQuestion: Bool { if case .question = work { true } else { false } }

  /// The arguments that make an answer smaller, in words.
  var narrowing: String {
    let names = arguments.filter { !$0.isRequired }.map(\.name)
    return names.isEmpty ? "another tool" : names.joined(separator: ", ")
  }

  /// The tool as `tools/list` tells it.
  func json(in revision: ProtocolRevision) -> JSON {
    let hints = JSON.compact(
      ("readOnlyHint", .bool(isQuestion)), ("destructiveHint", .bool(false)),
      ("idempotentHint", isQuestion ? .bool(true) : nil), ("openWorldHint", .bool(false)))
    return .compact(
      ("name", .string(name)), ("title", revision.hasStructuredContent ? .string(title) : nil),
      ("description", .string(description)), ("inputSchema", inputSchema),
      ("outputSchema", revision.hasStructuredContent ? outputSchema : nil),
      ("annotations", revision.hasToolHints ? hints : nil))
  }

  private var inputSchema: JSON {
    let required = arguments.filter(\.isRequired).map { JSON.string($0.name) }
    return .compact(
      ("type", "object"),
      ("properties", .object(arguments.map { JSON.Member($0.name, $0.describedSchema) })),
      ("required", required.isEmpty ? nil : .array(required)), ("additionalProperties", false), ("$defs", definitions))
  }

  private var outputSchema: JSON {
    .compact(
      ("type", "object"),
      ("properties", .object(output.map { JSON.Member($0.name, .compact(("type", .string($0.type)))) })),
      ("required", .array(output.map { .string($0.name) })))
  }
}

/// One argument of a tool.
struct ToolArgument: Sendable {
  let name: String
  let description: String
  let schema: JSON
  var isRequired = false

  static func text(_ name: String, _ description: String, isRequired: Bool = false) -> ToolArgument {
    ToolArgument(
      name: name, description: description, schema: ["type": "string", "minLength": 1], isRequired: isRequired)
  }

  static func word(_ name: String, _ description: String, _ words: [String], isRequired: Bool = false) -> ToolArgument {
    ToolArgument(
      name: name, description: description,
      schema: .compact(("type", "string"), ("enum", .array(words.map { .string($0) }))), isRequired: isRequired)
  }

  static func whole(_ name: String, _ description: String, _ range: ClosedRange<Int64>) -> ToolArgument {
    ToolArgument(
      name: name, description: description,
      schema: .compact(
        ("type", "integer"), ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))))
  }

  static func number(_ name: String, _ description: String, isRequired: Bool = false) -> ToolArgument {
    ToolArgument(name: name, description: description, schema: ["type": "number"], isRequired: isRequired)
  }

  static func flag(_ name: String, _ description: String, isRequired: Bool = false) -> ToolArgument {
    ToolArgument(name: name, description: description, schema: ["type": "boolean"], isRequired: isRequired)
  }

  static func list(_ name: String, _ description: String, of items: JSON, isRequired: Bool = false) -> ToolArgument {
    ToolArgument(
      name: name, description: description, schema: .compact(("type", "array"), ("items", items)),
      isRequired: isRequired)
  }

  static func object(_ name: String, _ description: String, _ schema: JSON, isRequired: Bool = false) -> ToolArgument {
    ToolArgument(name: name, description: description, schema: schema, isRequired: isRequired)
  }

  var describedSchema: JSON {
    .object(
      (schema.members ?? []).filter { $0.name != "description" } + [JSON.Member("description", .string(description))])
  }
}

/// One call of a tool.
struct ToolCall {
  let arguments: ToolArguments
  let client: AgentClient
}
