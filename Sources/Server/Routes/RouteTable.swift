import HTTPTypes
import Hummingbird

/// Every route, and the router made of them.
struct RouteTable: Sendable {
  let routes: [Route]

  /// Where the API is.
  static let api = "/api/v1"

  /// The routes of the server. A surface adds its own here, and is then routed, guarded, documented and tested with the rest.
  static let standard = RouteTable(
    routes: drawings + questions + experiments + explanations + history + hazards + reports + audit + events + runs
      + watching
      + intents + declarations
      + commands + upkeep + people + operations + traces + agents + pages + forms)

  init(routes: [Route]) {
    self.routes = routes
    for (index, route) in routes.enumerated() {
      precondition(
        !routes[..<index].contains { $0.name == route.name || ($0.method == route.method && $0.path == route.path) },
        "two routes are called \(route.name) or stand at \(route.method) \(route.path)")
    }
  }

  /// The route of an operation; nil where there is none.
  func route(named name: String) -> Route? { routes.first { $0.name == name } }

  /// The router. A path that exists under another method answers 405 and says which (RFC 9110 §15.5.6).
  func responder(_ desk: Desk) -> some HTTPResponder<Visit> {
    let router = Router(context: Visit.self)
    let methods: [HTTPRequest.Method] = [
      .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, HTTPRequest.Method("QUERY")!,
    ]
    for path in Set(routes.map(\.path)).sorted() {
      var known: [HTTPRequest.Method] = []
      for route in routes where route.path == path {
        let responder = RouteResponder(route: route, desk: desk)
        router.on(RouterPath(path), method: route.method, responder: responder)
        known.append(route.method)
        if route.method == .get {
          router.on(RouterPath(path), method: .head, responder: HeadResponder(inner: responder))
          known.append(.head)
        }
      }
      for method in methods where !known.contains(method) {
        router.on(RouterPath(path), method: method, responder: WrongMethod(allowed: known))
      }
    }
    return router.buildResponder()
  }

  /// The same as GET, without the body.
  private struct HeadResponder: HTTPResponder {
    let inner: RouteResponder
    func respond(to request: Request, context: Visit) async throws -> Response {
      // A stream has no end: its head is told without beginning it.
      try await inner.respond(to: request, context: context).createHeadResponse()
    }
  }

  private struct WrongMethod: HTTPResponder {
    let allowed: [HTTPRequest.Method]
    func respond(to request: Request, context: Visit) async throws -> Response {
      let list = allowed.map(\.rawValue).joined(separator: ", ")
      var problem = Problem(
        .methodNotAllowed, "method-not-allowed", "\(request.method.rawValue) is not taken here; take \(list)")
      problem.headers[.allow] = list
      throw problem
    }
  }
}
