import HTTPTypes
import Hummingbird
import Interchange
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// OTLP/HTTP 1.x: where exporters send their spans. What an answer 200 promises is said at `SpanIntake`.
  static let traces: [Route] = [
    Route(
      method: .post, path: "/v1/traces", name: "traces.export",
      summary: "Takes spans in, as OpenTelemetry's exporters send them.", permission: .record,
      body: .bytes(ExportEncoding.allCases.map(\.rawValue)), types: ExportEncoding.allCases.map(\.rawValue),
      answer: .any, isDocumented: false,
      action: .respond { desk, call in
        guard case .bytes(let bytes, let type) = call.body, let encoding = type.flatMap(ExportEncoding.init) else {
          throw Problem.badRequest("the body is missing; send an ExportTraceServiceRequest")
        }
        if let coding = call.headers[.contentEncoding]?.lowercased(), !["gzip", "identity"].contains(coding) {
          throw Problem(
            .unsupportedMediaType, "unsupported-media-type", "a body may be gzip or as it is, not \(coding.prefix(40))")
        }
        do {
          let intake = desk.intake
          let outcome = try await desk.light.run { try intake.take(bytes, as: encoding.form) }
          guard case .taken(let rejected, let problem) = outcome else {
            throw Problem.retry(
              .tooManyRequests, "busy", "too many spans wait to be kept; try again later", after: outcome.retryAfter)
          }
          return encoding.response(encoding.accepted(rejected: rejected, problem), .ok)
        } catch let error as FaultbookError where error.code == .input {
          return encoding.response(encoding.refused(error.message), .badRequest)
        }
      })
  ]
}

extension SpanIntake.Outcome {
  /// When to try again, in seconds.
  fileprivate var retryAfter: Int { if case .busy(let seconds) = self { seconds } else { 0 } }
}

/// How a request and its answer are written.
enum ExportEncoding: String, CaseIterable {
  case protobuf = "application/x-protobuf"
  case json = "application/json"

  var form: ReceivedSpans.Encoding { self == .json ? .json : .protobuf }

  /// `ExportTraceServiceResponse`: empty where all was taken, else with `partial_success`.
  func accepted(rejected: Int, _ problem: String?) -> [UInt8] {
    guard rejected > 0 else { return self == .json ? Array("{}".utf8) : [] }
    switch self {
    case .json:
      let partial = JSON.compact(
        ("rejectedSpans", .string(String(rejected))), ("errorMessage", problem.map { .string($0) }))
      return Array(JSON.compact(("partialSuccess", partial)).text.utf8)
    case .protobuf:
      var partial: [UInt8] = [1 << 3] + Self.varint(rejected)
      if let problem { partial += Self.field(2, Array(problem.utf8)) }
      return Self.field(1, partial)
    }
  }

  /// `google.rpc.Status` with the code of an invalid argument.
  func refused(_ problem: String) -> [UInt8] {
    switch self {
    case .json: Array(JSON.compact(("code", 3), ("message", .string(problem))).text.utf8)
    case .protobuf: [1 << 3, 3] + Self.field(2, Array(problem.utf8))
    }
  }

  func response(_ body: [UInt8], _ status: HTTPResponse.Status) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = rawValue
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(bytes.count) + bytes
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var value = UInt64(value)
    var bytes: [UInt8] = []
    while value > 0x7F {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }
}
