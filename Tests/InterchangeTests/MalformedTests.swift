import Testing
import Vocabulary

@testable import Interchange

/// Broken input gives one clear sentence, never a crash, a hang, or half an import.
@Suite struct MalformedTests {
  static let documents: [(name: String, text: String)] = [
    ("otlp", Span.lines(TraceTrapTests.call)), ("zipkin", "[" + ZipkinTests.span("02", kind: "CLIENT") + "]"),
    ("jaeger", #"{"data":[\#(JaegerTests.trace(JaegerTests.spans))]}"#), ("journal", JournalText().text),
    ("cloudevents", CloudEventsAndSamplesTests.event),
    ("samples", #"{"run":"r","component":"c","metric":"up","unit":"bool","value":1,"at":"2026-11-20T18:11:44Z"}"#),
  ]

  @Test(arguments: documents.indices)
  func `a text cut at any byte is refused with a place or read as what is left of its lines`(index: Int) {
    let (name, text) = Self.documents[index]
    let bytes = Array(text.utf8)
    var refused = 0
    for cut in 1..<bytes.count {
      guard let message = failure(Array(bytes[..<cut]), name: name) else { continue }
      refused += 1
      #expect(message.hasPrefix(name))
      #expect(message.utf8.count < 600)
    }
    // Whole lines are whole texts; all other cuts are errors.
    let whole = text.split(separator: "\n").count - 1
    #expect(refused >= bytes.count - 1 - 2 * whole)
  }

  @Test func `damaged bytes never crash`() {
    let seed: UInt64 = 20_261_120
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    for (name, text) in Self.documents {
      let bytes = Array(text.utf8)
      for _ in 0..<300 {
        var damaged = bytes
        for _ in 0...Int(random.next() % 3) {
          let place = Int(random.next() % UInt64(damaged.count))
          switch random.next() % 3 {
          case 0: damaged[place] = UInt8(truncatingIfNeeded: random.next())
          case 1: damaged.remove(at: place)
          default: damaged.insert(contentsOf: Array("{[\",:0e9".utf8), at: place)
          }
        }
        _ = failure(damaged, name: name)
        _ = failure(damaged, name: name, ImportOptions(as: .otlp))
      }
    }
  }

  @Test(arguments: Format.allCases)
  func `other content than was said is refused`(format: Format) {
    for text in [
      "null", "1", "\"x\"", "[1]", "{\"x\":1}", "[[[[[[1]]]]]]", "true false", "{}", "\u{0}\u{1}", "key: value",
    ] {
      let message = failure(text, ImportOptions(as: format))
      if message == nil {
        // An object without what is looked for is an empty document where nothing is required.
        #expect(["{\"x\":1}", "{}"].contains(text), "\(format) took \(text)")
      }
    }
  }

  @Test(arguments: Format.allCases)
  func `nesting without end and numbers without bound are refused`(format: Format) {
    let deep = String(repeating: "[", count: 200_000)
    #expect(failure(deep, ImportOptions(as: format)) != nil)
    let objects = String(repeating: "{\"a\":", count: 100_000)
    #expect(failure(objects, ImportOptions(as: format)) != nil)
    let huge = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":1e400}]}]}]}"
    #expect(failure(huge, ImportOptions(as: .otlp)) != nil)
  }

  @Test(arguments: [
    ("\"traceId\":\"[0-9a-f]+\"", "\"traceId\":\"xyz\"", "traceId: expected 32 hexadecimal digits, found \"xyz\""),
    ("\"traceId\":\"[0-9a-f]+\"", "\"traceId\":7", "traceId: expected 32 hexadecimal digits, found a number"),
    ("\"spanId\":\"[0-9a-f]+\"", "\"spanId\":\"\"", "spanId: expected 16 hexadecimal digits"),
    ("\"startTimeUnixNano\":\"[0-9]+\"", "\"startTimeUnixNano\":\"soon\"", "startTimeUnixNano: expected nanoseconds"),
    ("\"startTimeUnixNano\":\"[0-9]+\"", "\"startTimeUnixNano\":-5", "startTimeUnixNano: expected nanoseconds"),
    ("\"startTimeUnixNano\":\"[0-9]+\"", "\"startTimeUnixNano\":1e300", "startTimeUnixNano: expected nanoseconds"),
    ("\"kind\":2", "\"kind\":\"SPAN_KIND_ODD\"", "kind: expected a SpanKind"),
    ("\"attributes\":\\[\\],\"links\"", "\"attributes\":{},\"links\"", "attributes: expected an array"),
  ])
  func `a span's bad field is named with its place`(pattern: String, replacement: String, words: String) throws {
    let text = Span.request(TraceTrapTests.call).replacing(try Regex(pattern), with: replacement, maxReplacements: 1)
    let message = failure(text, name: "t.json")
    #expect(message?.contains(words) == true, "\(message ?? "no error")")
    #expect(message?.hasPrefix("t.json, line 1, $.resourceSpans[0].scopeSpans[0].spans[0]") == true, "\(message ?? "")")
  }

  @Test(arguments: [
    ("\"start\":\"2026-01-01T00:00:00Z\"", "\"start\":\"yesterday\"", "$.start: expected a time such as"),
    ("\"start\":\"2026-01-01T00:00:00Z\"", "\"start\":null", "$.start: expected the time of the run's start"),
    ("\"title\":\"t\"", "\"title\":7", "$.experiment.title: expected a title, found a number"),
    ("\"method\":[", "\"method\":{\"x\":[", "the JSON"),
    ("\"run\":[", "\"run\":7,\"runs\":[", "$.run: expected an array"),
  ])
  func `a journal's bad field is named with its path`(from: String, to: String, words: String) {
    let text = JournalText().text.replacing(from, with: to, maxReplacements: 1)
    let message = failure(text, name: "j.json")
    if words == "the JSON" { return #expect(message != nil) }
    #expect(message?.contains(words) == true, "\(message ?? "no error")")
  }

  @Test(arguments: [
    "9223372036854775807", "-1", "18446744073709551615", "4102444800000000001", "1e18", "0", "1e-9", "1e308", "null",
  ])
  func `times at the edge of what can be counted are taken or refused and never crash`(time: String) throws {
    let spans = Span.request(TraceTrapTests.call)
    for name in ["startTimeUnixNano", "endTimeUnixNano"] {
      _ = failure(spans.replacing(try Regex("\"\(name)\":\"[0-9]+\""), with: "\"\(name)\":\(time)"))
      _ = failure(spans.replacing(try Regex("\"\(name)\":\"[0-9]+\""), with: "\"\(name)\":\"\(time)\""))
    }
    let zipkin = "[\(ZipkinTests.span("02", kind: "CLIENT", #","remoteEndpoint":{"serviceName":"b"}"#))]"
    let jaeger = JaegerTests.trace(JaegerTests.spans)
    for name in ["timestamp", "duration", "startTime"] {
      for text in [zipkin, jaeger] {
        _ = failure(text.replacing(try Regex("\"\(name)\":[0-9]+"), with: "\"\(name)\":\(time)"))
      }
    }
  }

  @Test func `invalid UTF-8 is refused with its place`() {
    var bytes = Array(Span.request(TraceTrapTests.call).utf8)
    let place = bytes.firstIndex(of: UInt8(ascii: "p")) ?? 0
    bytes.replaceSubrange(place...place, with: [0xC3, 0x28])
    #expect(failure(bytes)?.contains("UTF-8") == true || failure(bytes) != nil)
    let yaml: [UInt8] = Array("method: [".utf8) + [0xFF, 0xFE] + Array("]".utf8)
    #expect(failure(yaml)?.contains("UTF-8") == true)
  }
}
