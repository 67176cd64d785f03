import GRPCCore
import GRPCNIOTransportHTTP2Posix
import HummingbirdCore
import KnowledgeBase
import Logging
import NIOCore
import ServiceLifecycle
import Vocabulary

/// OTLP/gRPC on a port of its own: the same intake, tokens, limits and TLS as over HTTP.
///
/// Told to end, it takes no new calls, answers those that began, and closes its connections.
struct SpanPort: Service {
  let desk: Desk
  /// The port to listen at; 0 for any that is free.
  let port: Int
  /// Hears the address once calls are taken.
  let onRunning: @Sendable (_ address: String) -> Void

  /// How long calls may go on after the server was told to end.
  private static let grace = Duration.seconds(5)

  func run() async throws {
    let transport = HTTP2ServerTransport.Posix(
      address: try address(), transportSecurity: try security(), config: configuration)
    let server = GRPCServer(transport: transport, services: [TraceExport(desk: desk)])
    try await withGracefulShutdownHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await serve(server) }
        // Throws where the port cannot be had, which `serve` says better.
        if let bound = try? await transport.listeningAddress { onRunning(desk.options.address(port: bound.portNumber)) }
        try await group.waitForAll()
      }
    } onGracefulShutdown: {
      server.beginGracefulShutdown()
    }
  }

  private func serve(_ server: GRPCServer<HTTP2ServerTransport.Posix>) async throws {
    do {
      try await server.serve()
    } catch let error as GRPCCore.RuntimeError where error.code == .serverIsStopped {
      // It was told to end before it began.
      return
    } catch {
      throw FaultbookError(
        .environment, "cannot listen for OTLP/gRPC at \(desk.options.host):\(port) (\(error)); give another port")
    }
  }

  private func address() throws -> GRPCNIOTransportCore.SocketAddress {
    let host = desk.options.host
    let plain = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    guard let found = try? NIOCore.SocketAddress.makeAddressResolvingHost(plain, port: port),
      let address = found.ipAddress
    else { throw FaultbookError(.environment, "\(host) is no address of this machine; give another --host") }
    return found.protocol == .inet6 ? .ipv6(host: address, port: port) : .ipv4(host: address, port: port)
  }

  private func security() throws -> HTTP2ServerTransport.Posix.TransportSecurity {
    guard let files = desk.options.tls else { return .plaintext }
    // Says which file is wrong.
    _ = try files.configuration()
    return .tls(
      certificateChain: [.file(path: files.certificate, format: .pem)],
      privateKey: .file(path: files.key, format: .pem))
  }

  private var configuration: HTTP2ServerTransport.Posix.Config {
    .defaults { configuration in
      configuration.compression.enabledAlgorithms = [.gzip, .deflate]
      // Of a message as it is and as it was compressed alike.
      configuration.rpc.maxRequestPayloadSize = desk.options.limits.bodyBytes
      configuration.http2.targetWindowSize = 1 << 20
      configuration.http2.maxConcurrentStreams = 128
      configuration.connection.maxGraceTime = Self.grace
      configuration.channelDebuggingCallbacks.onBindTCPListener = {
        [limit = desk.options.limits.connections] listener in
        // First, so that it stands before whatever asks for the next connection: beyond the limit none is taken until one closes,
        // as over HTTP.
        listener.eventLoop.makeCompletedFuture {
          try listener.pipeline.syncOperations.addHandler(
            AvailableConnectionsChannelHandler(maxConnections: limit), position: .first)
        }
      }
      // A client that is gone without a word is noticed; one that asks whether the server is there is answered.
      configuration.connection.keepalive.time = .seconds(300)
      configuration.connection.keepalive.clientBehavior = .init(
        minPingIntervalWithoutCalls: .seconds(10), allowWithoutCalls: true)
    }
  }
}

extension GRPCNIOTransportCore.SocketAddress {
  /// The port; 0 where the address has none.
  fileprivate var portNumber: Int { ipv4?.port ?? ipv6?.port ?? 0 }
}
