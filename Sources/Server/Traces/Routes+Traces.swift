import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// OTLP/HTTP 1.x: where exporters send their spans. What an answer 200 promises is said at `SpanIntake`.
  static let traces: [Route] = [
    Route(
      method: .post, path: "/v1/traces", name: "traces.export",
      summary: "Takes spans in, as OpenTelemetry's exporters send them; windows of traffic become events.",
      permission: .record, body: .bytes(ExportEncoding.allCases.map(\.rawValue)),
      types: ExportEncoding.allCases.map(\.rawValue), answer: .any, refusal: ExportEncoding.refusal,
      action: .respond { desk, call in
        guard case .bytes(let bytes, let type) = call.body else {
          throw Problem.badRequest("the body is missing; send an ExportTraceServiceRequest")
        }
        let encoding = ExportEncoding(mediaType: type) ?? .json
        try ExportEncoding.check(call.headers[.contentEncoding], of: bytes)
        switch try await desk.take(bytes, as: encoding) {
        case .taken(let rejected, let problem):
          return encoding.response(encoding.accepted(rejected: rejected, problem), .ok)
        case .busy(let seconds): throw Problem.tooManySpans(seconds)
        }
      })
  ]
}

extension Desk {
  /// Takes in the body of an export request. Throws `Problem` 400 where it is no sound one.
  func take(_ body: [UInt8], as encoding: ExportEncoding) async throws -> SpanIntake.Outcome {
    let intake = self.intake
    do {
      return try await light.run { try intake.take(body, as: encoding.form) }
    } catch let error as FaultbookError where error.code == .input {
      throw Problem.badRequest(error.message)
    }
  }
}

extension Problem {
  /// More spans came than can be kept.
  static func tooManySpans(_ seconds: Int) -> Problem {
    .retry(.tooManyRequests, "busy", "too many spans wait to be kept; try again later", after: seconds)
  }

  /// After how many seconds to try again; nil where that was not said.
  var retryAfter: Int? { headers[.retryAfter].flatMap { Int($0) } }
}

extension ExportEncoding {
  /// A body is as it is or gzip, and what it says it is. Throws `Problem` 400 and 415.
  static func check(_ coding: String?, of bytes: [UInt8]) throws {
    switch coding?.lowercased() {
    case nil, "identity": return
    case "gzip":
      guard bytes.starts(with: [0x1F, 0x8B]) else {
        throw Problem.badRequest("the body is not gzip, as its Content-Encoding says; send it as it is or compress it")
      }
    case let other?:
      var problem = Problem(
        .unsupportedMediaType, "unsupported-media-type", "a body may be gzip or as it is, not \(other.prefix(40))")
      problem.headers[.acceptEncoding] = "gzip, identity"
      throw problem
    }
  }

  /// A refusal as `google.rpc.Status`, in the encoding of the request; nil where the request is in none of OTLP's, and its
  /// sender reads problem documents at best.
  static let refusal: @Sendable (Problem, HTTPFields) -> Response? = { problem, headers in
    guard let encoding = ExportEncoding(mediaType: MediaTypes.essence(headers[.contentType])) else { return nil }
    let body = encoding.refused(StatusCode(problem), problem.detail, retryAfter: problem.retryAfter)
    var response = encoding.response(body, problem.status)
    for field in problem.headers { response.headers[field.name] = field.value }
    return response
  }

  func response(_ body: [UInt8], _ status: HTTPResponse.Status) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = rawValue
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
