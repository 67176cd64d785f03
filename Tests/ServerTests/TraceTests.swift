import AsyncHTTPClient
import Foundation
import HTTPTypes
import HummingbirdTesting
import Interchange
import KnowledgeBase
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing
import Vocabulary

@testable import Server

@Suite("Spans over OTLP/HTTP")
struct TraceTests {
  private static let protobuf = "application/x-protobuf"
  private static let json = "application/json"

  /// What came back, its body as bytes.
  private struct Reply {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]
    var json: JSON { (try? JSON.parse(body)) ?? .null }
  }

  private func export(
    _ client: Client, _ body: [UInt8], type: String, coding: String? = nil, token: String? = nil
  ) async throws -> Reply {
    var fields = HTTPFields()
    fields[.contentType] = type
    fields[.contentEncoding] = coding
    fields[.authorization] = token.map { "Bearer \($0)" }
    return try await client.inner.execute(
      uri: "/v1/traces", method: .post, headers: fields, body: ByteBuffer(bytes: body)
    ) { Reply(status: $0.status.code, headers: $0.headers, body: Array(buffer: $0.body)) }
  }

  private static func calls(in served: Served) throws -> Int64 {
    let events = try served.book.events(
      after: 0, through: served.book.position, types: [.dependencyObserved], limit: 10_000)
    return try events.reduce(0) { sum, event in sum + (try JSON.parse(event.payload)["calls"]?.integerValue ?? 0) }
  }

  @Test(
    "A request is taken in either encoding, as it is or gzip, and answered in its own",
    arguments: [("json", false), ("json", true), ("protobuf", false), ("protobuf", true)])
  func encodings(encoding: String, isCompressed: Bool) async throws {
    let served = try await Served()
    let plain = encoding == "json" ? ExportRequest.json(call: 1) : ExportRequest.protobuf(call: 1)
    let body = isCompressed ? try ExportRequest.gzip(plain) : plain
    let type = encoding == "json" ? Self.json : Self.protobuf
    try await served.test { client in
      for _ in 0..<2 {
        // Sent again, as exporters do where an answer was lost, it counts once.
        let reply = try await export(client, body, type: type, coding: isCompressed ? "gzip" : nil)
        #expect(reply.status == 200 && reply.headers[.contentType] == type)
        // Nothing was left out: `partial_success` must not be set.
        #expect(reply.body == (encoding == "json" ? Array("{}".utf8) : []))
      }
    }
    try served.desk.intake.close()
    #expect(try Self.calls(in: served) == 1)
    let events = try served.book.events(after: 0, through: served.book.position, limit: 100)
    #expect(Set(events.map(\.actor)) == ["otlp"])
    let dependency = try JSON.parse(try #require(events.last { $0.type == .dependencyObserved }).payload)
    #expect(dependency["caller"]?.stringValue == "web" && dependency["callee"]?.stringValue == "store")
  }

  @Test("Spans that are not sound are left out, counted, and the others taken: partial success, in either encoding")
  func partial() async throws {
    let served = try await Served()
    try await served.test { client in
      let json = try await export(client, ExportRequest.json(call: 1, unsound: 2), type: Self.json)
      #expect(json.status == 200)
      let partial = json.json["partialSuccess"]
      #expect(partial?["rejectedSpans"]?.stringValue == "2")
      #expect(partial?["errorMessage"]?.stringValue?.isEmpty == false)
      let protobuf = try await export(client, ExportRequest.protobuf(call: 2, unsound: 3), type: Self.protobuf)
      #expect(protobuf.status == 200)
      // partial_success (1) with rejected_spans (1) = 3 and error_message (2).
      #expect(protobuf.body.first == 0x0A && Array(protobuf.body.dropFirst(2).prefix(3)) == [0x08, 3, 0x12])
    }
    try served.desk.intake.close()
    #expect(try Self.calls(in: served) == 2)
  }

  @Test("What is no export request is refused with a Status in the encoding of the request, and changes nothing")
  func refused() async throws {
    let served = try await Served { $0.limits.bodyBytes = 1 << 20 }
    let bomb = try ExportRequest.gzip([UInt8](repeating: 0, count: 20 << 20))
    let cases: [(body: [UInt8], type: String, coding: String?, status: Int)] = [
      (Array("{\"resourceSpans\": 7}".utf8), Self.json, nil, 400), (Array("nonsense".utf8), Self.json, nil, 400),
      ([0x0A, 0xFF], Self.protobuf, nil, 400), ([0xFF, 0xFF, 0xFF], Self.protobuf, nil, 400),
      ([0x1F, 0x8B, 1, 2, 3], Self.protobuf, "gzip", 400),
      (ExportRequest.protobuf(call: 1), Self.protobuf, "gzip", 400),
      (ExportRequest.protobuf(call: 1), Self.protobuf, "br", 415), (bomb, Self.protobuf, "gzip", 400),
      (bomb, Self.json, "gzip", 400), ([UInt8](repeating: 1, count: 2 << 20), Self.protobuf, nil, 413),
    ]
    try await served.test { client in
      for (body, type, coding, status) in cases {
        let reply = try await export(client, body, type: type, coding: coding)
        let what = "\(type) \(coding ?? "") of \(body.count) bytes: \(reply.status)"
        #expect(reply.status == status && reply.headers[.contentType] == type, "\(what)")
        if type == Self.json {
          #expect(reply.json["code"]?.integerValue == 3, "\(what)")
          #expect(reply.json["message"]?.stringValue?.isEmpty == false, "\(what)")
        } else {
          #expect(Array(reply.body.prefix(3)) == [0x08, 3, 0x12] && reply.body.count > 10, "\(what)")
        }
      }
      // Whoever sends something else than OTLP is told so in the way of all other routes.
      let other = try await export(client, [1], type: "text/plain")
      #expect(other.status == 415 && other.json["code"]?.stringValue == "unsupported-media-type")
    }
    try served.desk.intake.close()
    #expect(served.book.position == 0)
  }

  @Test("Who is no recorder is refused in the words of OTLP")
  func roles() async throws {
    let served = try await Served()
    let (reader, recorder) = (try served.token(.reader, name: "rita"), try served.token(.recorder, name: "rob"))
    try await served.test { client in
      let body = ExportRequest.json(call: 1)
      let nobody = try await export(client, body, type: Self.json)
      #expect(nobody.status == 401 && nobody.json["code"]?.integerValue == 16)
      #expect(nobody.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
      let wrong = try await export(client, body, type: Self.json, token: reader)
      #expect(wrong.status == 403 && wrong.json["code"]?.integerValue == 7)
      #expect(try await export(client, body, type: Self.json, token: recorder).status == 200)
    }
  }

  @Test("Where no more can be kept, exporters are told when to come back, and what was acknowledged stays")
  func busy() async throws {
    let full = try await Served { $0.limits.pendingWindows = 0 }
    try await full.test { client in
      let reply = try await export(client, ExportRequest.json(call: 1), type: Self.json)
      #expect(reply.status == 429 && reply.json["code"]?.integerValue == 8)
      let seconds = try #require(reply.headers[.retryAfter].flatMap { Int($0) })
      #expect(seconds >= 1)
      let detail = reply.json["details"]?.arrayValue?.first
      #expect(detail?["@type"]?.stringValue == "type.googleapis.com/google.rpc.RetryInfo")
      #expect(detail?["retryDelay"]?.stringValue == "\(seconds)s")
    }
    #expect(full.desk.intake.figures.counts.spans == 0)
  }

  @Test("A window is in the log when it is over, without anybody asking", .timeLimit(.minutes(10)))
  func settles() async throws {
    let served = try await Served {
      $0.reception = ReceptionOptions(windowSeconds: 0.05, latenessSeconds: 0, quietSeconds: 0.01)
    }
    let keeper = SpanKeeper(desk: served.desk, pause: .milliseconds(10))
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: keeper, successTerminationBehavior: .gracefullyShutdownGroup)],
        logger: served.desk.log))
    let running = Task { try await group.run() }
    try await served.test { client in
      let reply = try await export(client, ExportRequest.json(call: 1), type: Self.json)
      #expect(reply.status == 200)
    }
    // Two components and a window.
    await served.desk.tail.wait(beyond: 2)
    #expect(try Self.calls(in: served) == 1)
    await group.triggerGracefulShutdown()
    try await running.value
  }

  @Test("Told to end, a server appends the windows that are open before it is gone", .timeLimit(.minutes(10)))
  func ends() async throws {
    let served = try await Served()
    let (addresses, told) = AsyncStream.makeStream(of: String.self)
    let group = try FaultbookServer.group(served.desk, .init(most: 100)) { told.yield($0) }
    let running = Task { try await group.run() }
    let address = try #require(await addresses.first { _ in true })
    let http = HTTPClient(eventLoopGroupProvider: .singleton)
    for call in 1...20 {
      var request = HTTPClientRequest(url: address + "/v1/traces")
      request.method = .POST
      request.headers.add(name: "Content-Type", value: Self.protobuf)
      request.body = .bytes(ByteBuffer(bytes: ExportRequest.protobuf(call: call)))
      let reply = try await http.execute(request, timeout: .seconds(300))
      #expect(reply.status == .ok)
    }
    try await http.shutdown()
    #expect(served.book.position == 0)
    await group.triggerGracefulShutdown()
    try await running.value
    #expect(try Self.calls(in: served) == 20)
    // Afterwards nothing is acknowledged any more.
    let late = try served.desk.intake.take(ExportRequest.json(call: 21), as: .json)
    #expect(late == .busy(retryAfterSeconds: 5))
  }
}
