import AgentProtocol
import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// The Model Context Protocol over streamable HTTP, without sessions: every message is answered by itself, in JSON. There is
  /// nothing to stream, so that GET is not taken.
  static let agents: [Route] = [
    Route(
      method: .post, path: "/mcp", name: "mcp", summary: "The book as tools of an AI agent.", permission: .read,
      body: .bytes([MediaTypes.json]), answer: .any, load: .heavy, isDocumented: false,
      action: .respond { desk, call in
        guard case .bytes(let bytes, _) = call.body else { throw Problem.badRequest("the body is missing") }
        let headers = call.headers
        let message: JSON
        do {
          message = try JSON.parse(bytes)
        } catch {
          throw Problem.badRequest("the message is no JSON: \(error)")
        }
        if let named = headers[.mcpMethod], named != message["method"]?.stringValue {
          throw Problem.badRequest("Mcp-Method says \(named.prefix(80)), and the message another method")
        }
        // Who names no revision speaks that of March 2025, as its successor says.
        let revision = headers[.mcpProtocolVersion] ?? ProtocolRevision.march2025.rawValue
        guard let settled = ProtocolRevision(rawValue: revision) else {
          throw Problem.badRequest("revision \(revision.prefix(40)) of the protocol is not spoken here")
        }
        let client = AgentClient(actor: call.actor, rights: call.principal.agentRights)
        let book = desk.book
        let workers = AgentMessage.mayRecord(message) ? desk.lane : desk.heavy
        let answer = try await workers.run {
          var session = AgentSession(desk: OpenBook(book: book), client: client, revision: settled)
          return session.answer(message)?.text
        }
        guard let answer else { return Response(status: .accepted) }
        var fields = HTTPFields()
        fields[.contentType] = MediaTypes.json
        fields[.cacheControl] = "no-store"
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: answer)))
      })
  ]
}

/// The book that the server has open.
private struct OpenBook: AgentDesk {
  let book: KnowledgeBase
  func ask<Result>(_ question: (KnowledgeBase) throws -> Result) throws -> Result { try question(book) }
  func write<Result>(_ command: (KnowledgeBase) throws -> Result) throws -> Result { try command(book) }
}

extension Principal {
  /// What an agent with these roles may do.
  fileprivate var agentRights: AgentRights {
    var rights: AgentRights = []
    if may(.read) { rights.insert(.ask) }
    if may(.plan) { rights.insert(.plan) }
    if may(.record) { rights.insert(.record) }
    return rights
  }
}

extension HTTPField.Name {
  fileprivate static let mcpMethod = HTTPField.Name("Mcp-Method")!
  fileprivate static let mcpProtocolVersion = HTTPField.Name("MCP-Protocol-Version")!
}
