import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// What goes around every request: how many there are at once, the names by which the server may be called, the size of the
/// headers, security headers on every response, figures and the log.
struct Outermost<Inner: HTTPResponder<Visit>>: HTTPResponder {
  typealias Context = Visit

  let inner: Inner
  let desk: Desk
  let crowd: Crowd

  /// How many requests are worked on.
  final class Crowd: Sendable {
    private let count = Atomic<Int>(0)
    let most: Int
    init(most: Int) { self.most = most }
    var size: Int { count.load(ordering: .relaxed) }
    func enter() -> Bool {
      if count.add(1, ordering: .relaxed).newValue <= most { return true }
      leave()
      return false
    }
    func leave() { count.subtract(1, ordering: .relaxed) }
  }

  func respond(to request: Request, context: Visit) async throws -> Response {
    let start = ContinuousClock.now
    var response: Response
    do {
      guard crowd.enter() else {
        throw Problem.retry(.serviceUnavailable, "busy", "too many requests at once; try again in a moment")
      }
      defer { crowd.leave() }
      do {
        try check(request)
      } catch let problem as Problem where [.forbidden, .misdirectedRequest].contains(problem.status) {
        // A page of another site may ask a thousand times; it fills no journal.
        try desk.callers.refusals.take(context.peer)
        desk.refused(problem, nil, peer: context.peer, operation: "other", context.logger)
        throw problem
      }
      response = try await inner.respond(to: request, context: context)
      // What the router itself refuses has no body.
      if response.status == .notFound, !response.headers.contains(.contentType) {
        response = Problem(HTTPError(.notFound)).response(to: request)
      }
    } catch {
      response = Problem(error).response(to: request)
    }
    secure(&response, context)
    note(response, request, context, ContinuousClock.now - start)
    return response
  }

  // MARK: - Before

  private func check(_ request: Request) throws {
    let size = request.headers.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
    guard size <= desk.options.limits.headerBytes, (request.head.path ?? "").utf8.count <= 8192 else {
      throw Problem(
        .requestHeaderFieldsTooLarge, "headers-too-large",
        "the header fields or the path are larger than the \(desk.options.limits.headerBytes) bytes that are taken")
    }
    try checkName(request)
  }

  /// A page of another site can call a server on its reader's machine, under that site's name or from its origin (DNS
  /// rebinding, cross-site requests). Neither is answered.
  private func checkName(_ request: Request) throws {
    let authority = request.head.authority ?? ""
    if desk.options.isLoopback {
      let host = Authority.host(of: authority)
      let known = ["localhost", "127.0.0.1", "::1", "", desk.options.host] + desk.options.names
      guard known.contains(host) || ServerOptions.isLoopback(host) else {
        throw Problem(
          .misdirectedRequest, "misdirected",
          "this server is not called \(host.prefix(100)); call it 127.0.0.1, or name it with --name")
      }
    }
    if let origin = request.headers[.origin] {
      let place = origin.split(separator: "//", maxSplits: 1).last.map(String.init) ?? origin
      guard place.lowercased() == authority.lowercased() else {
        throw Problem.forbidden("requests from the pages of \(origin.prefix(100)) are not taken")
      }
    } else if let site = request.headers[.secFetchSite], ["cross-site", "same-site"].contains(site.lowercased()),
      ![.get, .head, .options].contains(request.method)
    {
      // Browsers say with each request whence it comes; a form of another site may come without an origin.
      throw Problem.forbidden("requests from the pages of other sites are not taken")
    }
  }

  // MARK: - After

  private func secure(_ response: inout Response, _ context: Visit) {
    func set(_ name: HTTPField.Name, _ value: String) {
      if !response.headers.contains(name) { response.headers[name] = value }
    }
    set(.xContentTypeOptions, "nosniff")
    // A page says for itself what it loads; nothing else loads anything.
    set(.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
    set(.referrerPolicy, "no-referrer")
    set(.frameOptions, "DENY")
    set(.crossOriginResourcePolicy, "same-origin")
    set(.crossOriginOpenerPolicy, "same-origin")
    set(.cacheControl, "no-store")
    if desk.options.tls != nil { set(.strictTransportSecurity, "max-age=31536000") }
    // A log handler that keeps no metadata knows no id.
    if let id = context.logger[metadataKey: "hb.request.id"] { response.headers[.requestID] = "\(id)" }
  }

  private func note(_ response: Response, _ request: Request, _ context: Visit, _ time: Duration) {
    // The name of the route, never the path: labels are few.
    let operation = context.coreContext.endpointPath.value.flatMap { $0.contains("/") ? nil : $0 } ?? "other"
    let nanoseconds = time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000
    desk.requests.note(operation, status: response.status.code, nanoseconds: nanoseconds)
    context.logger.log(
      level: response.status.code >= 500 ? .warning : .info, "request answered",
      metadata: [
        "operation": "\(operation)", "method": "\(request.method.rawValue)", "status": "\(response.status.code)",
        "ms": "\(nanoseconds / 1_000_000)", "peer": "\(context.peer)",
      ])
  }
}

/// The authority of a URL, `host:port`.
enum Authority {
  /// The host, without its port and without the brackets of an IPv6 address.
  static func host(of authority: String) -> String {
    if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }).lowercased() }
    return String(authority.prefix { $0 != ":" }).lowercased()
  }
}
