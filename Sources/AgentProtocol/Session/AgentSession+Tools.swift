import KnowledgeBase
import Vocabulary

extension AgentSession {
  /// The most that an answer may hold, in bytes: more helps no model, and would be kept by the client for the rest of its day.
  private static var longestAnswer: Int { 1_048_576 }

  /// Calls a tool. What it cannot do is told in its answer, in one sentence.
  func call(_ parameters: JSON, _ revision: ProtocolRevision) throws(RPCError) -> JSON {
    guard let name = parameters["name"]?.stringValue else { throw .invalidParameters("params.name: expected a tool") }
    guard let tool = AgentTool.all.first(where: { $0.name == name }) else {
      throw .invalidParameters("there is no tool \"\(name)\"; tools/list names them")
    }
    do {
      guard client.rights.contains(tool.right) else {
        let why = "\(name) needs the role \(tool.right.role), which this client has not"
        desk.refused(name, why: why)
        throw FaultbookError(.usage, why + "; ask whoever started the server for it")
      }
      let arguments = try ToolArguments(parameters["arguments"] ?? .object([]), of: tool)
      let answer = try tool.run(ToolCall(arguments: arguments, client: client), desk)
      return try result(of: tool, arguments.limited(answer.json), answer, revision)
    } catch {
      return .compact(("content", [AgentSession.text(sentence(error))]), ("isError", true))
    }
  }

  private func result(
    of tool: AgentTool, _ json: JSON, _ answer: Answer, _ revision: ProtocolRevision
  ) throws -> JSON {
    let text = json.text
    guard text.utf8.count <= Self.longestAnswer else {
      throw FaultbookError(
        .usage,
        "the answer holds \(text.utf8.count / 1024) KiB, more than the \(Self.longestAnswer / 1024) that are given at once; narrow it with \(tool.narrowing)"
      )
    }
    var content = [AgentSession.text(text)]
    if !answer.notes.isEmpty { content.append(AgentSession.text(answer.notes.joined(separator: "\n"))) }
    return .compact(
      ("content", .array(content)), ("structuredContent", revision.hasStructuredContent ? json : nil),
      ("isError", false))
  }

  static func text(_ text: String) -> JSON { .compact(("type", "text"), ("text", .string(text))) }
}

/// An error as one sentence.
func sentence(_ error: any Error) -> String {
  switch error {
  case let error as FaultbookError: error.message
  default: String(describing: error)
  }
}
