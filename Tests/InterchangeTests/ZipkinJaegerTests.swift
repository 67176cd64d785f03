import Testing
import Vocabulary

@testable import Interchange

@Suite struct ZipkinTests {
  /// A span; `rest` holds further members.
  static func span(
    _ id: String, parent: String? = nil, kind: String? = nil, service: String? = "a", at: Int = 0, took: Int = 10_000,
    _ rest: String = ""
  ) -> String {
    let parent = parent.map { #""parentId":"\#($0)","# } ?? ""
    let kind = kind.map { #""kind":"\#($0)","# } ?? ""
    let service = service.map { #","localEndpoint":{"serviceName":"\#($0)"}"# } ?? ""
    return #"{"traceId":"00000000000000aa","id":"\#(id)",\#(parent)\#(kind)"timestamp":\#(1_790_000_000_000_000 + at),"#
      + #""duration":\#(took)\#(service)\#(rest)}"#
  }

  @Test func `the two ends of a call may share one id`() throws {
    let text =
      "["
      + [
        Self.span("01", kind: "SERVER", service: "a", took: 90_000),
        Self.span("02", parent: "01", kind: "CLIENT", service: "a", at: 10, took: 50_000),
        Self.span("02", parent: "01", kind: "SERVER", service: "b", at: 20, took: 40_000, #","shared":true"#),
        Self.span("03", parent: "02", kind: "CLIENT", service: "b", at: 30, took: 30_000),
        Self.span("03", parent: "02", kind: "SERVER", service: "c", at: 40, took: 20_000, #","shared":true"#),
      ].joined(separator: ",") + "]"
    let found = try importing(text)
    #expect(found.arrows == ["a>b", "b>c"])
    #expect(found.total("a", "b", \.calls) == 1)
    #expect(found.dependencies.map(\.latencyP50Ms) == [50, 30])
  }

  @Test func `a shared server span without its client joins the caller it names as parent`() throws {
    let text =
      "["
      + [
        Self.span("01", kind: "SERVER", service: "a"),
        Self.span("02", parent: "01", kind: "SERVER", service: "b", at: 1, took: 5000, #","shared":true"#),
      ].joined(separator: ",") + "]"
    #expect(try importing(text).arrows == ["a>b"])
  }

  @Test func `a trace id of 64 bits in one service and 128 in another is one trace`() throws {
    let client = Self.span("02", kind: "CLIENT", service: "a")
    let server = Self.span("02", kind: "SERVER", service: "b", #","shared":true"#)
      .replacing("00000000000000aa", with: "463ac35c9f6413ad00000000000000aa")
    #expect(try importing("[\(client),\(server)]").arrows == ["a>b"])
  }

  @Test func `a broker or a database may stand in the remote endpoint alone`() throws {
    let text =
      "["
      + [
        Self.span("01", kind: "SERVER", service: "a", #","remoteEndpoint":{"serviceName":"web"}"#),
        Self.span("02", parent: "01", kind: "CLIENT", service: "a", #","remoteEndpoint":{"serviceName":"mysql"}"#),
        Self.span("03", parent: "01", kind: "PRODUCER", service: "a", #","remoteEndpoint":{"serviceName":"rabbitmq"}"#),
        Self.span(
          "04", parent: "03", kind: "CONSUMER", service: "b",
          #","remoteEndpoint":{"serviceName":"rabbitmq"},"tags":{"rabbit.queue":"b"}"#),
        Self.span("05", parent: "01", kind: "CLIENT", service: "a", #","remoteEndpoint":{"ipv4":"10.0.0.1"}"#),
      ].joined(separator: ",") + "]"
    let found = try importing(text)
    #expect(found.arrows == ["a>mysql", "a~>rabbitmq", "b~>rabbitmq", "web>a"])
    #expect(found.kinds["mysql"] == "database")
    #expect(found.kinds["rabbitmq"] == "queue")
  }

  @Test(arguments: [("\"\"", 1), ("\"connection refused\"", 1), ("\"true\"", 1), ("\"false\"", 0)])
  func `an error tag means a failure by being there, unless it says false`(value: String, errors: Int) throws {
    let span = Self.span(
      "02", kind: "CLIENT", #","tags":{"error":\#(value)},"remoteEndpoint":{"serviceName":"b"}"#)
    #expect(try importing("[\(span)]").total("a", "b", \.errors) == errors)
  }

  @Test func `spans may stand one a line or in arrays of traces`() throws {
    let spans = [
      Self.span("02", kind: "CLIENT", service: "a"), Self.span("02", kind: "SERVER", service: "b", #","shared":true"#),
    ]
    #expect(try importing(spans.joined(separator: "\n")).arrows == ["a>b"])
    #expect(try importing("[[\(spans[0])],[\(spans[1])]]").arrows == ["a>b"])
  }

  /// What the README of the files, and a look at each, say must come out.
  @Test(arguments: [
    ("ascend", ["mobile-gateway>auth-service", "mobile-gateway>content-service"]), ("envoy", []),
    ("messaging", ["backend~>rabbitmq", "frontend~>rabbitmq"]),
    ("simple-db-p6", ["bootifulmeters>app_db"]), ("skew", ["servicea>serviceb"]),
  ])
  func `real Zipkin files yield the dependencies that are in them`(file: String, arrows: [String]) throws {
    guard let path = Files.shared("data/traces/zipkin/\(file).json") else { return }
    #expect(try importing(.file(path)).arrows == arrows)
  }

  @Test func `the large real captures are read whole`() throws {
    for file in ["smartthings-mobile-web-install", "smartthings-oauth-authorization", "yelp", "messaging-kafka"] {
      guard let path = Files.shared("data/traces/zipkin/\(file).json") else { return }
      let found = try importing(.file(path))
      print("\(file): \(found.arrows.joined(separator: " "))")
      #expect(!found.arrows.isEmpty)
    }
  }
}

@Suite struct JaegerTests {
  static func span(_ id: String, _ process: String, kind: String, references: String = "", tags: String = "") -> String
  {
    #"{"traceID":"2be38093ead7a083","spanID":"\#(id)","operationName":"x","references":[\#(references)],"#
      + #""startTime":1790000000000000,"duration":20000,"tags":[{"key":"span.kind","type":"string","value":"\#(kind)"}\#(tags)],"#
      + #""processID":"\#(process)"}"#
  }

  static func child(_ parent: String, _ type: String = "CHILD_OF") -> String {
    #"{"refType":"\#(type)","traceID":"2be38093ead7a083","spanID":"\#(parent)"}"#
  }

  static let processes = #""processes":{"p1":{"serviceName":"a"},"p2":{"serviceName":"b"}}"#

  static func trace(_ spans: [String]) -> String {
    #"{"traceID":"2be38093ead7a083","spans":[\#(spans.joined(separator: ","))],\#(processes)}"#
  }

  static let spans = [span("1", "p1", kind: "client"), span("2", "p2", kind: "server", references: child("1"))]

  @Test func `an export of the UI, a bare trace and arrays of traces read alike`() throws {
    let trace = Self.trace(Self.spans)
    for text in [trace, "[\(trace)]", #"{"data":[\#(trace)],"total":0,"limit":0,"offset":0,"errors":null}"#] {
      #expect(try importing(text).arrows == ["a>b"])
    }
  }

  @Test func `a duplicate span id from a re-export counts once`() throws {
    let found = try importing(Self.trace(Self.spans + Self.spans))
    #expect(found.total("a", "b", \.calls) == 1)
  }

  @Test func `FOLLOWS_FROM is not waited for`() throws {
    let spans = [Self.spans[0], Self.span("2", "p2", kind: "server", references: Self.child("1", "FOLLOWS_FROM"))]
    #expect(try importing(Self.trace(spans)).arrows == ["a~>b"])
  }

  @Test(arguments: [("true", 1), ("\"true\"", 1), ("false", 0), ("\"false\"", 0)])
  func `an error tag may be true or "true"`(value: String, errors: Int) throws {
    let tag = #",{"key":"error","type":"bool","value":\#(value)}"#
    let spans = [Self.span("1", "p1", kind: "client", tags: tag), Self.spans[1]]
    #expect(try importing(Self.trace(spans)).total("a", "b", \.errors) == errors)
  }

  @Test func `the model's form has base64 ids, times in RFC 3339 and a process in each span`() throws {
    let text =
      #"{"spans":[{"traceId":"AAAAAAAAAABSlpqJVVcaPw==","spanId":"AAAAAABkfZg=","operationName":"get","startTime":"2017-01-26T16:46:31.639875-05:00","duration":"22938000ns","tags":[{"key":"span.kind","vType":"STRING","vStr":"server"},{"key":"peer.service","vType":"STRING","vStr":"rtapi"}],"process":{"serviceName":"api"}}]}"#
    let found = try importing(text)
    #expect(found.arrows == ["rtapi>api"])
    #expect(found.dependencies.first?.latencyP50Ms == 22.938)
    #expect(found.dependencies.first?.from == Timestamp(rfc3339: "2017-01-26T21:46:31.639875Z"))
  }

  @Test(arguments: [
    ("domain_01.json", ["rtapi>api"]), ("domain_03.json", ["rtapi>api"]),
    ("otlp2jaeger-out.json", ["telemetrygen-client>telemetrygen"]),
    ("trace_success.json", ["16af988c443cff37>3c220036602f839e"]),
  ])
  func `real Jaeger files yield the dependencies that are in them`(file: String, arrows: [String]) throws {
    guard let path = Files.shared("data/traces/jaeger/\(file)") else { return }
    #expect(try importing(.file(path)).arrows == arrows)
  }

  @Test func `the gateway of a Jaeger test trace calls its service`() throws {
    guard let path = Files.shared("formats/jaeger/testTraceNormal.json") else { return }
    #expect(try importing(.file(path)).arrows == ["api-gateway>customers-service"])
  }
}

/// The same real spans in three formats.
@Suite struct NezhaTests {
  @Test(arguments: [
    "ob-ad-exception-2022-08-22T0754", "ob-cart-network_delay-2022-08-22T0428", "ob-checkout-faultfree-2022-08-23T1700",
    "ob-faultfree-2022-08-23T1700",
  ])
  func `OTLP, Jaeger and Zipkin of the same spans agree`(file: String) throws {
    var found: [Imported] = []
    for format in ["otlp", "jaeger", "zipkin"] {
      guard let path = Files.shared("data/traces/nezha/\(file).\(format).json") else { return }
      found.append(try importing(.file(path)))
    }
    print("\(file): \(found[0].arrows.joined(separator: " "))")
    for other in found.dropFirst() {
      #expect(other.arrows == found[0].arrows)
      #expect(other.dependencies.map(\.calls) == found[0].dependencies.map(\.calls))
      for (one, same) in zip(found[0].dependencies, other.dependencies) {
        // Jaeger and Zipkin keep microseconds.
        #expect(abs((one.latencyP50Ms ?? 0) - (same.latencyP50Ms ?? 0)) <= 0.002)
      }
    }
  }

  @Test func `the gzipped minute holds only calls of the known system`() throws {
    guard let path = Files.shared("data/traces/nezha/ob-faultfree-full-minute-2022-08-23T1700.otlp.json.gz"),
      let graph = Files.shared("data/campaigns/nezha-ob-day1/graph.json")
    else { return }
    let found = try importing(.file(path))
    let known = try JSON.parse(String(decoding: Array(try bytes(graph)), as: UTF8.self))
    let calls = Set(
      (known["calls"]?.arrayValue ?? []).map {
        "\($0["caller"]?.stringValue ?? "")>\($0["callee"]?.stringValue ?? "")"
      })
    print("full minute: \(found.arrows.count) dependencies, \(calls.count) in the campaign's graph")
    print("beyond the graph: \(Set(found.arrows).subtracting(calls).sorted())")
    #expect(Set(found.arrows).isSubset(of: calls))
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    var source = try ImportSource.file(path).open()
    var all: [UInt8] = []
    while let piece = try source.next() { all += piece }
    return all
  }

  @Test func `what is none of Jaeger's is refused, and an empty answer of its API is not`() throws {
    for text in [#"{"experiment": {"title": "a"}, "status": "completed"}"#, "{}"] {
      #expect(throws: ImportError.self, "\(text)") {
        try importing(ImportSource(name: "j.json", bytes: Array(text.utf8)), ImportOptions(as: .jaeger))
      }
    }
    let none = #"{"data": [], "total": 0, "limit": 0, "offset": 0, "errors": null}"#
    _ = try importing(ImportSource(name: "j.json", bytes: Array(none.utf8)), ImportOptions(as: .jaeger))
  }

  @Test func `a Jaeger trace whose ids are none is left out, and the others are read`() throws {
    func trace(_ id: String, _ span: String, caller: String = "web") -> String {
      """
      {"traceID": "\(id)", "processes": {"p1": {"serviceName": "\(caller)"}, "p2": {"serviceName": "db"}}, "spans": [
        {"traceID": "\(id)", "spanID": "\(span)", "operationName": "a", "startTime": 1700000000000000, "duration": 50, "processID": "p1"},
        {"traceID": "\(id)", "spanID": "b1", "operationName": "b", "startTime": 1700000000000010, "duration": 20, "processID": "p2",
         "references": [{"refType": "CHILD_OF", "traceID": "\(id)", "spanID": "\(span)"}]}]}
      """
    }
    let note = "a trace or span with an id that is no hexadecimal number was left out"
    for (id, span) in [("trace-123", "a1"), ("aa11", "span-1"), ("aa11", "")] {
      let text = "{\"data\": [\(trace(id, span, caller: "strange")), \(trace("aa12", "a1"))]}"
      let found = try importing(ImportSource(name: "j.json", bytes: Array(text.utf8)), ImportOptions(as: .jaeger))
      #expect(found.summary.notes.contains(note), "\(id) \(span)")
      let calls = found.events.compactMap { event -> String? in
        if case .dependencyObserved(let window) = event.fact { "\(window.dependency)" } else { nil }
      }
      #expect(calls.count == 1 && calls[0].contains("web"), "\(calls)")
      // Where nothing is left the file is refused, with the place of the first.
      let alone = "{\"data\": [\(trace(id, span))]}"
      #expect(throws: ImportError.self) {
        try importing(ImportSource(name: "j.json", bytes: Array(alone.utf8)), ImportOptions(as: .jaeger))
      }
    }
  }
}
