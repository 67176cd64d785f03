import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Vocabulary

/// Whether a load balancer should send requests here.
enum Health {
  /// 200 where the book takes writes and the server does not end, 503 else; with what was looked at.
  static func response(_ desk: Desk) -> Response {
    let lag = desk.book.lagReason
    let checks: [(name: String, isWell: Bool, why: String)] = [
      ("serving", !desk.tail.isEnded, desk.tail.isEnded ? "the server is about to end" : "requests are taken"),
      ("writing", lag == nil, lag ?? "the book's tables follow the log"),
      (
        "queue", desk.book.waitingAppends < 3000,
        "\(desk.book.waitingAppends) appends wait for the next commit"
      ),
    ]
    let isReady = checks.allSatisfy(\.isWell)
    let json = JSON.compact(
      ("status", .string(isReady ? "ready" : "not-ready")), ("position", .integer(desk.book.position)),
      (
        "checks",
        .array(
          checks.map { ["name": .string($0.name), "ok": .bool($0.isWell), "why": .string($0.why)] })
      ))
    var response = Response.document(json, status: isReady ? .ok : .serviceUnavailable)
    if !isReady { response.headers[.retryAfter] = "5" }
    return response
  }
}
