import Interchange
import Vocabulary

/// OTLP traces of a small made-up shop, with trouble put where a test wants it.
struct TraceMaker {
  private var spans: [String] = []
  private var ids = 0
  private static let epoch: Int64 = 1_790_000_000_000_000_000

  /// A span; times in milliseconds.
  mutating func span(
    _ service: String, trace: Int, parent: Int? = nil, kind: Int, from: Double, for length: Double,
    failed: Bool = false, _ attributes: [String: String] = [:], name: String = "op"
  ) -> Int {
    ids += 1
    func hex(_ value: Int, _ width: Int) -> String {
      let digits = String(value + 0xabc_0000, radix: 16)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    let start = TraceMaker.epoch + Int64(from * 1e6)
    let list = attributes.sorted { $0.key < $1.key }.map {
      #"{"key":"\#($0.key)","value":{"stringValue":"\#($0.value)"}}"#
    }.joined(separator: ",")
    let above = parent.map { #""parentSpanId":"\#(hex($0, 16))","# } ?? ""
    spans.append(
      #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"#
        + #""scopeSpans":[{"scope":{},"spans":[{"traceId":"\#(hex(trace, 32))","spanId":"\#(hex(ids, 16))",\#(above)"#
        + #""name":"\#(name)","kind":\#(kind),"startTimeUnixNano":"\#(start)","#
        + #""endTimeUnixNano":"\#(start + Int64(length * 1e6))","attributes":[\#(list)],"#
        + #""status":{\#(failed ? "\"code\":2" : "")}}]}]}]}"#)
    return ids
  }

  /// A call of a request; milliseconds.
  mutating func call(
    _ caller: String, _ peer: String, trace: Int, parent: Int, from: Double, for length: Double, failed: Bool = false
  ) {
    _ = span(
      caller, trace: trace, parent: parent, kind: 3, from: from, for: length, failed: failed, ["peer.service": peer],
      name: "GET \(peer)")
  }

  /// A request of the shop: gateway → shop → (redis, store, pay), all of it well; `change` says what a call takes and whether it
  /// fails, and `requests` how many there are, a second apart.
  mutating func healthy(
    _ requests: Int, every step: Double = 1000,
    _ change: (_ peer: String, _ request: Int) -> (length: Double, failures: Int)? = { _, _ in nil }
  ) {
    for request in 1...requests {
      let at = Double(request) * step
      // Latencies vary a little, as they do.
      let jitter = Double(request % 7) / 2
      let front = span("gateway", trace: request, kind: 2, from: at, for: 60 + jitter)
      let out = span(
        "gateway", trace: request, parent: front, kind: 3, from: at + 1, for: 50 + jitter, ["peer.service": "shop"],
        name: "GET shop")
      let shop = span("shop", trace: request, parent: out, kind: 2, from: at + 2, for: 45 + jitter)
      var clock = at + 3
      for peer in ["redis", "store", "pay"] where peer != "store" || request % 10 == 0 {
        let (length, failures) = change(peer, request) ?? (peer == "redis" ? 1 : 8, 0)
        for attempt in 0...failures {
          call(
            "shop", peer, trace: request, parent: shop, from: clock, for: length + jitter,
            failed: attempt < failures)
          clock += length + jitter + 1
        }
      }
    }
  }

  /// The file.
  func source(_ name: String = "traces.jsonl") -> ImportSource {
    ImportSource(name: name, bytes: Array(spans.joined(separator: "\n").utf8))
  }
}
