/// Export requests such as a collector sends: Protocol Buffers, spans of a system of forty services with the attributes that the
/// usual instrumentation gives them.
struct SpanRequests {
  /// The bodies, in the order in which they are sent.
  let bodies: [[UInt8]]
  /// How many spans they hold.
  let spans: Int

  /// Nanoseconds since the epoch at which the first trace begins.
  static let start: UInt64 = 1_790_000_000_000_000_000

  private static let services = (0..<40).map { "service-\($0)" }

  /// So many spans, about 512 a request, in traces of eight calls, of which `perSecond` begin each second.
  init(spans count: Int, perSecond: Double) {
    var bodies: [[UInt8]] = []
    var made = 0
    var trace: UInt64 = 0
    while made < count {
      var byService: [Int: [UInt8]] = [:]
      var inRequest = 0
      while inRequest < 512 {
        trace += 1
        let begin = Self.start + UInt64(Double(made + inRequest) / perSecond * 1e9)
        inRequest += Self.trace(trace, begin, into: &byService)
      }
      made += inRequest
      bodies.append(Self.request(byService))
    }
    self.bodies = bodies
    spans = made
  }

  /// Adds a trace of eight calls, each of a client and a server span. How many spans it has.
  private static func trace(_ number: UInt64, _ begin: UInt64, into spans: inout [Int: [UInt8]]) -> Int {
    var id = number << 8
    var caller = Int(number % 40)
    var parent: UInt64 = 0
    for depth in 0..<8 {
      var callee = (caller * 7 + depth + 1) % 40
      // Who calls itself makes no dependency.
      if callee == caller { callee = (callee + 1) % 40 }
      let from = begin + UInt64(depth) * 1_000_000
      let isFailed = (number &+ UInt64(depth)) % 50 == 0
      id += 1
      let client = id
      spans[caller, default: []] += span(number, client, parent, 3, from, 40_000_000, isFailed, services[callee])
      id += 1
      spans[callee, default: []] += span(number, id, client, 2, from + 500_000, 38_000_000, false, services[caller])
      parent = id
      caller = callee
    }
    return 16
  }

  private static func span(
    _ trace: UInt64, _ id: UInt64, _ parent: UInt64, _ kind: UInt8, _ from: UInt64, _ length: UInt64, _ isFailed: Bool,
    _ peer: String
  ) -> [UInt8] {
    var span: [UInt8] = []
    field(1, bigEndian(trace) + bigEndian(~trace), &span)
    field(2, bigEndian(id), &span)
    if parent != 0 { field(4, bigEndian(parent), &span) }
    field(5, Array("POST /orders/{id}".utf8), &span)
    span += [6 << 3, kind]
    fixed(7, from, &span)
    fixed(8, from + length, &span)
    for (key, value) in [
      ("http.request.method", "POST"), ("url.scheme", "http"), ("url.path", "/orders/\(id)"), ("server.address", peer),
      ("network.protocol.version", "1.1"), ("user_agent.original", "python-requests/2.32"), ("thread.name", "main"),
    ] { field(9, attribute(key, value), &span) }
    if isFailed { field(15, [3 << 3, 2], &span) }
    var whole: [UInt8] = []
    field(2, span, &whole)
    return whole
  }

  private static func request(_ spans: [Int: [UInt8]]) -> [UInt8] {
    var request: [UInt8] = []
    for service in spans.keys.sorted() {
      var resource: [UInt8] = []
      var names: [UInt8] = []
      field(1, attribute("service.name", services[service]), &names)
      field(1, attribute("telemetry.sdk.language", "python"), &names)
      field(1, names, &resource)
      field(2, spans[service] ?? [], &resource)
      field(1, resource, &request)
    }
    return request
  }

  // MARK: Protocol Buffers

  private static func varint(_ value: Int, _ bytes: inout [UInt8]) {
    var value = value
    while value > 0x7F {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  private static func field(_ number: Int, _ content: [UInt8], _ bytes: inout [UInt8]) {
    varint(number << 3 | 2, &bytes)
    varint(content.count, &bytes)
    bytes += content
  }

  private static func fixed(_ number: Int, _ value: UInt64, _ bytes: inout [UInt8]) {
    varint(number << 3 | 1, &bytes)
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  private static func bigEndian(_ value: UInt64) -> [UInt8] {
    stride(from: UInt64(0), to: 64, by: 8).reversed().map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func attribute(_ key: String, _ value: String) -> [UInt8] {
    var text: [UInt8] = []
    field(1, Array(value.utf8), &text)
    var attribute: [UInt8] = []
    field(1, Array(key.utf8), &attribute)
    field(2, text, &attribute)
    return attribute
  }
}
