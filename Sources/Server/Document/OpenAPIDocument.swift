import HTTPTypes
import KnowledgeBase
import Vocabulary

/// The routes as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0): made of the table that the router is made of,
/// so that neither says what the other does not.
struct OpenAPIDocument: Sendable {
  private let table: RouteTable
  private let options: ServerOptions

  init(_ table: RouteTable, options: ServerOptions) {
    self.table = table
    self.options = options
  }

  /// The document.
  var json: JSON {
    var paths: [JSON.Member] = []
    let documented = table.routes.filter(\.isDocumented)
    for path in Set(documented.map(\.path)).sorted() {
      let operations = documented.filter { $0.path == path }.map { route in
        JSON.Member(route.method.rawValue.lowercased(), operation(route))
      }
      paths.append(JSON.Member(path, .object(operations)))
    }
    return .compact(
      ("openapi", "3.1.0"),
      (
        "info",
        [
          "title": "Faultbook", "version": .string(KnowledgeBase.programVersion),
          "summary": "What is known about the resilience of a system, how surely, and what to test next.",
          "description": .string(OpenAPIDocument.description),
          "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
        ]
      ), ("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"), ("servers", [["url": "/"]]),
      (
        "tags",
        .array(
          Set(documented.map(OpenAPIDocument.tag)).sorted().map { ["name": .string($0)] })
      ), ("paths", .object(paths)),
      (
        "components",
        [
          "schemas": .object(SharedSchemas.all.map { JSON.Member($0.name, $0.schema) }),
          "securitySchemes": [
            "bearer": [
              "type": "http", "scheme": "bearer",
              "description": "A token of `faultbook token create`, or a JSON web token of the identity provider.",
            ]
          ],
        ]
      ))
  }

  private static let description = """
    Everything that the command line does, over HTTP. A question about a state takes `as-of`, `now` and `environment`; its \
    answer has the log's position as its `ETag`, so that `If-None-Match` costs nothing where nothing came. Lists come whole, \
    row by row as `application/x-ndjson`, or as `text/csv`; `Faultbook-Truncated` says after how many rows an answer was cut. What goes wrong is told as a problem document (RFC 9457), whose `code` is \
    stable and whose `detail` says what to do. Every write carries its caller as the actor.
    """

  /// The first part of the operation's name.
  private static func tag(_ route: Route) -> String { String(route.name.prefix { $0 != "." }) }

  // MARK: - Operations

  private func operation(_ route: Route) -> JSON {
    let parameters = route.parameters.map(parameter)
    return .compact(
      ("operationId", .string(route.name)), ("summary", .string(route.summary)),
      (
        "description",
        route.command.map { .string("The same as `faultbook \($0)`.") }
      ), ("tags", [.string(OpenAPIDocument.tag(route))]),
      ("parameters", parameters.isEmpty ? nil : .array(parameters)), ("requestBody", body(route)),
      ("responses", responses(route)),
      (
        "security",
        route.permission == nil ? .array([]) : [["bearer": []], [:]]
      ),
      (
        "x-faultbook-roles",
        route.permission.map { permission in
          .array(Role.allCases.filter { $0.allows(permission) }.map { .string($0.rawValue) })
        }
      ))
  }

  private func parameter(_ parameter: Parameter) -> JSON {
    let schema = parameter.kind.schema
    return .compact(
      ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)),
      ("description", .string(parameter.what)), ("required", .bool(parameter.isRequired)),
      ("schema", parameter.isRepeated ? ["type": "array", "items": schema, "maxItems": 100] : schema),
      ("style", parameter.isRepeated ? "form" : nil), ("explode", parameter.isRepeated ? true : nil),
      ("example", parameter.isRepeated ? parameter.example.map { [$0] } : parameter.example))
  }

  private func body(_ route: Route) -> JSON? {
    switch route.body {
    case .none: return nil
    case .json(let schema, let isRequired):
      return ["required": .bool(isRequired), "content": [MediaTypes.json: ["schema": schema.json]]]
    case .text(let type):
      let schema: JSON = ["schema": ["type": "string", "minLength": 1]]
      // What is text of a kind is taken as plain text, too.
      return [
        "required": true,
        "content": .object(([type] + (type == "text/plain" ? [] : ["text/plain"])).map { JSON.Member($0, schema) }),
      ]
    case .bytes(let types):
      return [
        "required": true,
        "content": .object(types.map { JSON.Member($0, ["schema": OpenAPIDocument.message($0)]) }),
      ]
    case .files:
      let files: JSON = ["type": "array", "items": ["type": "string", "format": "binary"], "minItems": 1]
      return [
        "required": true,
        "content": [
          MediaTypes.multipart: [
            "schema": ["type": "object", "properties": ["file": files], "required": ["file"]]
          ],
          MediaTypes.bytes: ["schema": ["type": "string", "format": "binary", "minLength": 1]],
        ],
      ]
    case .feed:
      return [
        "required": true,
        "description": """
        A CloudEvents object a line, sent as they come. The answer begins at once and has a line for each: \
        `{"line", "id", "position"}`, with `"known": true` where the event was there before, or `{"line", "id", "problem"}`.
        """,
        "content": [MediaTypes.lines: ["schema": ["type": "string"]]],
      ]
    case .events:
      let event: JSON = ["$ref": "#/components/schemas/CloudEvent"]
      return [
        "required": true,
        "description": "Or `application/json` with `ce-` headers: binary mode.",
        "content": [
          MediaTypes.cloudEvent: ["schema": event],
          MediaTypes.cloudEvents: ["schema": ["type": "array", "items": event, "minItems": 1]],
          MediaTypes.lines: ["schema": ["type": "string", "minLength": 1]],
        ],
      ]
    }
  }

  // MARK: - Responses

  private func responses(_ route: Route) -> JSON {
    var found: [JSON.Member] = []
    func add(_ status: Int, _ text: String, _ content: JSON?, headers: JSON? = nil) {
      found.append(
        JSON.Member(
          String(status), .compact(("description", .string(text)), ("headers", headers), ("content", content))))
    }
    add(
      route.success.code, "Done.",
      .object(route.types.map { JSON.Member(OpenAPIDocument.essence($0), content($0, route)) }),
      headers: headers(route))
    if case .question(isPure: true, _) = route.action { add(304, "Nothing came since.", nil) }
    if route.name == "events.list" { add(304, "Nothing came since.", nil) }
    let problem: JSON = [MediaTypes.problem: ["schema": ["$ref": "#/components/schemas/Problem"]]]
    // Another protocol says no in its own form where it was spoken to in it.
    let own = (route.refusal == nil ? [] : route.types).map { type in
      JSON.Member(OpenAPIDocument.essence(type), ["schema": OpenAPIDocument.message(type)])
    }
    let refused = JSON.object((problem.members ?? []) + own)
    for (status, text) in OpenAPIDocument.refusals(of: route) { add(status, text, refused) }
    return .object(found)
  }

  private func content(_ type: String, _ route: Route) -> JSON {
    switch type {
    case MediaTypes.json, MediaTypes.cloudEvent: ["schema": route.answer.json]
    case MediaTypes.answer: ["schema": ["$ref": "#/components/schemas/WholeAnswer"]]
    case MediaTypes.cloudEvents:
      ["schema": ["type": "array", "items": ["$ref": "#/components/schemas/CloudEvent"]]]
    default: ["schema": ["type": "string"]]
    }
  }

  private func headers(_ route: Route) -> JSON? {
    guard case .question(let isPure, _) = route.action else { return nil }
    return .compact(
      ("Faultbook-Position", ["schema": ["type": "string"], "description": "The position that the answer is as of."]),
      ("Faultbook-Answer", ["schema": ["type": "string"], "description": "`no` where the answer is no."]),
      (
        "Faultbook-Truncated", ["schema": ["type": "string"], "description": "After how many rows the answer was cut."]
      ),
      ("ETag", isPure ? ["schema": ["type": "string"], "description": "The position."] : nil))
  }

  /// A message of another protocol, whose form is its own matter; several in a list, too.
  private static func message(_ type: String) -> JSON {
    essence(type) == MediaTypes.json ? ["type": ["object", "array"]] : ["type": "string", "format": "binary"]
  }

  private static func essence(_ type: String) -> String { String(type.prefix { $0 != ";" }) }

  /// What may be answered instead.
  static func refusals(of route: Route) -> [(status: Int, text: String)] {
    var found: [(Int, String)] = [(400, "The request is not what this document says.")]
    if route.permission != nil {
      found += [(401, "Nobody that is known asks."), (403, "Whoever asks may not.")]
    }
    let hasPath = route.parameters.contains { $0.place == .path }
    found.append((404, hasPath ? "There is nothing of that name." : "A name is not known to the book."))
    switch route.body {
    case .none: found.append((406, "None of the forms that are accepted."))
    default:
      found += [
        (406, "None of the forms that are accepted."), (408, "The body took too long."),
        (409, "An event's id is known already, with other content."),
        (412, "The stream is not at the expected version."), (413, "The body is too large."),
        (415, "A body of another type."),
      ]
    }
    found += [
      (421, "The server is not called so."), (422, "Well-formed, and the book says no."), (429, "Too many requests."),
      (431, "The header fields are too large."), (500, "An error that the server does not know."),
      (503, "Not now; see Retry-After."), (504, "It took too long."), (507, "The machine would not: a full disk."),
    ]
    return found
  }
}

extension Parameter.Kind {
  /// The kind as a JSON Schema.
  fileprivate var schema: JSON {
    switch self {
    case .text(let maximum):
      [
        "type": "string", "minLength": 1, "maxLength": .integer(Int64(maximum)),
        "pattern": "^[^\\u0000-\\u001f\\u007f]*$",
      ]
    case .integer(let range):
      ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .number(let range):
      ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .flag: ["type": "boolean"]
    case .word(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
    case .time: ["type": "string", "format": "date-time"]
    case .now: ["anyOf": [["type": "string", "enum": ["book", "wall"]], ["type": "string", "format": "date-time"]]]
    case .place:
      [
        "anyOf": [
          ["type": "string", "enum": ["head"]], ["type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_992],
          ["type": "string", "format": "date-time"],
          ["type": "string", "pattern": .string("^(recorded|occurred):\(OpenAPIDocument.instant)$")],
        ]
      ]
    }
  }
}

extension OpenAPIDocument {
  /// An instant, for patterns.
  fileprivate static let instant =
    "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
}
