import Vocabulary

/// One message of a client, as JSON-RPC 2.0 has it.
struct RPCRequest {
  /// Its id, a text or a whole number; nil of a notification, which is not answered.
  let id: JSON?
  let method: String
  let parameters: JSON

  /// Reads a message; nil for a response, as nothing is asked of clients here. Throws `RPCError`.
  init?(_ json: JSON) throws(RPCError) {
    guard json.members != nil else {
      throw .invalidRequest("expected a JSON-RPC message, an object, found \(json.kind)")
    }
    guard json["jsonrpc"]?.stringValue == "2.0" else {
      throw .invalidRequest("the message does not say \"jsonrpc\": \"2.0\"")
    }
    if json["method"] == nil, json["result"] != nil || json["error"] != nil { return nil }
    guard let method = json["method"]?.stringValue else { throw .invalidRequest("the message names no method") }
    if let id = json["id"] {
      guard id.stringValue != nil || id.integerValue != nil else {
        throw .invalidRequest("a request's id is a text or a whole number, not \(id.kind)")
      }
    }
    let parameters = json["params"] ?? .object([])
    guard parameters.members != nil else {
      throw .invalidParameters("params: expected an object, found \(parameters.kind)")
    }
    id = json["id"]
    self.method = method
    self.parameters = parameters
  }

  /// The revision that the request itself names; nil where it names none.
  var statedRevision: String? {
    parameters["_meta"]?["io.modelcontextprotocol/protocolVersion"]?.stringValue
  }

  static func response(to id: JSON, result: JSON) -> JSON {
    .compact(("jsonrpc", "2.0"), ("id", id), ("result", result))
  }

  /// The response to a request that failed; `id` is null where it could not be read.
  static func response(to id: JSON, error: RPCError) -> JSON {
    .object([.init("jsonrpc", "2.0"), .init("id", id), .init("error", error.json)])
  }
}
