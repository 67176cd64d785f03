import KnowledgeBase
public import Vocabulary

/// A conversation with one client: messages in, messages out, whatever carries them.
///
/// States, and what leads from one to the next:
/// - *open*: nothing was settled; `initialize` leads to *settled*. `ping`, and any request that names its revision itself, are
///   answered.
/// - *settled* (revision): every request is answered in that revision; `initialize` settles it anew.
///
/// Every question is the book's own; nothing is computed here. Cost of a message: that of the question, and of its JSON.
public struct AgentSession<Desk: AgentDesk> {
  let desk: Desk
  let client: AgentClient
  private var settled: ProtocolRevision?

  /// A session. `revision` is the one that was settled already, where the transport remembers it; nil else.
  public init(desk: Desk, client: AgentClient, revision: ProtocolRevision? = nil) {
    self.desk = desk
    self.client = client
    settled = revision
  }

  /// The answer to a message, as one line of JSON; nil where there is none: for a notification.
  public mutating func answer(_ message: [UInt8]) -> JSON? {
    let json: JSON
    do {
      json = try JSON.parse(message)
    } catch {
      return RPCRequest.response(to: .null, error: .parse("the message is no JSON: \(error)"))
    }
    return answer(json)
  }

  /// The answer to a message that was read already.
  public mutating func answer(_ message: JSON) -> JSON? {
    guard let batch = message.arrayValue, settled?.hasBatches == true, !batch.isEmpty else { return answerOne(message) }
    let answers = batch.compactMap { answerOne($0) }
    return answers.isEmpty ? nil : .array(answers)
  }

  private mutating func answerOne(_ message: JSON) -> JSON? {
    var id = message["id"] ?? .null
    if id.stringValue == nil, id.integerValue == nil { id = .null }
    do throws(RPCError) {
      guard let request = try RPCRequest(message) else { return nil }
      guard let id = request.id else { return nil }
      return RPCRequest.response(to: id, result: try result(of: request))
    } catch {
      return RPCRequest.response(to: id, error: error)
    }
  }

  private mutating func result(of request: RPCRequest) throws(RPCError) -> JSON {
    if let stated = request.statedRevision {
      guard let revision = ProtocolRevision(rawValue: stated), !revision.hasHandshake else {
        throw .unsupportedRevision(stated)
      }
      return try stateless(result(of: request, in: revision), of: request.method)
    }
    switch request.method {
    case "initialize":
      let asked = request.parameters["protocolVersion"]?.stringValue.flatMap(ProtocolRevision.init)
      let revision = asked.flatMap { $0.hasHandshake ? $0 : nil } ?? .newestWithHandshake
      settled = revision
      return .compact(
        ("protocolVersion", .string(revision.rawValue)), ("capabilities", ServerCard.capabilities),
        ("serverInfo", ServerCard.identity), ("instructions", .string(ServerCard.instructions(client.rights))))
    case "ping": return .object([])
    default:
      guard let settled else {
        throw .invalidRequest("nothing is settled yet; begin with initialize, or name the revision in _meta")
      }
      return try result(of: request, in: settled)
    }
  }

  /// A result as the revision without sessions has it: complete, and of the server that names itself. Lists change with the
  /// book, or are the client's own.
  private func stateless(_ result: JSON, of method: String) -> JSON {
    var members = result.members ?? []
    members.append(.init("resultType", "complete"))
    if method != "tools/call" {
      members.append(.init("ttlMs", 0))
      members.append(.init("cacheScope", "private"))
    }
    members.append(.init("_meta", .compact(("io.modelcontextprotocol/serverInfo", ServerCard.identity))))
    return .object(members)
  }

  private func result(of request: RPCRequest, in revision: ProtocolRevision) throws(RPCError) -> JSON {
    let parameters = request.parameters
    switch request.method {
    case "server/discover" where !revision.hasHandshake:
      return .compact(
        ("supportedVersions", .array(ProtocolRevision.allCases.map { .string($0.rawValue) })),
        ("capabilities", ServerCard.capabilities),
        ("instructions", .string(ServerCard.instructions(client.rights))))
    case "tools/list":
      let tools = AgentTool.all.filter { client.rights.contains($0.right) }
      return .compact(("tools", .array(tools.map { $0.json(in: revision) })))
    case "tools/call": return try call(parameters, revision)
    case "resources/list": return try listResources(parameters)
    case "resources/templates/list":
      return .compact(("resourceTemplates", .array(ReportResource.templates)))
    case "resources/read": return try readResource(parameters, revision)
    default: throw .unknownMethod(request.method)
    }
  }
}
