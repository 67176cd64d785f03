import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import KnowledgeBase
import Logging
import NIOCore
import Vocabulary

@testable import Server

/// A book in a folder of its own with a server's desk around it; all gone with the value.
final class Served: Sendable {
  let folder: URL
  let book: KnowledgeBase
  let desk: Desk
  private let crowd = Outermost<AnyResponder>.Crowd(most: 1000)

  init(_ change: (inout ServerOptions) -> Void = { _ in }) async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "book.sqlite").path
    try KnowledgeBase.create(at: path).close()
    book = try KnowledgeBase.openForServing(at: path)
    var log = Logger(label: "test", factory: { JSONLogHandler(label: $0) })
    log.logLevel = .critical
    var options = ServerOptions(log: log)
    options.port = 0
    // Tests run beside a thousand others on few cores: what waits its turn there is not late.
    options.limits.lightSeconds = 600
    options.limits.heavySeconds = 600
    change(&options)
    desk = try await FaultbookServer.desk(of: book, options)
    desk.figures.follow(desk) { 0 }
  }

  deinit {
    book.close()
    try? FileManager.default.removeItem(at: folder)
  }

  var path: String { folder.appending(path: "book.sqlite").path }

  /// Sends requests through the whole server but the socket.
  func test<Value>(_ body: @Sendable (Client) async throws -> Value) async throws -> Value {
    try await FaultbookServer.application(desk, crowd).test(.router) { try await body(Client(inner: $0)) }
  }

  /// Sends requests over a socket.
  func live<Value>(_ body: @Sendable (Client) async throws -> Value) async throws -> Value {
    try await FaultbookServer.application(desk, crowd).test(.ahc(.http)) { try await body(Client(inner: $0)) }
  }

  /// A token of these roles.
  func token(_ roles: Role..., name: String = "tester", expires: Timestamp? = nil) throws -> String {
    try desk.access.tokens.create(
      name: name, roles: Set(roles), expires: expires, by: "test", at: KnowledgeBase.wallClock()
    ).text
  }
}

/// A client of a test.
struct Client {
  let inner: any TestClientProtocol

  /// What came back.
  struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    var json: JSON { (try? JSON.parse(text)) ?? .null }
    /// The rows of lines.
    var lines: [JSON] { text.split(separator: "\n").compactMap { try? JSON.parse(String($0)) } }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, token: String? = nil, headers: [String: String] = [:],
    type: String? = nil, body: String? = nil
  ) async throws -> Reply {
    var fields = HTTPFields()
    if let token { fields[.authorization] = "Bearer \(token)" }
    if let type { fields[.contentType] = type }
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    return try await inner.execute(
      uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) }
    ) { Reply(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body)) }
  }

  func get(_ path: String, token: String? = nil, headers: [String: String] = [:]) async throws -> Reply {
    try await send(.get, path, token: token, headers: headers)
  }

  func post(
    _ path: String, _ json: JSON, token: String? = nil, headers: [String: String] = [:]
  ) async throws -> Reply {
    try await send(.post, path, token: token, headers: headers, type: "application/json", body: json.text)
  }
}
