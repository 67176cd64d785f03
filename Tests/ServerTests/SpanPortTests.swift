import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Interchange
import KnowledgeBase
import ServiceLifecycle
import Testing
import Vocabulary

@testable import Server

@Suite("Spans over OTLP/gRPC", .timeLimit(.minutes(10)))
struct SpanPortTests {
  /// Messages as bytes.
  private struct Bytes: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }
    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
      bytes.withUnsafeBytes { Array($0) }
    }
  }

  private typealias Caller = GRPCClient<HTTP2ClientTransport.Posix>

  /// Runs a whole server with OTLP/gRPC and calls it; the server was told to end, and did, when this returns.
  private func serving(
    _ served: Served, security: HTTP2ClientTransport.Posix.TransportSecurity = .plaintext,
    _ body: @escaping @Sendable (Caller) async throws -> Void
  ) async throws {
    let (addresses, told) = AsyncStream.makeStream(of: String.self)
    let group = try FaultbookServer.group(served.desk, .init(most: 100), { _ in }, { told.yield($0) })
    let running = Task { try await group.run() }
    do {
      let address = try #require(await addresses.first { _ in true })
      let port = try #require(URL(string: address)?.port)
      let transport = try HTTP2ClientTransport.Posix(
        target: .dns(host: "localhost", port: port), transportSecurity: security,
        config: .defaults { $0.compression.enabledAlgorithms = [.gzip] })
      try await withGRPCClient(transport: transport) { try await body($0) }
    } catch {
      await group.triggerGracefulShutdown()
      try await running.value
      throw error
    }
    await group.triggerGracefulShutdown()
    try await running.value
  }

  private static func export(
    _ body: [UInt8], by caller: Caller, token: String? = nil, isCompressed: Bool = false
  ) async throws -> [UInt8] {
    var options = CallOptions.defaults
    options.timeout = .seconds(300)
    if isCompressed { options.compression = .gzip }
    var metadata = Metadata()
    if let token { metadata.addString("Bearer \(token)", forKey: "authorization") }
    return try await caller.unary(
      request: ClientRequest(message: body, metadata: metadata), descriptor: TraceExport.method, serializer: Bytes(),
      deserializer: Bytes(), options: options, onResponse: { try $0.message })
  }

  private func served(_ change: (inout ServerOptions) -> Void = { _ in }) async throws -> Served {
    try await Served {
      $0.spansPort = 0
      change(&$0)
    }
  }

  private static func calls(in served: Served) throws -> Int64 {
    let events = try served.book.events(
      after: 0, through: served.book.position, types: [.dependencyObserved], limit: 10_000)
    return try events.reduce(0) { sum, event in sum + (try JSON.parse(event.payload)["calls"]?.integerValue ?? 0) }
  }

  @Test(
    "Calls are taken, compressed or not, in part where a span is unsound, and are in the log when the server is gone")
  func taken() async throws {
    let served = try await served()
    try await serving(served) { caller in
      for call in 1...10 {
        let answer = try await Self.export(
          ExportRequest.protobuf(call: call), by: caller, isCompressed: call.isMultiple(of: 2))
        #expect(answer == [])
      }
      let partial = try await Self.export(ExportRequest.protobuf(call: 11, unsound: 3), by: caller)
      #expect(partial.first == 0x0A && Array(partial.dropFirst(2).prefix(3)) == [0x08, 3, 0x12])
      await #expect { _ = try await Self.export([0xFF, 0xFF], by: caller) } throws: { error in
        (error as? RPCError)?.code == .invalidArgument
      }
      #expect(served.book.position == 0)
    }
    #expect(try Self.calls(in: served) == 11)
  }

  @Test("Where no more can be kept the answer is RESOURCE_EXHAUSTED and says when to come back")
  func busy() async throws {
    let served = try await served { $0.limits.pendingWindows = 0 }
    try await serving(served) { caller in
      let error = await #expect(throws: RPCError.self) {
        _ = try await Self.export(ExportRequest.protobuf(call: 1), by: caller)
      }
      let refused = try #require(error)
      #expect(refused.code == .resourceExhausted)
      // RetryInfo (1) → Duration (1) → seconds (1) = 5.
      let retry: [UInt8] = [0x0A, 2, 0x08, 5]
      #expect(refused.metadata[binaryValues: "google.rpc.retryinfo-bin"].first { _ in true } == retry)
      let status = try #require(refused.metadata[binaryValues: "grpc-status-details-bin"].first { _ in true })
      #expect(Array(status.prefix(2)) == [0x08, 8] && Array(status.suffix(4)) == retry)
    }
  }

  @Test("Beyond the most connections a client waits until one is closed")
  func crowd() async throws {
    let served = try await served { $0.limits.connections = 1 }
    let (ports, told) = AsyncStream.makeStream(of: Int.self)
    let group = try FaultbookServer.group(
      served.desk, .init(most: 100), { _ in }, { if let port = URL(string: $0)?.port { told.yield(port) } })
    let running = Task { try await group.run() }
    let port = try #require(await ports.first { _ in true })
    func call(_ number: Int, within timeout: Duration) async throws {
      let transport = try HTTP2ClientTransport.Posix(
        target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
      try await withGRPCClient(transport: transport) { caller in
        var options = CallOptions.defaults
        options.timeout = timeout
        _ = try await caller.unary(
          request: ClientRequest(message: ExportRequest.protobuf(call: number)), descriptor: TraceExport.method,
          serializer: Bytes(), deserializer: Bytes(), options: options, onResponse: { try $0.message })
        if number == 1 {
          // The first one's connection is open: a second is not answered.
          await #expect(throws: RPCError.self) { try await call(2, within: .milliseconds(300)) }
        }
      }
    }
    try await call(1, within: .seconds(300))
    try await call(3, within: .seconds(300))
    await group.triggerGracefulShutdown()
    try await running.value
    #expect(try Self.calls(in: served) == 2)
  }

  @Test("Who is no recorder is refused, and the refusal is kept")
  func roles() async throws {
    let served = try await served()
    let (reader, recorder) = (try served.token(.reader, name: "rita"), try served.token(.recorder, name: "rob"))
    try await serving(served) { caller in
      let cases: [(token: String?, code: RPCError.Code)] = [(nil, .unauthenticated), (reader, .permissionDenied)]
      for (token, code) in cases {
        await #expect {
          _ = try await Self.export(ExportRequest.protobuf(call: 1), by: caller, token: token)
        } throws: { error in
          (error as? RPCError)?.code == code
        }
      }
      let answer = try await Self.export(ExportRequest.protobuf(call: 1), by: caller, token: recorder)
      #expect(answer == [])
    }
    #expect(try Self.calls(in: served) == 1)
    let journal = try String(contentsOfFile: served.path + ".access.jsonl", encoding: .utf8)
    #expect(journal.contains("traces.export") && journal.contains("rita"))
  }

  @Test("A message that is larger than bodies may be is refused, however small it was compressed")
  func sizes() async throws {
    let served = try await served { $0.limits.bodyBytes = 100_000 }
    try await serving(served) { caller in
      for isCompressed in [false, true] {
        await #expect(throws: RPCError.self) {
          _ = try await Self.export([UInt8](repeating: 0, count: 1 << 20), by: caller, isCompressed: isCompressed)
        }
      }
    }
    #expect(served.desk.intake.figures.counts.requests == 0)
  }

  @Test(
    "With a certificate calls come over TLS alone",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "no openssl to make a certificate"))
  func encrypted() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faultbook-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.appending(path: "c.pem").path, folder.appending(path: "k.pem").path)
    let openssl = Process()
    openssl.executableURL = URL(filePath: "/usr/bin/openssl")
    openssl.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    let served = try await served { $0.tls = .init(certificate: certificate, key: key) }
    let trusting = HTTP2ClientTransport.Posix.TransportSecurity.tls {
      $0.trustRoots = .certificates([.file(path: certificate, format: .pem)])
    }
    try await serving(served, security: trusting) { caller in
      let answer = try await Self.export(ExportRequest.protobuf(call: 1), by: caller)
      #expect(answer == [])
    }
    #expect(try Self.calls(in: served) == 1)
  }

  @Test("A port that is taken is said in one sentence")
  func occupied() async throws {
    let first = try await served()
    let (addresses, told) = AsyncStream.makeStream(of: String.self)
    let group = try FaultbookServer.group(first.desk, .init(most: 100), { _ in }, { told.yield($0) })
    let running = Task { try await group.run() }
    let address = try #require(await addresses.first { _ in true })
    let port = try #require(URL(string: address)?.port)
    let second = try await served { $0.spansPort = port }
    let error = await #expect(throws: FaultbookError.self) {
      try await FaultbookServer.group(second.desk, .init(most: 100), { _ in }).run()
    }
    #expect(error?.message.contains("OTLP/gRPC") == true && error?.message.contains("\(port)") == true)
    await group.triggerGracefulShutdown()
    try await running.value
  }
}
