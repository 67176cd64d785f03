import HTTPTypes
import Interchange
import KnowledgeBase
import Vocabulary

/// How an export request and its answer are written, and the few messages that a receiver of OTLP sends. They are so small that
/// they are written by hand; requests are read by Interchange.
enum ExportEncoding: String, CaseIterable, Sendable {
  case protobuf = "application/x-protobuf"
  case json = "application/json"

  /// The encoding of a media type without its parameters; nil where it is none of OTLP's.
  init?(mediaType: String?) {
    guard let mediaType, let known = ExportEncoding(rawValue: mediaType) else { return nil }
    self = known
  }

  /// How the request is read.
  var form: ReceivedSpans.Encoding { self == .json ? .json : .protobuf }

  /// `ExportTraceServiceResponse`: empty where all was taken, else with `partial_success`.
  func accepted(rejected: Int, _ problem: String?) -> [UInt8] {
    guard rejected > 0 else { return self == .json ? Array("{}".utf8) : [] }
    switch self {
    case .json:
      // Whole numbers of 64 bits are text in the JSON of Protocol Buffers.
      let partial = JSON.compact(
        ("rejectedSpans", .string(String(rejected))), ("errorMessage", problem.map { .string($0) }))
      return Array(JSON.compact(("partialSuccess", partial)).text.utf8)
    case .protobuf:
      var partial = ProtobufWriter()
      partial.add(1, UInt64(rejected))
      if let problem { partial.add(2, Array(problem.utf8)) }
      var response = ProtobufWriter()
      response.add(1, partial.bytes)
      return response.bytes
    }
  }

  /// `google.rpc.Status`, which OTLP has in every answer that is no success; `retryAfter` is said in seconds.
  func refused(_ code: StatusCode, _ problem: String, retryAfter: Int? = nil) -> [UInt8] {
    switch self {
    case .json:
      let details = retryAfter.map { seconds -> JSON in
        [["@type": .string(RetryInfo.type), "retryDelay": .string("\(seconds)s")]]
      }
      return Array(
        JSON.compact(("code", .integer(Int64(code.rawValue))), ("message", .string(problem)), ("details", details)).text
          .utf8)
    case .protobuf:
      var status = ProtobufWriter()
      status.add(1, UInt64(code.rawValue))
      status.add(2, Array(problem.utf8))
      if let retryAfter {
        var detail = ProtobufWriter()
        detail.add(1, Array(RetryInfo.type.utf8))
        detail.add(2, RetryInfo.bytes(seconds: retryAfter))
        status.add(3, detail.bytes)
      }
      return status.bytes
    }
  }
}

/// `google.rpc.RetryInfo`: when to try again.
enum RetryInfo {
  /// Its name as a detail.
  static let type = "type.googleapis.com/google.rpc.RetryInfo"

  /// The message, of a whole number of seconds.
  static func bytes(seconds: Int) -> [UInt8] {
    var delay = ProtobufWriter()
    delay.add(1, UInt64(max(0, seconds)))
    var info = ProtobufWriter()
    info.add(1, delay.bytes)
    return info.bytes
  }
}

/// The codes of `google.rpc.Code` that a receiver answers with.
enum StatusCode: Int, Sendable {
  case invalidArgument = 3
  case deadlineExceeded = 4
  case notFound = 5
  case permissionDenied = 7
  case resourceExhausted = 8
  case unimplemented = 12
  case internalError = 13
  case unavailable = 14
  case unauthenticated = 16

  /// What a refusal over HTTP is called here.
  init(_ problem: Problem) {
    self =
      switch problem.status.code {
      case 401: .unauthenticated
      case 403: .permissionDenied
      case 404: .notFound
      case 408, 504: .deadlineExceeded
      case 429: .resourceExhausted
      case 500: .internalError
      case 501: .unimplemented
      case 502...599: .unavailable
      default: .invalidArgument
      }
  }
}

/// Writes the fields of a message of Protocol Buffers, one after another.
struct ProtobufWriter {
  /// What was written.
  private(set) var bytes: [UInt8] = []

  /// A whole number that is not negative; zero is what is there unsaid.
  mutating func add(_ field: UInt8, _ value: UInt64) {
    guard value > 0 else { return }
    bytes.append(field << 3)
    varint(value)
  }

  /// Text, bytes or a message.
  mutating func add(_ field: UInt8, _ content: [UInt8]) {
    bytes.append(field << 3 | 2)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func varint(_ value: UInt64) {
    var value = value
    while value > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: value & 0x7F) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }
}
