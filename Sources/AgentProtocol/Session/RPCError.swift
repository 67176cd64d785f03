import Vocabulary

/// Why a request was not understood or not done, as JSON-RPC 2.0 has it (§5.1). What a tool could not do is no such error: it
/// is part of the tool's answer, where the model reads it.
struct RPCError: Error {
  let code: Int64
  let message: String
  var data: JSON?

  static func parse(_ message: String) -> RPCError { RPCError(code: -32700, message: message) }
  static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message: message) }
  static func unknownMethod(_ name: String) -> RPCError {
    RPCError(code: -32601, message: "there is no method \"\(name)\" here")
  }
  static func invalidParameters(_ message: String) -> RPCError { RPCError(code: -32602, message: message) }
  static func `internal`(_ message: String) -> RPCError { RPCError(code: -32603, message: message) }

  /// A header field and the message that it came with say different things.
  static func headerMismatch(_ message: String) -> RPCError { RPCError(code: -32020, message: message) }

  /// The code changed with the revision that gave up sessions.
  static func unknownResource(_ uri: String, in revision: ProtocolRevision) -> RPCError {
    RPCError(
      code: revision.hasHandshake ? -32002 : -32602, message: "there is no resource \(uri)",
      data: .compact(("uri", .string(uri))))
  }

  static func unsupportedRevision(_ asked: String) -> RPCError {
    RPCError(
      code: -32022, message: "revision \(asked) of the protocol is not spoken here",
      data: .compact(
        ("supported", .array(ProtocolRevision.allCases.map { .string($0.rawValue) })), ("requested", .string(asked))))
  }

  var json: JSON { .compact(("code", .integer(code)), ("message", .string(message)), ("data", data)) }
}
