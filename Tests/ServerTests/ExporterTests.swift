import Foundation
import KnowledgeBase
import ServiceLifecycle
import Testing
import Vocabulary

@testable import Server

/// The official exporters of OpenTelemetry for Python, against a server on sockets.
@Suite("Spans from the official exporters", .timeLimit(.minutes(10)))
struct ExporterTests {
  /// A Python that has the exporters; nil where there is none.
  private static let python: String? = {
    let named = ProcessInfo.processInfo.environment["FAULTBOOK_OTLP_PYTHON"]
    let asked =
      "import opentelemetry.exporter.otlp.proto.http.trace_exporter, opentelemetry.exporter.otlp.proto.grpc.trace_exporter"
    for path in [named, "/usr/bin/python3", "/usr/local/bin/python3"].compactMap(\.self)
    where FileManager.default.isExecutableFile(atPath: path) {
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = ["-c", asked]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { continue }
      process.waitUntilExit()
      if process.terminationStatus == 0 { return path }
    }
    return nil
  }()

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Clients/otlp_exporter.py").path

  @Test(
    "What they report as sent is in the log when the server is gone, and what is refused they report",
    .enabled(
      if: python != nil,
      "no Python with the exporters: pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http opentelemetry-exporter-otlp-proto-grpc, and name it in FAULTBOOK_OTLP_PYTHON"
    ), arguments: ["http", "grpc"], ["none", "gzip"])
  func exported(protocol name: String, coding: String) async throws {
    let served = try await Served { $0.spansPort = 0 }
    let recorder = try served.token(.recorder, name: "rob")
    let (addresses, told) = AsyncStream.makeStream(of: String.self)
    let (ports, toldPorts) = AsyncStream.makeStream(of: String.self)
    let group = try FaultbookServer.group(
      served.desk, .init(most: 100), { told.yield($0) }, { toldPorts.yield($0) })
    let running = Task { try await group.run() }
    let http = try #require(await addresses.first { _ in true })
    let grpc = try #require(await ports.first { _ in true })
    let endpoint = name == "http" ? http : String(grpc.dropFirst("http://".count))
    let python = try #require(Self.python)
    let sent = try await Self.output(python, [Self.script, name, endpoint, "200", recorder, coding])
    let refused = try await Self.output(python, [Self.script, name, endpoint, "3", "fbt_none", coding])
    await group.triggerGracefulShutdown()
    try await running.value

    let report = try JSON.parse(sent.text)
    #expect(sent.status == 0 && report["spans"]?.integerValue == 600, "\(sent.text)")
    #expect((report["batches"]?.integerValue ?? 0) > 5 && report["sent"] == report["batches"], "\(sent.text)")
    let failure = try JSON.parse(refused.text)
    #expect(failure["sent"]?.integerValue == 0 && (failure["batches"]?.integerValue ?? 0) >= 1, "\(refused.text)")
    let windows = try served.book.events(
      after: 0, through: served.book.position, types: [.dependencyObserved], limit: 1000
    ).map { try JSON.parse($0.payload) }
    #expect(windows.reduce(0) { $0 + ($1["calls"]?.integerValue ?? 0) } == 200)
    #expect(windows.reduce(0) { $0 + ($1["errors"]?.integerValue ?? 0) } == 20)
    for window in windows {
      #expect(window["caller"]?.stringValue == "web" && window["callee"]?.stringValue == "store")
    }
    // So few events that a busy system does not flood the log: two components, and a window of each minute that it took.
    #expect(served.book.position <= 10)
  }

  /// What a program prints, and how it ends. No thread waits for it: the server needs them.
  private static func output(_ program: String, _ arguments: [String]) async throws -> (text: String, status: Int32) {
    let file = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = FileHandle.nullDevice
    let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        done.resume(throwing: error)
      }
    }
    return (try String(contentsOf: file, encoding: .utf8), status)
  }
}
