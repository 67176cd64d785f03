import GRPCCore
import HTTPTypes
import KnowledgeBase
import Logging
import Metrics
import Vocabulary

/// `opentelemetry.proto.collector.trace.v1.TraceService/Export`. Messages come and go as bytes, which the intake reads as it does
/// those of HTTP.
///
/// Metadata `authorization: Bearer TOKEN` says who calls. Where too many spans wait, the answer is `RESOURCE_EXHAUSTED` with a
/// `RetryInfo`: in the status' details, and by itself as `google.rpc.retryinfo-bin`, where exporters look for it.
struct TraceExport: RegistrableRPCService {
  let desk: Desk

  static let method = MethodDescriptor(
    fullyQualifiedService: "opentelemetry.proto.collector.trace.v1.TraceService", method: "Export")
  /// The operation, as the table of routes names it.
  private static let operation = "traces.export"

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(forMethod: Self.method, deserializer: Verbatim(), serializer: Verbatim()) {
      request, context in
      let answer = try await answered(request, peer: TraceExport.address(context.remotePeer))
      return StreamingServerResponse(single: ServerResponse(message: answer))
    }
  }

  private func answered(_ request: StreamingServerRequest<[UInt8]>, peer: String) async throws -> [UInt8] {
    do {
      let authorization = request.metadata[stringValues: "authorization"].first { _ in true }
      // Before the message is read.
      _ = try await desk.admit(
        authorization: authorization, peer: peer, may: .record, operation: Self.operation, log: desk.log)
      let body = try await ServerRequest(stream: request).message
      switch try await desk.take(body, as: .protobuf) {
      case .taken(let rejected, let problem):
        count("OK")
        return ExportEncoding.protobuf.accepted(rejected: rejected, problem)
      case .busy(let seconds): throw Problem.tooManySpans(seconds)
      }
    } catch let error as RPCError {
      count("\(error.code)")
      throw error
    } catch {
      let problem = Problem(error)
      if problem.status == .internalServerError {
        desk.log.error("call failed", metadata: ["operation": "\(Self.operation)", "error": "\(error)"])
      }
      let refused = RPCError(problem)
      count("\(refused.code)")
      throw refused
    }
  }

  private func count(_ code: String) {
    Counter(label: "faultbook_grpc_requests", dimensions: [("code", code)], factory: desk.figures).increment()
  }

  /// `127.0.0.1` of `ipv4:127.0.0.1:40001`, and `::1` of `ipv6:[::1]:40001`.
  static func address(_ peer: String) -> String {
    let parts = peer.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return "unknown" }
    switch parts[0] {
    case "ipv4": return String(parts[1].prefix { $0 != ":" })
    case "ipv6": return String(parts[1].dropFirst().prefix { $0 != "]" })
    default: return "unknown"
    }
  }
}

/// Messages as the bytes that they are.
private struct Verbatim: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }
  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

extension RPCError {
  /// A refusal as gRPC tells it.
  fileprivate init(_ problem: Problem) {
    let code = StatusCode(problem)
    self.init(code: code.code, message: problem.detail)
    metadata.addBinary(
      ExportEncoding.protobuf.refused(code, problem.detail, retryAfter: problem.retryAfter),
      forKey: "grpc-status-details-bin")
    if let seconds = problem.retryAfter {
      metadata.addBinary(RetryInfo.bytes(seconds: seconds), forKey: "google.rpc.retryinfo-bin")
    }
  }
}

extension StatusCode {
  fileprivate var code: RPCError.Code {
    switch self {
    case .invalidArgument: .invalidArgument
    case .deadlineExceeded: .deadlineExceeded
    case .notFound: .notFound
    case .permissionDenied: .permissionDenied
    case .resourceExhausted: .resourceExhausted
    case .unimplemented: .unimplemented
    case .internalError: .internalError
    case .unavailable: .unavailable
    case .unauthenticated: .unauthenticated
    }
  }
}
