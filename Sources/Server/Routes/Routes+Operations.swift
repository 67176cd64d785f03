import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// Tokens, health, figures, and the document of it all.
  static let operations: [Route] = [
    Route(
      method: .get, path: api + "/tokens", name: "tokens.list",
      summary: "Every token there ever was, without its secret.",
      permission: .administer, command: "token list",
      answer: .object([.required("tokens", .array(of: .object([], isOpen: true)))]),
      action: .respond { desk, _ in Response.document(try Tokens.list(desk.access.tokens.tokens(), at: desk.now).json) }
    ),
    Route(
      method: .post, path: api + "/tokens", name: "tokens.create",
      summary: "Makes a token; its text is told this once.",
      permission: .administer, command: "token create",
      body: .json(
        .object(
          .required("name", .name, "Whose it is: the actor of what is recorded with it."),
          .required("roles", .array(of: .word(Role.allCases.map(\.rawValue)), most: 5)), .init("expires", .time))),
      success: .created, answer: .object([], isOpen: true),
      action: .respond { desk, call in
        let roles = (call.json["roles"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap(Role.init(rawValue:)) }
        let made = try desk.access.tokens.create(
          name: call.json["name"]?.stringValue ?? "", roles: Set(roles),
          expires: call.json["expires"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }, by: call.actor, at: desk.now)
        desk.access.note("token created", made.token, by: call.actor)
        return Response.document(Tokens.created(made.token, text: made.text).json, status: .created)
      }),
    Route(
      method: .delete, path: api + "/tokens/{token}", name: "tokens.revoke",
      summary: "Takes a token's rights for ever.",
      permission: .administer, command: "token revoke", parameters: [.path("token", "The token's id.", maximum: 40)],
      answer: .object([], isOpen: true),
      action: .respond { desk, call in
        let token = try desk.access.tokens.revoke(call.arguments.required("token"), at: desk.now)
        desk.access.note("token revoked", token, by: call.actor)
        return Response.document(Tokens.revoked(token).json)
      }),
    Route(
      method: .get, path: api + "/openapi.json", name: "openapi", summary: "This document.", permission: nil,
      answer: .object([], isOpen: true),
      action: .respond { desk, _ in
        var headers = HTTPFields()
        headers[.contentType] = MediaTypes.json
        headers[.cacheControl] = "public, max-age=300"
        return Response(headers: headers, json: OpenAPIDocument(RouteTable.standard, options: desk.options).json)
      }),
    Route(
      method: .get, path: "/health/live", name: "health.live", summary: "Whether the process answers.", permission: nil,
      answer: .object([.required("status", .word(["live"]))]),
      action: .respond { _, _ in Response.document(["status": "live"]) }),
    Route(
      method: .get, path: "/health/ready", name: "health.ready", summary: "Whether requests should be sent here.",
      permission: nil, answer: .shared("Readiness"), action: .respond { desk, _ in Health.response(desk) }),
    Route(
      method: .get, path: "/metrics", name: "metrics",
      summary: "Figures of the server and of the book, as OpenMetrics.",
      permission: .read, types: [MediaTypes.openMetrics], answer: .any,
      action: .respond { desk, _ in
        var headers = HTTPFields()
        headers[.contentType] = MediaTypes.openMetrics
        return Response(
          status: .ok, headers: headers,
          body: ResponseBody(byteBuffer: ByteBuffer(string: await desk.figures.text())))
      }),
  ]
}

extension Desk {
  /// The time on the wall.
  var now: Timestamp { KnowledgeBase.wallClock() }
}
