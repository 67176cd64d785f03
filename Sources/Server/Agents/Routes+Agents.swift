import AgentProtocol
import HTTPTypes
import Hummingbird
import KnowledgeBase
import Metrics
import NIOCore
import Vocabulary

extension RouteTable {
  /// The Model Context Protocol over streamable HTTP, without sessions: every message is answered by itself. Nothing is sent
  /// that was not asked for, so that GET and DELETE are not taken (405, as the protocol has it).
  static let agents: [Route] = [
    Route(
      method: .post, path: "/mcp", name: "mcp", summary: "The book as tools of an AI agent.", permission: .read,
      orElse: [.plan, .record], body: .bytes([MediaTypes.json]),
      types: [MediaTypes.json, MediaTypes.serverSentEvents], answer: .any, load: .heavy, isDocumented: false,
      action: .respond { desk, call in
        guard let type = MediaTypes.chosen(call.headers[.accept], among: call.route.types) else {
          throw Problem(
            .notAcceptable, "not-acceptable", "a message is answered as \(call.route.types.joined(separator: " or "))")
        }
        guard case .bytes(let bytes, _) = call.body else { throw Problem.badRequest("the body is missing") }
        let exchange = AgentExchange(
          message: bytes, revision: call.headers[.mcpProtocolVersion], method: call.headers[.mcpMethod],
          name: call.headers[.mcpName])
        let client = AgentClient(actor: call.actor, rights: call.principal.agentRights)
        let book = OpenBook(desk: desk, call: call)
        // What records is answered one after another; what it may come to costs seconds, as asking for a plan does.
        let workers = exchange.mayRecord ? desk.lane : desk.heavy
        let (status, text) = try await workers.run {
          let answer = exchange.answer(desk: book, client: client)
          return (answer.status, answer.body?.text)
        }
        guard let text else { return Response(status: .accepted) }
        var fields = HTTPFields()
        fields[.contentType] = type
        let body = type == MediaTypes.json ? text : "event: message\ndata: \(text)\n\n"
        return Response(
          status: .init(code: status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
      })
  ]
}

/// The book that the server has open, for one call.
private struct OpenBook: AgentDesk {
  let desk: Desk
  let call: Call

  func ask<Result>(_ question: (KnowledgeBase) throws -> Result) throws -> Result { try question(desk.book) }
  func write<Result>(_ command: (KnowledgeBase) throws -> Result) throws -> Result { try command(desk.book) }

  /// A tool that was refused is kept account of as a route is.
  func refused(_ operation: String, why: String) {
    desk.access.noteRefusal(
      .forbidden(why), principal: call.principal, peer: call.peer, operation: "mcp \(operation)")
    Counter(label: "faultbook_refusals", dimensions: [("status", "403")], factory: desk.figures).increment()
  }
}

extension Principal {
  /// What an agent with these roles may do.
  fileprivate var agentRights: AgentRights {
    var rights: AgentRights = []
    if may(.read) { rights.insert(.ask) }
    if may(.plan) { rights.insert(.plan) }
    if may(.record) { rights.insert(.record) }
    if may(.audit) { rights.insert(.audit) }
    return rights
  }
}

extension HTTPField.Name {
  fileprivate static let mcpMethod = HTTPField.Name("Mcp-Method")!
  fileprivate static let mcpName = HTTPField.Name("Mcp-Name")!
  fileprivate static let mcpProtocolVersion = HTTPField.Name("MCP-Protocol-Version")!
}
