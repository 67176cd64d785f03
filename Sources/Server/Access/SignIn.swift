import HTTPTypes
import Hummingbird
import NIOCore
import Pages

/// Tokens of browsers, which cannot send `Authorization` by themselves: a form takes the token, a cookie keeps it.
///
/// The cookie is out of reach of scripts and ends with the browser. It goes along with a link that leads here from a message or another
/// site (`SameSite=Lax`), which changes nothing, and with no form of another site; those are refused besides, by their origin.
enum SignIn {
  private static let name = "faultbook_token"

  /// What the cookie says, as the header would; nil without one.
  static func authorization(_ headers: HTTPFields) -> String? {
    for field in headers[values: .cookie] {
      for pair in field.split(separator: ";") {
        let halves = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix(while: \.isWhitespace) }
        if halves.count == 2, halves[0] == name, !halves[1].isEmpty { return "Bearer \(halves[1])" }
      }
    }
    return nil
  }

  /// The form, in the place of a page that is not for everybody; it leads on to that page.
  static func form(_ problem: Problem, _ request: Request) -> Response {
    let place = request.method == .get && request.uri.path != "/sign-in" ? request.head.path ?? "/" : "/"
    return form(problem.headers[.wwwAuthenticate] == nil ? problem.detail : why(problem, request), to: place)
  }

  private static func form(_ words: String, to place: String) -> Response {
    var response = page((try? SignInPage.html(why: words, to: place)) ?? words, status: .unauthorized)
    response.headers[.wwwAuthenticate] = "Bearer"
    return response
  }

  private static func why(_ problem: Problem, _ request: Request) -> String {
    // Without any token there is nothing wrong yet.
    authorization(request.headers) == nil && request.method == .get
      ? "This book is not open to everybody. A token says who you are, and what you may see and do here."
      : problem.detail
  }

  /// A place of this site, and of no other.
  static func place(_ text: String?) -> String {
    guard let text, text.hasPrefix("/"), !text.hasPrefix("//"),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C })
    else { return "/" }
    return text
  }

  /// The token is kept where it is one.
  static func signedIn(_ desk: Desk, _ call: Call) async throws -> Response {
    let form = try PageForm(call)
    let token = form["token"]?.trimmingPrefix(while: \.isWhitespace).description ?? ""
    let again = "this is no token; paste all of it"
    guard !token.isEmpty else { return self.form(again, to: place(form["to"])) }
    do {
      // As a token in a header: what is guessed here counts and is kept as it is there.
      _ = try await desk.admit(
        authorization: "Bearer \(token)", peer: call.peer, may: nil, operation: call.route.name, log: desk.log)
    } catch let problem as Problem where problem.status == .unauthorized {
      // Whoever mistypes it still wants to go where they wanted to go.
      return self.form(problem.detail, to: place(form["to"]))
    }
    // Nothing that would end the cookie's value is part of any token.
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3B && $0 != 0x2C && $0 != 0x22 }) else {
      return self.form(again, to: place(form["to"]))
    }
    return see(place(form["to"]), cookie: cookie(token, desk.options))
  }

  /// The cookie is taken back.
  static func signedOut(_ desk: Desk) -> Response { see("/sign-in", cookie: cookie("", desk.options) + "; Max-Age=0") }

  private static func cookie(_ token: String, _ options: ServerOptions) -> String {
    "\(name)=\(token); Path=/; HttpOnly; SameSite=Lax\(options.tls == nil ? "" : "; Secure")"
  }

  /// Goes on to another page.
  static func see(_ place: String, cookie: String? = nil) -> Response {
    var headers = HTTPFields()
    headers[.location] = place
    if let cookie { headers[.setCookie] = cookie }
    return Response(status: .seeOther, headers: headers)
  }

  /// A page as a response.
  static func page(_ html: String, status: HTTPResponse.Status = .ok, type: String = MediaTypes.html) -> Response {
    page(ByteBuffer(string: html), status: status, type: type)
  }

  static func page(_ html: ByteBuffer, status: HTTPResponse.Status = .ok, type: String = MediaTypes.html) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.contentSecurityPolicy] = Pages.contentSecurityPolicy
    // Without a referrer browsers send forms from nowhere (`Origin: null`), which is refused; other sites are told nothing still.
    headers[.referrerPolicy] = "same-origin"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: html))
  }
}

/// What a form of a page sends.
struct PageForm {
  static let type = "application/x-www-form-urlencoded"
  private let values: [String: String]

  init(_ call: Call) throws {
    guard case .bytes(let bytes, _) = call.body else { throw Problem.badRequest("the form is missing") }
    values = Dictionary(try QueryText.pairs(String(decoding: bytes, as: UTF8.self)).map { ($0.name, $0.value) }) { $1 }
  }

  subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
  /// All of them.
  var all: [String: String] { values }
}
