import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Pages

/// The web pages. What they show is made by the module Pages; here is who may see them and decide.
extension RouteTable {
  static let pages: [Route] =
    Pages.paths.map(page) + PageAsset.all.map(asset) + [
      Route(
        method: .post, path: "/next/decide", name: "pages.decide", summary: "Accepts or rejects a proposal.",
        permission: .plan, body: .bytes([PageForm.type]), types: [MediaTypes.html], answer: .any, load: .heavy,
        isDocumented: false,
        action: .respond { desk, call in
          let form = try PageForm(call)
          guard let decision = form["decision"].flatMap(ProposalDecision.init(rawValue:)), let id = form["proposal"]
          else {
            throw Problem.badRequest("the form needs a proposal and a decision, accepted or rejected")
          }
          let request = PageRequest(
            "/next", form.all.filter { ["environment", "journey", "top", "now", "plan"].contains($0.key) })
          let book = desk.book
          do {
            _ = try await desk.lane.run {
              try Pages(book).decide(
                decision, proposal: id, why: form["why"], standing: form["standing"], on: request, actor: call.actor)
            }
          } catch let error as FaultbookError where error.code == .conflict {
            return try conflict(error, form, call)
          }
          return SignIn.see(next(form, ["environment", "journey", "top"], with: [("decided", id)]) + "#done")
        }),
      Route(
        method: .get, path: "/export", name: "pages.export", summary: "A proposal as a file for a tool.",
        permission: .read, types: ["application/octet-stream"], answer: .any, load: .heavy, readsQuery: true,
        isDocumented: false,
        action: .respond { desk, call in
          let (book, request) = (desk.book, PageRequest("/export", of: call))
          let file = try await desk.heavy.run { try Pages(book).export(request) }
          var response = SignIn.page(file.text, type: "application/octet-stream")
          let name = file.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
          response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
          return response
        }),
      file("/ask.csv", "pages.rows", "The rows of a question as a file.", type: MediaTypes.csv) { pages, request in
        try pages.rows(request)
      },
      file(
        "/audit/proof", "pages.proof", "A proof that an event is among those that were signed.", type: MediaTypes.text,
        permission: .audit
      ) { try $0.proof($1) },
      Route(
        method: .get, path: "/sign-in", name: "pages.sign-in", summary: "Asks for a token.", permission: nil,
        types: [MediaTypes.html], answer: .any, isDocumented: false,
        action: .respond { _, _ in
          SignIn.page(try SignInPage.html(why: "A token says who you are, and what you may see and do here."))
        }),
      Route(
        method: .post, path: "/sign-in", name: "pages.signed-in", summary: "Keeps a token for a browser.",
        permission: nil, body: .bytes([PageForm.type]), types: [MediaTypes.html], answer: .any, isDocumented: false,
        action: .respond { desk, call in try await SignIn.signedIn(desk, call) }),
      Route(
        method: .post, path: "/sign-out", name: "pages.sign-out", summary: "Forgets the token.", permission: nil,
        body: .bytes([PageForm.type]), types: [MediaTypes.html], answer: .any, isDocumented: false,
        action: .respond { desk, _ in SignIn.signedOut(desk) }),
    ]

  /// The page of proposals that a form is of, with some of what it says.
  private static func next(_ form: PageForm, _ names: [String], with more: [(String, String)] = []) -> String {
    let values = names.compactMap { name in form[name].map { (name, $0) } } + more
    let kept = values.map { "\($0.0)=\(PageRequest.encoded($0.1))" }
    return kept.isEmpty ? "/next" : "/next?" + kept.joined(separator: "&")
  }

  /// A decision that was not taken: what was typed goes back to the page of proposals.
  private static func conflict(_ error: FaultbookError, _ form: PageForm, _ call: Call) throws -> Response {
    let about = form["title"].map { "&about=\(PageRequest.encoded($0))" } ?? ""
    let why = form["why"].map { "why=\(PageRequest.encoded($0))\(about)" }
    let place = next(form, ["environment", "journey", "top"])
    let page = try ProblemPage.html(
      title: "Not now", why: error.message, canSignOut: SignIn.authorization(call.headers) != nil,
      back: (
        why.map { place + (place.contains("?") ? "&" : "?") + $0 } ?? place, "Back to what to run next"
      ))
    return SignIn.page(page, status: Problem(error).status)
  }

  /// What a page has to be kept as a file.
  private static func file(
    _ path: String, _ name: String, _ summary: String, type: String, permission: Permission = .read,
    _ make: @escaping @Sendable (Pages, PageRequest) throws -> (name: String, text: String)
  ) -> Route {
    Route(
      method: .get, path: path, name: name, summary: summary, permission: permission, types: [type], answer: .any,
      load: .heavy, readsQuery: true, isDocumented: false,
      action: .respond { desk, call in
        let (book, request) = (desk.book, PageRequest(path, of: call))
        let file = try await desk.heavy.run { try make(Pages(book), request) }
        var response = SignIn.page(file.text, type: type)
        let name = file.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        response.headers[.cacheControl] = "no-store"
        return response
      })
  }

  private static func page(_ path: String) -> Route {
    let name = path == "/" ? "overview" : String(path.dropFirst())
    return Route(
      method: .get, path: path, name: "pages.\(name)", summary: "The page \(name).",
      // What `/api/v1/audit` tells auditors alone, the page does too.
      permission: path == "/audit" ? .audit : .read,
      types: [MediaTypes.html], answer: .any, load: .heavy, readsQuery: true, isDocumented: false,
      action: .respond { desk, call in
        try await desk.page(
          PageRequest(
            path, of: call, waiting: path == "/system" ? desk.waiting : nil,
            origin: ["/", "/system"].contains(path) ? desk.origin(call) : nil),
          ifNoneMatch: call.headers[.ifNoneMatch])
      })
  }

  private static func asset(_ asset: PageAsset) -> Route {
    let name = asset.path.hasSuffix(".css") ? "style" : asset.path.hasSuffix(".svg") ? "icon" : "script"
    return Route(
      method: .get, path: asset.path, name: "pages.\(name)", summary: "The \(name) of the pages.", permission: nil,
      types: [asset.contentType], answer: .any, isDocumented: false,
      action: .respond { _, _ in
        var response = SignIn.page(asset.text, type: asset.contentType)
        response.headers[.cacheControl] = "public, max-age=300"
        return response
      })
  }
}

extension PageRequest {
  /// The page that somebody asks for, who may see what their role allows.
  init(
    _ path: String, of call: Call, query: [String: String]? = nil, waiting: SpansWaiting? = nil,
    refused: RefusedForm? = nil, origin: String? = nil
  ) {
    self.init(
      path, query ?? call.query, mayDecide: call.principal.may(.plan), mayRecord: call.principal.may(.record),
      mayAudit: call.principal.may(.audit), viewer: call.principal.proof == .none ? nil : call.principal.name,
      waiting: waiting, refused: refused, origin: origin)
  }
}

extension Desk {
  /// Where the server is, as whoever asks sees it, for a book that knows of nothing yet.
  fileprivate func origin(_ call: Call) -> String? {
    guard !book.knowsComponents, let authority = call.authority, !authority.isEmpty else { return nil }
    return "\(options.tls == nil ? "http" : "https")://\(authority)"
  }

  /// Spans that are held, where the book knows of nothing else yet.
  fileprivate var waiting: SpansWaiting? {
    guard !book.knowsComponents else { return nil }
    return intake.openWindow.map { SpansWaiting(held: $0.held, closes: $0.closes) }
  }
}
