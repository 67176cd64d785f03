import Foundation
import Testing
import Vocabulary

/// A request by a client that is none of ours: Python's own.
struct HTTPCall {
  let method: String
  let address: String
  var headers: [String: String] = [:]
  var body: String?
  /// The certificate that the server must show, in PEM.
  var certificate: String?
  /// The newest version of TLS that the client speaks; as new as it can where none is named.
  var newestTLS: String?

  init(_ method: String, _ address: String) {
    self.method = method
    self.address = address
  }

  /// What came back. The status is 0 where there was no answer, and `text` says why.
  struct Reply {
    let status: Int64
    let headers: JSON
    let text: String
    var json: JSON { (try? JSON.parse(text)) ?? .null }
  }

  private static let script = """
    import json, ssl, sys, urllib.error, urllib.request
    call = json.load(sys.stdin)
    context = ssl.create_default_context(cafile=call.get("certificate"))
    if "newestTLS" in call:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion[call["newestTLS"]]
    request = urllib.request.Request(call["address"], method=call["method"], headers=call["headers"],
        data=call["body"].encode() if "body" in call else None)
    try:
        reply = urllib.request.urlopen(request, timeout=60, context=context)
    except urllib.error.HTTPError as error:
        reply = error
    except (OSError, ValueError) as error:
        print(json.dumps({"status": 0, "headers": {}, "text": str(error)}))
        sys.exit()
    headers = {name.lower(): value for name, value in reply.headers.items()}
    print(json.dumps({"status": reply.status, "headers": headers, "text": reply.read().decode()}))
    """

  func reply(in workspace: Workspace) throws -> Reply {
    let call: JSON = .compact(
      ("method", .string(method)), ("address", .string(address)),
      ("headers", .object(headers.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })),
      ("body", body.map { .string($0) }), ("certificate", certificate.map { .string($0) }),
      ("newestTLS", newestTLS.map { .string($0) }))
    let outcome = try Binary.run(
      ["/usr/bin/python3", "-W", "ignore", "-c", Self.script], in: workspace.folder, input: call.text)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let seen = try JSON.parse(outcome.output)
    return Reply(
      status: seen["status"]?.integerValue ?? -1, headers: seen["headers"] ?? .null,
      text: seen["text"]?.stringValue ?? "")
  }
}
