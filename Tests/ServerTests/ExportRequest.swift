import Foundation
import KnowledgeBase
import Vocabulary

@testable import Server

/// Bodies of `ExportTraceServiceRequest`: a call from `web` to `store`, a client span and a server span, that ended just now.
enum ExportRequest {
  private static var start: Int64 { KnowledgeBase.wallClock().microseconds * 1000 - 2_000_000 }

  /// In JSON, with so many spans beside it whose ids are none.
  static func json(call: Int, unsound: Int = 0) -> [UInt8] {
    let (start, id) = (Self.start, String(format: "%08x", call))
    func span(_ trace: String, _ span: String, _ parent: String, _ kind: Int) -> String {
      #"{"traceId":"\#(trace)","spanId":"\#(span)","parentSpanId":"\#(parent)","kind":\#(kind),"name":"get","#
        + #""startTimeUnixNano":"\#(start)","endTimeUnixNano":"\#(start + 1_000_000)"}"#
    }
    func resource(_ service: String, _ spans: [String]) -> String {
      #"{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"scopeSpans":[{"spans":["#
        + spans.joined(separator: ",") + "]}]}"
    }
    let trace = "abcdef0123456789abcdef01\(id)"
    let client = resource(
      "web",
      [span(trace, "aaaaaaaa\(id)", "", 3)] + (0..<unsound).map { span("nonsense", "cccccccc0000000\($0)", "", 3) })
    let server = resource("store", [span(trace, "bbbbbbbb\(id)", "aaaaaaaa\(id)", 2)])
    return Array(#"{"resourceSpans":[\#(client),\#(server)]}"#.utf8)
  }

  /// In Protocol Buffers, with so many spans beside it whose ids are none.
  static func protobuf(call: Int, unsound: Int = 0) -> [UInt8] {
    let start = Self.start
    func id(_ first: UInt8, _ count: Int) -> [UInt8] {
      [UInt8](repeating: first, count: count - 4) + withUnsafeBytes(of: UInt32(call).bigEndian) { Array($0) }
    }
    func span(_ trace: [UInt8], _ span: [UInt8], _ parent: [UInt8], _ kind: UInt64) -> [UInt8] {
      var message = ProtobufWriter()
      message.add(1, trace)
      message.add(2, span)
      if !parent.isEmpty { message.add(4, parent) }
      message.add(5, Array("get".utf8))
      message.add(6, kind)
      func fixed(_ field: UInt8, _ value: Int64) -> [UInt8] {
        [field << 3 | 1] + withUnsafeBytes(of: value.littleEndian) { Array($0) }
      }
      return message.bytes + fixed(7, start) + fixed(8, start + 1_000_000)
    }
    func resource(_ service: String, _ spans: [[UInt8]]) -> [UInt8] {
      var text = ProtobufWriter()
      text.add(1, Array(service.utf8))
      var attribute = ProtobufWriter()
      attribute.add(1, Array("service.name".utf8))
      attribute.add(2, text.bytes)
      var resource = ProtobufWriter()
      resource.add(1, attribute.bytes)
      var scope = ProtobufWriter()
      for span in spans { scope.add(2, span) }
      var whole = ProtobufWriter()
      whole.add(1, resource.bytes)
      whole.add(2, scope.bytes)
      return whole.bytes
    }
    let trace = id(0x17, 16)
    let broken = (0..<unsound).map { span([1, 2, 3], id(UInt8(0x50 + $0), 8), [], 3) }
    var request = ProtobufWriter()
    request.add(1, resource("web", [span(trace, id(0xAA, 8), [], 3)] + broken))
    request.add(1, resource("store", [span(trace, id(0xBB, 8), id(0xAA, 8), 2)]))
    return request.bytes
  }

  /// Compressed, by the command.
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-c", "-n", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let packed = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(packed)
  }
}
