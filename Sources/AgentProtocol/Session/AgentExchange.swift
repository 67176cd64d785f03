import Foundation
public import Vocabulary

/// One message of a client that came by HTTP, with the header fields that repeat parts of it: the streamable HTTP transport without
/// sessions, as every message is answered by itself.
///
/// Two ways of speaking (`ProtocolRevision`):
/// - *with a handshake*: `MCP-Protocol-Version` names the revision that `initialize` settled. Nothing else is remembered, so that no
///   session is kept here and any server of the book may answer.
/// - *without*: the message itself names its revision, and the header fields must say what the message says, so that whoever
///   stands between may go by them.
public struct AgentExchange: Sendable {
  private let message: Result<JSON, RPCError>
  private let revision: String?
  private let method: String?
  private let name: String?

  /// A message, and the values of `MCP-Protocol-Version`, `Mcp-Method` and `Mcp-Name`; nil for those that are absent.
  public init(message: [UInt8], revision: String?, method: String?, name: String?) {
    do {
      self.message = .success(try JSON.parse(message))
    } catch {
      self.message = .failure(.parse("the message is no JSON: \(error)"))
    }
    self.revision = revision
    self.method = method
    self.name = name
  }

  /// Whether it may record something: such messages are answered one after another.
  public var mayRecord: Bool { (try? message.get()).map(AgentMessage.mayRecord) ?? false }

  /// The status of HTTP and the answer; none for what is not answered, such as a notification.
  public func answer(desk: some AgentDesk, client: AgentClient) -> (status: Int, body: JSON?) {
    do throws(RPCError) {
      let message = try message.get()
      var session = AgentSession(desk: desk, client: client, revision: try settled(message))
      guard let answer = session.answer(message) else { return (202, nil) }
      return (status(of: answer["error"]?["code"]?.integerValue), answer)
    } catch {
      let id = (try? message.get())?["id"] ?? .null
      let isOne = id.stringValue != nil || id.integerValue != nil
      return (400, RPCRequest.response(to: isOne ? id : .null, error: error))
    }
  }

  /// The revision in which the message is to be answered. Throws where header and message do not go together.
  private func settled(_ message: JSON) throws(RPCError) -> ProtocolRevision {
    let stated = message["params"]?["_meta"]?["io.modelcontextprotocol/protocolVersion"]?.stringValue
    let named = revision.flatMap(ProtocolRevision.init)
    if stated != nil || named?.hasHandshake == false { return try stateless(message, stated) }
    // Who names none speaks that of March 2025, as the revisions after it say.
    guard let revision else { return .march2025 }
    guard let named else { throw .unsupportedRevision(String(revision.prefix(40))) }
    return named
  }

  private func stateless(_ message: JSON, _ stated: String?) throws(RPCError) -> ProtocolRevision {
    // A notification names nothing.
    if message.members != nil, message["id"] == nil, stated == nil { return .year2026 }
    guard message.members != nil else { throw .invalidRequest("this revision takes one message at a time") }
    guard let stated else {
      throw .invalidParameters("params._meta: names no io.modelcontextprotocol/protocolVersion")
    }
    guard stated == revision else {
      throw .headerMismatch("MCP-Protocol-Version and the message name different revisions")
    }
    let said = message["method"]?.stringValue
    guard method == said else { throw .headerMismatch("Mcp-Method and the message name different methods") }
    let member = ["tools/call": "name", "prompts/get": "name", "resources/read": "uri"][said ?? ""]
    if let member, let value = message["params"]?[member]?.stringValue, Self.decoded(name) != value {
      throw .headerMismatch("Mcp-Name and params.\(member) differ")
    }
    return .year2026
  }

  /// A header's value; what no header can hold comes as `=?base64?…?=`.
  private static func decoded(_ value: String?) -> String? {
    guard let value, value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else { return value }
    guard let data = Data(base64Encoded: String(value.dropFirst(9).dropLast(2))) else { return nil }
    return String(validating: data, as: UTF8.self)
  }

  /// Without sessions an error's code says the status; with a handshake only what was no message is an error of HTTP.
  private func status(of code: Int64?) -> Int {
    let isStateless = revision.flatMap(ProtocolRevision.init)?.hasHandshake != true
    switch code {
    case -32700, -32600: return 400
    case -32602, -32020, -32022: return isStateless && revision != nil ? 400 : 200
    case -32601: return isStateless && revision != nil ? 404 : 200
    default: return 200
    }
  }
}
