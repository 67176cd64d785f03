import HTTPTypes
import Hummingbird
import Pages

extension Problem {
  /// The response in the form that suits whoever asked: a page for somebody at a browser, else the document.
  func response(to request: Request) -> Response {
    guard Problem.isForPeople(request) else { return response }
    let title =
      switch status {
      case .notFound: "There is no such page"
      case .forbidden: "This is not for you to see or do"
      case .badRequest, .unprocessableContent: "That cannot be done so"
      case .preconditionFailed, .conflict: "Not now"
      case .methodNotAllowed: "This address is not to be opened"
      case .tooManyRequests: "Too many requests"
      case .internalServerError: "The server met an error"
      default: status.reasonPhrase
      }
    let words = status == .notFound && code == "not-found" ? "There is no page at \(request.uri.path)" : detail
    let page = try? ProblemPage.html(
      title: title, why: words, canSignOut: SignIn.authorization(request.headers) != nil,
      isForbidden: status == .forbidden)
    guard let page else { return response }
    var made = SignIn.page(page, status: status)
    for field in headers where field.name != .contentType { made.headers[field.name] = field.value }
    made.headers[.cacheControl] = "no-store"
    return made
  }

  /// Whether a person waits for the answer: browsers ask for HTML first. The paths of programs answer programs.
  private static func isForPeople(_ request: Request) -> Bool {
    let path = request.uri.path
    guard !["/api/", "/v1/", "/mcp", "/metrics", "/health"].contains(where: path.hasPrefix) else { return false }
    return request.headers[values: .accept].contains { $0.lowercased().contains("text/html") }
  }
}
