import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import KnowledgeBase
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import UnixSignals
import Vocabulary

/// `faultbook serve`: one process that holds a book's lock, writes to it for everybody, and answers over HTTP.
///
/// It ends when it is told to (SIGTERM, SIGINT): no new connection is taken, requests that began are answered, live tails are
/// closed, the windows of the spans that were taken are appended, the tables are brought to the head, and the lock is given back. What was answered as recorded is on disk at any time.
///
/// **The way of a request**: `Outermost` (how many at once, names, sizes, security headers, figures) → the router of
/// `RouteTable` → `RouteResponder` (who calls, may they, too often?, parameters, body) → the route's `Action` → `AnswerForm`.
/// What is thrown on the way becomes a `Problem` document.
///
/// **To add a group of routes**, say for another protocol or for pages:
/// 1. Write `extension RouteTable { static let mine: [Route] = […] }` in a file `Routes+Mine.swift`, and add `mine` to
///    `RouteTable.standard`. A route says its permission, its parameters, its body, its load and its action; routing, access,
///    limits, the OpenAPI document (unless `isDocumented` is false) and the tests of all these follow from that.
/// 2. `Action.question` and `Action.command` give an `Answer`, which is cached, tagged, rendered and paged like any other;
///    `Action.append` shares commits; `Action.respond` gets the `Desk` and gives any `Response`: bodies of other protocols come
///    as `Body.bytes([types])`, and a page sets its own `Content-Security-Policy`, which is otherwise `default-src 'none'`.
/// 3. To answer a question by its operation's name from elsewhere (MCP, pages), take `RouteTable.standard.route(named:)`, make a
///    `Call` with `Arguments(_:to:)`, check it with `Access.check`, and ask `Desk.answer`.
/// 4. What computes or blocks runs on `desk.light`, `desk.heavy` or `desk.lane`, never on the threads of the connections, each of
///    which serves many (``LoopBound``). A short page of events is the one exception.
/// 5. What lives beside HTTP (another port, a timer) is a `Service` in `group`, where the order says what ends first.
/// 6. Add the operations' names to the table of `RoleTests`, which holds every route to the roles that it should have.
public enum FaultbookServer {
  /// Serves the book at a path until the process is told to end. `announcing` hears the address once requests are taken, and
  /// `announcingSpans` that of OTLP/gRPC, where it is served.
  ///
  /// Throws `FaultbookError` where the options do not go together, the book cannot be opened, or the address cannot be bound.
  public static func run(
    book path: String, wait: Double = 10, anchors: [String] = [], options: ServerOptions,
    announcing: @escaping @Sendable (_ address: String) -> Void = { _ in },
    announcingSpans: @escaping @Sendable (_ address: String) -> Void = { _ in }
  ) async throws {
    try options.check()
    let book = try KnowledgeBase.openForServing(
      at: path, wait: wait, anchors: anchors, trust: options.trust, ownKey: options.signingKey)
    defer { book.close() }
    let desk = try await desk(of: book, options)
    defer { desk.access.localKey?.remove() }
    let crowd = Outermost<AnyResponder>.Crowd(most: options.limits.requests)
    desk.figures.follow(desk) { crowd.size }
    do {
      try await group(desk, crowd, announcing, announcingSpans).run()
    } catch let error as FaultbookError {
      throw error
    } catch let error as IOError {
      throw FaultbookError(
        .environment, "cannot listen at \(options.host):\(options.port) (\(error)); give another --host or --port")
    }
    // Nothing is left where the services ended as they should; where they did not, this is said.
    try desk.intake.close()
    await desk.shutdown()
  }

  /// The book with everything around it. Throws where whoever may call from elsewhere could do so without a token.
  static func desk(of book: KnowledgeBase, _ options: ServerOptions) async throws -> Desk {
    let tokens = TokenFile(book: book.file)
    let provider = options.identityProvider.map { IdentityProvider($0, clock: KnowledgeBase.wallClock) }
    if let provider { try await provider.read() }
    if !options.isLoopback, provider == nil, try tokens.tokens().isEmpty {
      throw FaultbookError(
        .usage,
        "\(options.host) can be reached from other machines, and nobody has a token; create one with "
          + "`faultbook token create NAME --role reader`, or name an identity provider")
    }
    let access = Access(
      tokens: tokens, journal: AccessJournal(book: book.file), provider: provider,
      localKey: try LocalKey(book: book.file), isLoopback: options.isLoopback, clock: KnowledgeBase.wallClock)
    return Desk(book: book, options: options, access: access, figures: Figures(), log: options.log)
  }

  /// The application of a desk: what tests and `run` serve alike.
  static func application(
    _ desk: Desk, _ crowd: Outermost<AnyResponder>.Crowd,
    onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    let options = desk.options
    var http = HTTP1Channel.Configuration(idleTimeout: .milliseconds(Int64(options.limits.idleSeconds * 1000)))
    // Above our own limit, which is told as a problem; below, what no client sends.
    http.httpDecoder.maxHeaderListSize = options.limits.headerBytes * 4
    let responder = Outermost(inner: AnyResponder(RouteTable.standard.responder(desk)), desk: desk, crowd: crowd)
    var configuration = ApplicationConfiguration(address: .hostname(options.host, port: options.port))
    configuration.availableConnectionsDelegate = MaximumAvailableConnections(options.limits.connections)
    let mostBytes = max(options.limits.bodyBytes, options.limits.fileBytes)
    let plain = HTTPServerBuilder { [http] responder in
      LoopBound(base: HTTP1Channel(responder: responder, configuration: http), mostBytes: mostBytes)
    }
    let server = try options.tls.map { try .tls(plain, tlsConfiguration: $0.configuration()) } ?? plain
    return Application(
      responder: responder, server: server, configuration: configuration, onServerRunning: onRunning, logger: desk.log)
  }

  /// Everything that runs while a desk is served, and ends together when the process is told to end.
  static func group(
    _ desk: Desk, _ crowd: Outermost<AnyResponder>.Crowd, _ announcing: @escaping @Sendable (String) -> Void,
    _ announcingSpans: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> ServiceGroup {
    let options = desk.options
    let application = try application(desk, crowd) { channel in
      let address = options.address(port: channel.localAddress?.port ?? options.port)
      do {
        try desk.book.announce(address: address)
      } catch {
        desk.log.error("the lock file cannot be written", metadata: ["error": "\(error)"])
      }
      announcing(address)
    }
    // Told to end in the opposite order, each when the one behind it has ended.
    var services: [any Service] = [TableKeeper(desk: desk), SpanKeeper(desk: desk), application]
    if let port = options.spansPort {
      services.append(SpanPort(desk: desk, port: port, onRunning: announcingSpans))
    }
    services.append(TailEnder(desk: desk))
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: desk.log)
    configuration.maximumGracefulShutdownDuration = .seconds(options.limits.shutdownSeconds)
    return ServiceGroup(configuration: configuration)
  }
}

/// Any responder, under one name.
struct AnyResponder: HTTPResponder {
  typealias Context = Visit
  private let inner: any HTTPResponder<Visit>
  init(_ inner: some HTTPResponder<Visit>) { self.inner = inner }
  func respond(to request: Request, context: Visit) async throws -> Response {
    try await inner.respond(to: request, context: context)
  }
}

extension ServerOptions {
  /// Throws where the options do not go together.
  func check() throws {
    for port in [port, spansPort ?? 0] where !(0...65_535).contains(port) {
      throw FaultbookError(.usage, "a port is from 0 to 65535, not \(port)")
    }
    if port > 0, port == spansPort {
      throw FaultbookError(
        .usage, "HTTP and OTLP/gRPC cannot share port \(port); give OTLP/gRPC another, 4317 is usual")
    }
    if !isLoopback, tls == nil, !allowsPlaintext {
      throw FaultbookError(
        .usage,
        "\(host) can be reached from other machines, and tokens would pass in clear; give --tls-certificate and --tls-key, "
          + "or --plaintext where something else ends TLS")
    }
    if let place = identityProvider?.keys, place.hasPrefix("http://"), let host = URL(string: place)?.host(),
      !ServerOptions.isLoopback(host)
    {
      throw FaultbookError(.usage, "keys that come in clear are anybody's; give an https:// URL or a file")
    }
  }

  /// Where this server is to be called from this machine.
  func address(port: Int) -> String {
    let plain = ["0.0.0.0", "::", "[::]"].contains(host) ? "127.0.0.1" : host
    let name = plain.contains(":") && !plain.hasPrefix("[") ? "[\(plain)]" : plain
    return "\(tls == nil ? "http" : "https")://\(name):\(port)"
  }
}

extension ServerOptions.TLSFiles {
  /// The configuration of TLS 1.2 and later. Throws `FaultbookError` that names the file.
  func configuration() throws -> TLSConfiguration {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
      let key = try NIOSSLPrivateKey(file: self.key, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      _ = try NIOSSLContext(configuration: configuration)
      return configuration
    } catch {
      throw FaultbookError(
        .input, "\(certificate) and \(key) are no certificate in PEM and its key; check both files (\(error))")
    }
  }
}
