import AsyncHTTPClient
import Foundation
import Glibc
import HTTPTypes
import Interchange
public import KnowledgeBase
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Vocabulary

extension Handover {
  /// The answer of the server that holds the book at a path; nil where none does, and the book is to be opened as ever.
  ///
  /// A server is known by the book's lock file, and trusts us by its key beside the book, which only those can read who may write
  /// the book itself. One that ended suddenly may still be named: then nobody listens, and nothing was sent. Throws
  /// `FaultbookError` with what the server says.
  public func answer(book: String, actor: String) async throws -> Answer? {
    guard let server = KnowledgeBase.server(of: book), server.host == ProcessInfo.processInfo.hostName,
      kill(server.process, 0) == 0 || errno == EPERM
    else { return nil }
    guard let key = LocalKey.read(book: server.book) else {
      throw FaultbookError(
        .locked,
        "\(book) is held by a server at \(server.address), whose key beside the book you cannot read; call its API with a token of yours"
      )
    }
    guard let route = RouteTable.standard.route(named: operation) else {
      preconditionFailure("there is no operation \(operation)")
    }
    var configuration = HTTPClient.Configuration.singletonConfiguration
    // It is this machine's own process, by its lock and its key; its certificate is made out to how others call it.
    configuration.tlsConfiguration = .makeClientConfiguration()
    configuration.tlsConfiguration?.certificateVerification = .none
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      let answer = try await send(try request(route, server, key, actor), by: client)
      try await client.shutdown()
      return answer
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  private func request(
    _ route: Route, _ server: BookServer, _ key: String, _ actor: String
  ) throws -> HTTPClientRequest {
    var place = route.path
    for (name, value) in path { place = place.replacing("{\(name)}", with: Self.escaped(value)) }
    let pairs = query.map { "\($0.name)=\(Self.escaped($0.value))" }
    var request = HTTPClientRequest(
      url: server.address + place + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")))
    request.method = HTTPMethod(rawValue: route.method.rawValue)
    request.headers.add(name: "Authorization", value: "Bearer \(key)")
    request.headers.add(name: "Faultbook-Actor", value: Self.escaped(actor))
    request.headers.add(name: "Accept", value: MediaTypes.answer)
    if !files.isEmpty {
      let boundary = "faultbook-\(UUID().uuidString)"
      request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=\(boundary)")
      request.body = .bytes(try multipart(boundary))
    } else if let json {
      request.headers.add(name: "Content-Type", value: MediaTypes.json)
      request.body = .bytes(ByteBuffer(string: json.text))
    }
    return request
  }

  private func multipart(_ boundary: String) throws -> ByteBuffer {
    let limit = 1 << 30
    var body = ByteBuffer()
    for file in files {
      guard let bytes = try contents(of: file, limit: limit) else {
        throw FaultbookError(
          .input,
          "\(file.name) is larger than the 1 GiB that are handed to a server; end the server, or send it in parts")
      }
      let name = file.name.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
      body.writeString(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
      body.writeBytes(bytes)
      body.writeString("\r\n")
    }
    body.writeString("--\(boundary)--\r\n")
    return body
  }

  private func contents(of file: ImportSource, limit: Int) throws -> [UInt8]? {
    do {
      return try file.contents(limit: limit)
    } catch let error as ImportError {
      throw FaultbookError(.input, "\(error)")
    }
  }

  private func send(_ request: HTTPClientRequest, by client: HTTPClient) async throws -> Answer? {
    let response: HTTPClientResponse
    do {
      response = try await client.execute(request, timeout: .hours(1))
    } catch let error as IOError where error.errnoCode == ECONNREFUSED {
      return nil
    } catch is NIOConnectionError {
      return nil
    } catch {
      throw FaultbookError(
        .locked,
        "the server that holds the book broke the connection (\(error)); see whether it was done, and try again")
    }
    let document = try JSON.parse(Array(buffer: try await response.body.collect(upTo: 1 << 30)))
    if let answer = AnswerDocument.answer(document) { return answer }
    throw FaultbookError(
      Self.code(document["code"]?.stringValue),
      document["detail"]?.stringValue ?? "the server answered with status \(response.status.code); see its log")
  }

  /// What the codes of problems mean to a command: those of the book as they are, those of HTTP as wrong use.
  private static func code(_ text: String?) -> FaultbookError.Code {
    let ours: [FaultbookError.Code] = [
      .usage, .input, .unknown, .conflict, .idReused, .noBook, .book, .locked, .busy, .environment,
    ]
    return ours.first { $0.rawValue == text } ?? .usage
  }

  private static func escaped(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
    return text.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
