import HTTPTypes
import Hummingbird
import Interchange
import KnowledgeBase
import NIOCore
import Vocabulary

/// Reads the body of a request as its route takes it, within its limits of size and time.
struct BodyReader: Sendable {
  let route: Route
  let limits: ServerOptions.Limits

  /// Above so many bytes events are read beside the event loop, as they would hold up its other connections.
  private static let longBody = 1 << 15

  /// The body. Throws `Problem` 400, 408, 413 or 415.
  func body(of request: Request) async throws -> Call.Body {
    let type = MediaTypes.essence(request.headers[.contentType])
    switch route.body {
    case .none: return .none
    case .json(let schema, let isRequired): return try await json(request, type, schema, isRequired: isRequired)
    case .text(let wanted):
      try check(type, [wanted, "text/plain"])
      return .text(try Self.text(of: try await plain(request)))
    case .bytes(let types):
      try check(type, types)
      return .bytes(Array(buffer: try await bytes(request)), type: type)
    case .events:
      let (buffer, headers) = (try await plain(request), request.headers)
      guard buffer.readableBytes > Self.longBody else {
        return .events(try EventBinding.events(of: buffer, headers: headers))
      }
      return .events(
        try await withTaskExecutorPreference(globalConcurrentExecutor) {
          try EventBinding.events(of: buffer, headers: headers)
        })
    case .feed:
      try check(type, [MediaTypes.lines])
      if let coding = try Self.coding(request.headers) {
        throw Self.unknownCoding(coding, "a feed is read while it is sent, as it is")
      }
      return .feed(request.body)
    case .files:
      // A file that is compressed is known by its first bytes; several in one body are compressed each for itself.
      if let coding = try Self.coding(request.headers), type == MediaTypes.multipart {
        throw Self.unknownCoding(coding, "files are compressed each for itself, not the form around them")
      }
      return .files(
        try await Deadline.cancelling(.seconds(limits.heavySeconds), late: Self.late) {
          // A long upload may take its time, and a stalled one is told so before its connection counts as idle.
          try await Deadline.cancelling(stalledFor: .seconds(limits.bodyPatience), late: Self.late) { pieces in
            try await ReceivedFiles(
              request.body, contentType: request.headers[.contentType], limit: limits.fileBytes, each: pieces.came)
          }
        })
    }
  }

  private func json(
    _ request: Request, _ type: String?, _ schema: Schema, isRequired: Bool
  ) async throws -> Call.Body {
    let buffer = try await plain(request)
    if buffer.readableBytes == 0, type == nil || type == MediaTypes.json {
      guard !isRequired else { throw Problem.badRequest("the body is missing; send a JSON object") }
      return .json(.object([]))
    }
    try check(type, [MediaTypes.json])
    let json = try JSON.parse(Array(buffer: buffer))
    if let objection = schema.objection(to: json) { throw Problem.badRequest(objection) }
    return .json(json)
  }

  /// Another site's form can send text and forms without asking; JSON and the others only after a preflight that is refused.
  private func check(_ type: String?, _ wanted: [String]) throws {
    guard let type, wanted.contains(type) || (type.hasSuffix("+json") && wanted.contains(MediaTypes.json)) else {
      throw Problem(
        .unsupportedMediaType, "unsupported-media-type",
        "this takes \(wanted.joined(separator: " or ")), found \(type ?? "no Content-Type")")
    }
  }

  /// The body, decompressed where it is compressed: no larger than one that comes as it is.
  private func plain(_ request: Request) async throws -> ByteBuffer {
    guard try Self.coding(request.headers) != nil else { return try await bytes(request) }
    let (packed, limit) = (try await bytes(request), limits.bodyBytes)
    guard packed.readableBytesView.starts(with: [0x1F, 0x8B]) else {
      throw Problem.badRequest("the body is not gzip, as its Content-Encoding says; send it as it is or compress it")
    }
    // Beside the event loop, whose other connections it would hold up.
    return try await withTaskExecutorPreference(globalConcurrentExecutor) {
      do {
        guard let plain = try Packed.plain(Array(buffer: packed), named: "the body", limit: limit) else {
          throw Self.tooLarge(limit)
        }
        return ByteBuffer(bytes: plain)
      } catch let error as ImportError {
        throw Problem.badRequest("\(error)")
      }
    }
  }

  /// How the body is coded; nil where it comes as it is. Throws `Problem` 415 for what is not taken.
  private static func coding(_ headers: HTTPFields) throws -> String? {
    switch headers[.contentEncoding]?.lowercased() {
    case nil, "identity": return nil
    case "gzip", "x-gzip": return "gzip"
    case let other?: throw unknownCoding(other, "a body may be gzip or as it is, not \(other.prefix(40))")
    }
  }

  private static func unknownCoding(_ coding: String, _ words: String) -> Problem {
    var problem = Problem(.unsupportedMediaType, "unsupported-media-type", words)
    problem.headers[.acceptEncoding] = "gzip, identity"
    return problem
  }

  private static func text(of buffer: ByteBuffer) throws -> String {
    guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
      throw Problem.badRequest("the body is no UTF-8 text")
    }
    return text
  }

  private func bytes(_ request: Request) async throws -> ByteBuffer {
    let limit = limits.bodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Self.tooLarge(limit) }
    do {
      return try await Deadline.cancelling(.seconds(limits.bodyPatience), late: Self.late) {
        try await request.body.collect(upTo: limit)
      }
    } catch is NIOTooManyBytesError {
      throw Self.tooLarge(limit)
    } catch let error where !(error is Problem || error is CancellationError) {
      // The connection broke, or what came was no HTTP: whoever still listens sent less than they promised.
      throw Problem.badRequest("the body ended before it was whole; send it again")
    }
  }

  static func tooLarge(_ limit: Int) -> Problem {
    Problem(
      .contentTooLarge, "too-large", "the body is larger than the \(limit) bytes that are taken here; send it in parts")
  }

  private static func late() -> any Error {
    var problem = Problem(.requestTimeout, "timeout", "the body took too long to arrive; send it again")
    problem.headers[.connection] = "close"
    return problem
  }
}
