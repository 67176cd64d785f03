import Testing
import Vocabulary

@testable import Interchange

/// The traps of trace files, each by the smallest file that has it.
@Suite struct TraceTrapTests {
  static let call = [
    Span(service: "a", id: 1, kind: 2, from: 0, to: 100),
    Span(service: "a", id: 2, parent: 1, kind: 3, from: 10, to: 60),
    Span(service: "b", id: 3, parent: 2, kind: 2, from: 12, to: 58),
  ]

  @Test func `a client span and the server span under it are one call with the client's latency`() throws {
    let found = try importing(Span.request(Self.call))
    #expect(found.arrows == ["a>b"])
    let window = try #require(found.dependencies.first)
    #expect(window.calls == 1)
    #expect(window.latencyP50Ms == 50)
    #expect(window.spans == 2)
  }

  @Test func `one trace over many resource blocks and lines, in any order, is one trace`() throws {
    let whole = try importing(Span.request(Self.call))
    let lines = try importing(Span.lines(Self.call.reversed()))
    #expect(lines.dependencies == whole.dependencies)
  }

  @Test func `names in snake case and the forms of Grafana Tempo are the same trace`() throws {
    let text = Span.request(Self.call)
    let whole = try importing(text)
    let batches = text.replacing("resourceSpans", with: "batches")
    let forms = [
      batches, batches.replacing("scopeSpans", with: "instrumentationLibrarySpans"), "{\"trace\":\(text)}",
      [
        ("resourceSpans", "resource_spans"), ("scopeSpans", "scope_spans"), ("stringValue", "string_value"),
        ("traceId", "trace_id"), ("spanId", "span_id"), ("parentSpanId", "parent_span_id"),
        ("startTimeUnixNano", "start_time_unix_nano"), ("endTimeUnixNano", "end_time_unix_nano"),
      ].reduce(text) { $0.replacing("\"\($1.0)\"", with: "\"\($1.1)\"") },
    ]
    for form in forms {
      #expect(form != text)
      let found = try importing(form)
      #expect(found.summary.format == .otlp && found.dependencies == whole.dependencies, "\(form.prefix(200))")
    }
  }

  @Test func `ids may be in either case, in base64, and times numbers`() throws {
    let text = Span.request(Self.call)
    let upper = text.replacing("abc000", with: "ABC000")
    #expect(upper != text)
    #expect(try importing(upper).dependencies == importing(text).dependencies)
    let numbers = text.replacing(try Regex("UnixNano\":\"([0-9]+)\"")) { "UnixNano\":\($0.output[1].substring ?? "")" }
    #expect(numbers != text)
    #expect(try importing(numbers).arrows == ["a>b"])
    let mixed =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"AAAAAAAAAAAAAAAACrwAAQ==","spanId":"AAAAAAq8AAE=","name":"x","kind":"SPAN_KIND_SERVER","startTimeUnixNano":1000000,"endTimeUnixNano":2000000}]}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]}}]}"#
    #expect(try importing(mixed).kinds == ["a": "service"])
  }

  @Test(arguments: [("2", "3"), ("\"SPAN_KIND_SERVER\"", "\"SPAN_KIND_CLIENT\""), ("\"2\"", "\"3\"")])
  func `kinds may be numbers or names`(server: String, client: String) throws {
    let text = Span.request(Self.call).replacing("\"kind\":2", with: "\"kind\":\(server)")
      .replacing("\"kind\":3", with: "\"kind\":\(client)")
    #expect(try importing(text).arrows == ["a>b"])
  }

  @Test func `a server span without a service's name is who its client says`() throws {
    var spans = Self.call
    spans[2].service = nil
    spans[1].attributes = ["server.address": "b"]
    let found = try importing(Span.request(spans))
    #expect(found.arrows == ["a>b"])
    #expect(found.summary.notes.contains { $0.contains("without a service's name") })
  }

  @Test func `an unnamed SDK's default is no service`() throws {
    var spans = Self.call
    spans[2].service = "unknown_service:java"
    #expect(try importing(Span.request(spans)).arrows == [])
  }

  @Test func `internal spans between client and server do not hide the call nor double it`() throws {
    let spans = [
      Span(service: "a", id: 1, kind: 2, to: 100), Span(service: "a", id: 2, parent: 1, kind: 1, to: 90),
      Span(service: "a", id: 3, parent: 2, kind: 3, from: 5, to: 85),
      Span(service: "a", id: 4, parent: 3, kind: 1, from: 6, to: 84),
      Span(service: "b", id: 5, parent: 4, kind: 1, from: 7, to: 83),
      Span(service: "b", id: 6, parent: 5, kind: 2, from: 8, to: 82),
    ]
    let found = try importing(Span.request(spans))
    #expect(found.arrows == ["a>b"])
    #expect(found.total("a", "b", \.calls) == 1)
    #expect(found.dependencies.first?.latencyP50Ms == 80)
  }

  @Test func `a client span around the client span of its library is one call`() throws {
    let spans = [
      Span(service: "a", id: 1, kind: 2, to: 100),
      Span(service: "a", id: 2, parent: 1, kind: 3, to: 50, attributes: ["server.address": "db"]),
      Span(service: "a", id: 3, parent: 2, kind: 3, to: 40, attributes: ["server.address": "db"]),
    ]
    #expect(try importing(Span.request(spans)).total("a", "db", \.calls) == 1)
  }

  @Test func `spans that were exported twice count once`() throws {
    let once = try importing(Span.lines(Self.call))
    let twice = try importing(Span.lines(Self.call + Self.call))
    #expect(twice.dependencies == once.dependencies)
  }

  @Test func `a missing parent leaves the span alone and is said`() throws {
    let found = try importing(Span.request([Self.call[2]]))
    #expect(found.arrows == [])
    #expect(found.summary.notes.contains { $0.contains("parent is not in the file") })
  }

  @Test func `loops of parents and a span that is its own parent end`() throws {
    let spans = [
      Span(service: "a", id: 1, parent: 2, kind: 3), Span(service: "a", id: 2, parent: 1, kind: 3),
      Span(service: "b", id: 3, parent: 3, kind: 2),
    ]
    #expect(try importing(Span.request(spans)).arrows == [])
  }

  @Test func `a clock that lags does not change what the caller saw`() throws {
    var spans = Self.call
    (spans[2].from, spans[2].to) = (-5000, -4954)
    let found = try importing(Span.request(spans))
    #expect(found.arrows == ["a>b"])
    #expect(found.dependencies.first?.latencyP50Ms == 50)
  }

  @Test func `a span that ends before it begins has no latency and is still a call`() throws {
    var spans = Self.call
    (spans[1].from, spans[1].to) = (60, 10)
    let window = try #require(try importing(Span.request(spans)).dependencies.first)
    #expect(window.calls == 1)
    #expect(window.latencyP50Ms == nil || window.latencyP50Ms == 46)
  }

  @Test func `a client span that outlives its server span was not waited for`() throws {
    var spans = Self.call
    spans[0].to = 20
    #expect(try importing(Span.request(spans)).arrows == ["a~>b"])
  }

  @Test func `a producer without a broker hands work over that nobody waits for`() throws {
    var spans = Self.call
    spans[1].kind = 4
    spans[2].kind = 5
    #expect(try importing(Span.request(spans)).arrows == ["a~>b"])
  }

  @Test func `producer and consumer both depend on their broker, against the arrow of the message`() throws {
    let message = ["messaging.system": "kafka", "messaging.destination.name": "orders"]
    let spans = [
      Span(service: "a", id: 1, kind: 2), Span(service: "a", id: 2, parent: 1, kind: 4, attributes: message),
      Span(service: "b", id: 3, parent: 2, kind: 5, failed: true, attributes: message),
    ]
    let found = try importing(Span.request(spans))
    #expect(found.arrows == ["a~>orders", "b~>orders"])
    #expect(found.kinds["orders"] == "topic")
    #expect(found.total("b", "orders", \.errors) == 0)
  }

  @Test func `a consumer that links to a producer of another trace is joined to it`() throws {
    let spans = [
      Span(service: "a", id: 2, kind: 4, attributes: [:], trace: 1),
      Span(service: "b", id: 3, kind: 5, links: [2], trace: 2),
    ]
    #expect(try importing(Span.request(spans)).arrows == ["a~>b"])
    #expect(try importing(Span.lines(spans.reversed())).arrows == ["a~>b"])
  }

  @Test func `peers that never report are components by their attributes`() throws {
    func client(_ id: Int, _ attributes: [String: String]) -> Span {
      Span(service: "a", id: id, parent: 1, kind: 3, from: Double(id), to: Double(id) + 1, attributes: attributes)
    }
    let spans = [
      Span(service: "a", id: 1, kind: 2, to: 100),
      client(2, ["db.system": "postgresql", "server.address": "orders-db.shop.svc.cluster.local:5432"]),
      client(3, ["db.system": "redis", "net.peer.name": "10.0.0.7"]),
      client(4, ["peer.service": "payments"]),
      client(5, ["url.full": "https://user:word@api.example.com:443/x?y=1"]),
      client(6, ["gen_ai.operation.name": "chat", "gen_ai.provider.name": "acme", "server.address": "llm"]),
      client(7, ["server.address": "127.0.0.1"]),
    ]
    let found = try importing(Span.request(spans))
    #expect(found.arrows == ["a>api.example.com", "a>llm", "a>orders-db", "a>payments", "a>redis"])
    #expect(
      found.kinds == [
        "a": "service", "api.example.com": "external", "llm": "model", "orders-db": "database", "payments": "service",
        "redis": "cache",
      ])
  }

  @Test func `errors propagate where the caller failed too and are masked where it did not`() throws {
    func trace(_ number: Int, callee: Bool, caller: Bool) -> [Span] {
      [
        Span(service: "a", id: 1, kind: 2, to: 100, failed: caller, trace: number),
        Span(service: "a", id: 2, parent: 1, kind: 3, to: 50, failed: callee, trace: number),
        Span(service: "b", id: 3, parent: 2, kind: 2, to: 49, failed: callee, trace: number),
      ]
    }
    let spans =
      trace(1, callee: true, caller: true) + trace(2, callee: true, caller: false)
      + trace(3, callee: true, caller: true) + trace(4, callee: false, caller: true)
    let found = try importing(Span.request(spans))
    #expect(found.total("a", "b", \.calls) == 4)
    #expect(found.total("a", "b", \.errors) == 3)
    #expect(found.total("a", "b", \.propagatedErrors) == 2)
    #expect(found.total("a", "b", \.maskedErrors) == 1)
  }

  @Test func `delays propagate where the caller was late too and are masked where it was not`() throws {
    func trace(_ number: Int, callee: Double, caller: Double) -> [Span] {
      [
        Span(service: "a", id: 1, kind: 2, to: caller, trace: number),
        Span(service: "a", id: 2, parent: 1, kind: 3, to: callee, trace: number),
      ].map {
        var span = $0
        if span.kind == 3 { span.attributes = ["server.address": "b"] }
        return span
      }
    }
    let usual = (1...10).flatMap { trace($0, callee: 20, caller: 40) }
    let spans =
      usual + trace(11, callee: 300, caller: 320) + trace(12, callee: 80, caller: 90)
      + trace(13, callee: 60, caller: 300)
    let found = try importing(Span.request(spans))
    // 300 is late and its caller too; 80 is late by 60 ms over 20 and its caller by 50 over 40 but not threefold; 60 is
    // threefold but less than 50 ms late.
    #expect(found.total("a", "b", \.propagatedDelays) == 1)
    #expect(found.total("a", "b", \.maskedDelays) == 1)
  }

  @Test func `a repeated call to the same peer after a failure is a retry`() throws {
    let peer = ["server.address": "b"]
    let spans = [
      Span(service: "a", id: 1, kind: 2, to: 100),
      Span(service: "a", id: 2, parent: 1, kind: 3, from: 0, to: 10, failed: true, attributes: peer),
      Span(service: "a", id: 3, parent: 1, kind: 3, from: 20, to: 30, failed: true, attributes: peer),
      Span(service: "a", id: 4, parent: 1, kind: 3, from: 40, to: 50, attributes: peer),
      Span(service: "a", id: 5, parent: 1, kind: 3, from: 60, to: 70, attributes: peer),
    ]
    let found = try importing(Span.request(spans))
    #expect(found.total("a", "b", \.retries) == 2)
    #expect(found.total("a", "b", \.maskedErrors) == 2)
  }

  @Test func `windows are of at most five minutes aligned to the clock`() throws {
    var spans: [Span] = []
    for number in 0..<10 {
      let at = Double(number) * 90_000
      spans.append(Span(service: "a", id: 1, kind: 2, from: at, to: at + 50, trace: number + 1))
      spans.append(
        Span(
          service: "a", id: 2, parent: 1, kind: 3, from: at, to: at + 40, attributes: ["peer.service": "b"],
          trace: number + 1))
    }
    let found = try importing(Span.request(spans))
    #expect(found.total("a", "b", \.calls) == 10)
    let windows = Set(found.dependencies.map { $0.from.microseconds / 300_000_000 })
    #expect(windows.count == found.dependencies.count)
    #expect(found.dependencies.count >= 3)
  }

  @Test func `a trace is handed on when the horizon has passed it and not before`() {
    var joiner = TraceJoiner(horizon: 100)
    var complete: [Int] = []
    func add(_ trace: UInt64) {
      joiner.add(SpanRecord(traceLow: trace, id: 1)) { complete.append($0.count) }
    }
    add(1)
    add(1)
    for number in 2..<150 { add(UInt64(number)) }
    #expect(complete.isEmpty)
    add(1)
    for number in 150..<400 { add(UInt64(number)) }
    #expect(complete.first == 1 || complete.first == 3)
    #expect(complete.contains(3))
    var all = complete.reduce(0, +)
    joiner.finish { all += $0.count }
    #expect(all == 3 + 398)
  }

  @Test func `unknown fields are ignored and counted`() throws {
    let text = Span.request(Self.call).replacing("\"name\":\"op\"", with: "\"name\":\"op\",\"shiny\":{\"x\":[1]}")
    let found = try importing(text)
    #expect(found.arrows == ["a>b"])
    #expect(found.summary.ignoredFields == 3)
  }
}
