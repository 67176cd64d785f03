import Foundation
import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

extension RouteTable {
  /// Whether to trust the book, and who was refused.
  static let audit: [Route] = [
    question(
      "/audit/verify", "audit.verify", "Every hash of the log computed again and compared.", command: "audit verify",
      [],
      answer: .shared("Verification"), load: .heavy, isPure: false, permission: .audit
    ) { try $0.verify(trust: $1.options.trust, ownKey: $1.options.signingKey) },
    question(
      "/audit/checkpoints", "audit.checkpoints",
      "Who signed which state of the log, and whether that can be relied on by the keys that are trusted here.",
      command: nil, [], isPure: false, permission: .audit
    ) { try $0.checkpoints(trust: $1.options.trust, ownKey: $1.options.signingKey) },
    question(
      "/audit/recompute", "audit.recompute", "Recorded proposals, computed again and compared to the last bit.",
      command: "audit recompute", [.query("id", .text(maximum: 255), "The proposal; all where none is named.")],
      load: .heavy, isPure: false, permission: .audit
    ) { try $0.recompute(proposal: $1.arguments.text("id")) },
    question(
      "/audit/proofs/{position}", "audit.prove", "A C2SP tlog-proof that an event is among those that were signed.",
      command: "audit prove",
      [
        .position("position", "The event's position."),
        .query("redact", .flag, "Leave the payload out, its SHA-256 in its place."),
      ], answer: .object([], isOpen: true), isPure: false, permission: .audit
    ) { book, call in
      try book.proof(
        position: Int64(call.arguments.integer("position") ?? 0), redacting: call.arguments.flag("redact"))
    },
    question(
      "/audit/consistency", "audit.consistency", "A proof that the log of one size begins with that of another.",
      command: nil,
      [
        .query("from", .integer(0...(1 << 53)), "The smaller number of events.", example: 0).required,
        .query("to", .integer(0...(1 << 53)), "The larger number of events.", example: 0).required,
      ], answer: .object([], isOpen: true), isPure: false, permission: .audit
    ) { book, call in
      try book.consistency(
        from: Int64(call.arguments.integer("from") ?? 0), to: Int64(call.arguments.integer("to") ?? 0))
    },
    Route(
      method: .post, path: api + "/audit/proofs", name: "audit.verify-proof",
      summary: "Checks a tlog-proof by the keys that this server trusts.", permission: .audit,
      command: "audit verify-proof", body: .text("text/plain"), types: AnswerForm.types,
      answer: .object([], isOpen: true), load: .heavy,
      action: .respond { desk, call in
        guard case .text(let text) = call.body else { throw Problem.badRequest("the proof is missing") }
        let options = desk.options
        let answered = try await desk.light.run {
          Answered(
            try AuditProofs.verify(text, named: "the body", trust: options.trust, ownKey: options.signingKey))
        }
        return try AnswerForm(accept: call.headers[.accept]).response(answered, route: call.route, ifNoneMatch: nil)
      }),
    Route(
      method: .get, path: api + "/audit/bundle", name: "audit.bundle",
      summary: "All that it takes to check the log without this program, as a tar archive.", permission: .audit,
      command: "audit bundle",
      parameters: [.query("redact", .flag, "Leave payloads out, their SHA-256 in their place.")],
      types: ["application/x-tar"], answer: .any, load: .heavy,
      action: .respond { desk, call in
        let file = TemporaryFile(ending: ".tar")
        let request = BundleRequest(
          path: file.path, redacting: call.arguments.flag("redact"), trust: desk.options.trust,
          ownKey: desk.options.signingKey)
        _ = try await desk.heavy.run { try desk.book.bundle(request) }
        return try file.response(type: "application/x-tar", name: "faultbook-audit.tar", desk)
      }),
    question(
      "/doctor", "doctor", "The book looked over: its file, its log, its tables, what is missing.",
      command: "doctor", [], load: .heavy, isPure: false, permission: .audit
    ) { book, _ in try book.doctor() },
    Route(
      method: .get, path: api + "/audit/refusals", name: "audit.refusals",
      summary: "Who was refused what, and what became of tokens, the newest first.", permission: .audit,
      parameters: [.query("limit", .integer(1...1000), "How many at most.", example: 100)],
      answer: .object([.required("entries", .array(of: .object([], isOpen: true)))]),
      action: .respond { desk, call in
        let entries = desk.access.journal.recent(limit: call.arguments.integer("limit") ?? 100)
        return Response.document(["entries": .array(entries)])
      }),
  ]
}

extension Response {
  /// A JSON document.
  static func document(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = MediaTypes.json
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: json.text + "\n")))
  }
}

/// A file that is gone with this value.
final class TemporaryFile: Sendable {
  let path: String

  init(ending: String) {
    path = FileManager.default.temporaryDirectory.appending(path: "faultbook-\(UUID().uuidString)\(ending)").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Sends the file piece by piece.
  func response(type: String, name: String, _ desk: Desk) throws -> Response {
    guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd(),
      (try? handle.seek(toOffset: 0)) != nil
    else { throw Problem(.internalServerError, "internal", "what was made for you is gone; ask again") }
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody(contentLength: Int(size)) { writer in
        // The file lasts as long as its writing.
        defer { withExtendedLifetime(self) {} }
        while let piece = try await desk.light.run({ try handle.read(upToCount: 1 << 18) }), !piece.isEmpty {
          try await writer.write(ByteBuffer(bytes: piece))
        }
        try await writer.finish(nil)
      })
  }
}
