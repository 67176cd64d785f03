import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Pages

/// A page that was made, as it is sent.
struct KeptPage: Keepable {
  let status: Int
  let html: ByteBuffer

  var size: Int { html.readableBytes + 512 }

  /// The response, with what the browser may keep it under: it asks each time whether the page is still the same.
  func response(tag: String) -> Response {
    var response = SignIn.page(html, status: HTTPResponse.Status(code: status))
    if status == 200 {
      response.headers[.eTag] = tag
      response.headers[.cacheControl] = "private, no-cache"
    }
    return response
  }
}

extension Desk {
  /// The page at an address. A page follows from the log's position, its address, who asks and, for some, the minute: it is made once
  /// for all that, and a browser that holds it is told so before anything is computed.
  func page(_ request: PageRequest, ifNoneMatch: String?) async throws -> Response {
    let position = book.position
    let clock = request.readsClock ? " \(request.minute)" : ""
    let key = PositionKey(position: position, operation: "page", arguments: request.canonical + clock)
    // Of this process: another version of the program makes other pages.
    let digest = SHA256.hash(data: Data("\(started) \(position) \(key.arguments)".utf8))
    let tag = "\"" + digest.prefix(12).map { String($0, radix: 16) }.joined() + "\""
    if let ifNoneMatch, ifNoneMatch.contains(tag) || ifNoneMatch == "*" {
      // Its header fields replace those that the browser keeps (RFC 9111 §3.2): the page's own policy must be among them.
      var unchanged = SignIn.page(ByteBuffer(), status: .notModified)
      unchanged.headers[.eTag] = tag
      unchanged.headers[.cacheControl] = "private, no-cache"
      return Response(status: .notModified, headers: unchanged.headers)
    }
    let (book, layout, heavy, options) = (self.book, self.layout, self.heavy, self.options)
    let page = try await pages.answer(key) {
      try await heavy.run {
        let page = try Pages(book, layout: layout, trust: options.trust, ownKey: options.signingKey).page(request)
        return KeptPage(status: page.status, html: ByteBuffer(string: page.html))
      }
    }
    return page.response(tag: tag)
  }
}
