/// Small OTLP documents for tests, span by span.
struct Span {
  var service: String? = "a"
  var id: Int
  var parent = 0
  var kind = 1
  /// Milliseconds after the epoch of the test.
  var from: Double = 0
  var to: Double = 10
  var failed = false
  var attributes: [String: String] = [:]
  var links: [Int] = []
  var trace = 1
  var name = "op"

  static let epoch: Int64 = 1_790_000_000_000_000_000

  var json: String {
    let start = Span.epoch + Int64(from * 1e6)
    let end = Span.epoch + Int64(to * 1e6)
    let attributes = self.attributes.sorted { $0.key < $1.key }.map {
      #"{"key":"\#($0.key)","value":{"stringValue":"\#($0.value)"}}"#
    }.joined(separator: ",")
    let links = self.links.map { #"{"traceId":"\#(Span.hex(999, 32))","spanId":"\#(Span.hex($0, 16))"}"# }
    return #"{"traceId":"\#(Span.hex(trace, 32))","spanId":"\#(Span.hex(id, 16))","#
      + (parent == 0 ? "" : #""parentSpanId":"\#(Span.hex(parent, 16))","#)
      + #""name":"\#(name)","kind":\#(kind),"startTimeUnixNano":"\#(start)","endTimeUnixNano":"\#(end)","#
      + #""attributes":[\#(attributes)],"links":[\#(links.joined(separator: ","))],"status":{\#(failed ? "\"code\":2" : "")}}"#
  }

  static func hex(_ value: Int, _ width: Int) -> String {
    let digits = String(value + 0xabc0000, radix: 16)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  /// A request of one resource a span.
  static func request(_ spans: [Span]) -> String {
    let blocks = spans.map { span in
      let service = span.service.map { #"{"key":"service.name","value":{"stringValue":"\#($0)"}}"# } ?? ""
      return #"{"resource":{"attributes":[\#(service)]},"scopeSpans":[{"scope":{},"spans":[\#(span.json)]}]}"#
    }
    return #"{"resourceSpans":[\#(blocks.joined(separator: ","))]}"#
  }

  /// The same, one line a span.
  static func lines(_ spans: [Span]) -> String { spans.map { request([$0]) }.joined(separator: "\n") }
}
