import HTTPTypes
import Hummingbird
import KnowledgeBase
import Logging
import NIOCore
import Vocabulary

/// Answers the requests of one route: who calls, may they, are they too many, what do they say, then the route's action, and
/// its answer in the form that they accept. What goes wrong on the way becomes a problem document here.
struct RouteResponder: HTTPResponder {
  typealias Context = Visit

  let route: Route
  let desk: Desk

  func respond(to request: Request, context: Visit) async throws -> Response {
    context.coreContext.endpointPath.value = route.name
    do {
      return try await answered(request, context)
    } catch {
      let problem = Problem(error)
      if problem.status == .internalServerError {
        context.logger.error("request failed", metadata: ["operation": "\(route.name)", "error": "\(error)"])
      }
      if route.types == [MediaTypes.html], problem.status == .unauthorized { return SignIn.form(problem, request) }
      return route.refusal?(problem, request.headers) ?? problem.response(to: request)
    }
  }

  private func answered(_ request: Request, _ context: Visit) async throws -> Response {
    let principal = try await admitted(request, context)
    do {
      return try await answered(request, context, principal)
    } catch {
      // What somebody may not do within a route that is open to them is found out here.
      let problem = Problem(error)
      if problem.status == .forbidden {
        desk.refused(problem, principal, peer: context.peer, operation: route.name, context.logger)
      }
      throw error
    }
  }

  private func answered(_ request: Request, _ context: Visit, _ principal: Principal) async throws -> Response {
    let arguments = try arguments(request, context)
    if let unchanged = unchanged(request, arguments) { return unchanged }
    let body = try await BodyReader(route: route, limits: desk.options.limits).body(of: request)
    let call = Call(
      route: route, principal: principal, arguments: arguments, body: body, headers: request.headers,
      query: route.readsQuery
        ? Dictionary(try QueryText.pairs(request.uri.query).map { ($0.name, $0.value) }) { $1 } : [:],
      actor: try actor(principal, request), peer: context.peer, authority: request.head.authority, options: desk.options
    )
    switch route.action {
    case .respond(let respond):
      if case .feed = body { return try await respond(desk, call) }
      if route.load == .endless { return endless(try await respond(desk, call), request) }
      return try await inTime { try await respond(desk, call) }
    default:
      if let drawn = route.drawn, call.arguments.text("as") != nil {
        return try await inTime { try await desk.text(call, drawn) }
      }
      let form = try AnswerForm(accept: request.headers[.accept])
      let answered =
        if let known = desk.known(call) { known } else { try await inTime { try await desk.answer(call) } }
      return form.response(
        answered, route: route, ifNoneMatch: request.headers[.ifNoneMatch], isRepeatable: call.isRepeatable)
    }
  }

  /// A response that is written for as long as the client listens: its task is cancelled when the client goes away.
  private func endless(_ response: Response, _ request: Request) -> Response {
    let (body, inbound) = (response.body, request.body)
    var response = response
    response.body = ResponseBody { writer in
      let outlet = Outlet(writer)
      try await inbound.consumeWithCancellationOnInboundClose { _ in try await body.write(outlet.writer) }
    }
    return response
  }

  /// Carries a writer into a closure that is called once.
  private struct Outlet: @unchecked Sendable {
    // Unchecked: the one task that it is handed to is the only one that writes.
    let writer: any ResponseBodyWriter
    init(_ writer: any ResponseBodyWriter) { self.writer = writer }
  }

  // MARK: - Who calls

  private func admitted(_ request: Request, _ context: Visit) async throws -> Principal {
    guard route.permission != nil else {
      return Principal(
        name: "anonymous@\(context.peer)", roles: [], proof: .none, account: "address:\(context.peer)")
    }
    return try await desk.admit(
      authorization: request.headers[.authorization] ?? SignIn.authorization(request.headers), peer: context.peer,
      may: route.permission, orElse: route.orElse, operation: route.name, log: context.logger)
  }

  /// Who stands in the log: the caller; of a command that was handed over, who typed it.
  private func actor(_ principal: Principal, _ request: Request) throws -> String {
    guard let named = request.headers[.faultbookActor] else { return principal.name }
    let actor = try QueryText.decoded(named)
    guard principal.speaksForOthers || (principal.proof == .none && desk.options.isLoopback) else {
      if actor == principal.name { return actor }
      throw Problem.forbidden("\(principal.name) cannot speak for others; leave Faultbook-Actor out")
    }
    guard (1...255).contains(actor.utf8.count), !actor.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw Problem.badRequest("Faultbook-Actor takes 1 to 255 bytes of text on one line; say who does this")
    }
    return actor
  }

  // MARK: - What they say

  private func arguments(_ request: Request, _ context: Visit) throws -> Arguments {
    var given: [(place: Parameter.Place, name: String, value: String)] = []
    for parameter in route.parameters {
      switch parameter.place {
      case .path:
        guard let value = context.parameters.get(parameter.name) else { continue }
        given.append((.path, parameter.name, try QueryText.decoded(value)))
      case .header:
        guard let name = HTTPField.Name(parameter.name) else { continue }
        for value in request.headers[values: name] { given.append((.header, parameter.name, value)) }
      case .query: continue
      }
    }
    for pair in route.readsQuery ? [] : try QueryText.pairs(request.uri.query) {
      given.append((.query, pair.name, pair.value))
    }
    return try Arguments(given, to: route.parameters)
  }

  /// 304 where the client holds the answer of this position already: before anything is computed.
  private func unchanged(_ request: Request, _ arguments: Arguments) -> Response? {
    guard case .question(isPure: true, _) = route.action, let tags = request.headers[.ifNoneMatch],
      arguments.text("as") == nil,
      arguments.text("as-of") == nil, arguments.text("now") != "wall", !arguments.flag("reveal"),
      let form = try? AnswerForm(accept: request.headers[.accept])
    else { return nil }
    return form.notModified(tags, position: desk.book.position, isThere: false)
  }

  private func inTime<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let seconds = route.load == .light ? desk.options.limits.lightSeconds : desk.options.limits.heavySeconds
    // What writes is not told to be undone: it may well be in the log when its time is over.
    let isSafe = route.method == .get
    return try await Deadline.run(
      .seconds(seconds),
      late: {
        Problem.retry(
          .gatewayTimeout, "timeout",
          "this took longer than \(Int(seconds)) s"
            + (isSafe ? "; ask for less" : "; it may have been done all the same"))
      }, body)
  }
}
