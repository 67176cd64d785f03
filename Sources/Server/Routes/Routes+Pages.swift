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
            "/next", form.all.filter { ["environment", "journey", "top", "now"].contains($0.key) })
          let book = desk.book
          _ = try await desk.lane.run {
            try Pages(book).decide(decision, proposal: id, why: form["why"], on: request, actor: call.actor)
          }
          let kept = ["environment", "journey", "top"].compactMap { name in
            form[name].map { "\(name)=\(PageRequest.encoded($0))" }
          }
          return SignIn.see((kept.isEmpty ? "/next" : "/next?" + kept.joined(separator: "&")) + "#decided")
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

  private static func page(_ path: String) -> Route {
    let name = path == "/" ? "overview" : String(path.dropFirst())
    return Route(
      method: .get, path: path, name: "pages.\(name)", summary: "The page \(name).", permission: .read,
      types: [MediaTypes.html], answer: .any, load: .heavy, readsQuery: true, isDocumented: false,
      action: .respond { desk, call in
        try await desk.page(PageRequest(path, of: call), ifNoneMatch: call.headers[.ifNoneMatch])
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
  fileprivate init(_ path: String, of call: Call) {
    self.init(
      path, call.query, mayDecide: call.principal.may(.plan),
      viewer: call.principal.proof == .none ? nil : call.principal.name)
  }
}
