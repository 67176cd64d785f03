import NIOCore
import NIOHTTP1

/// Tells a client that waits for it to send its body (`Expect: 100-continue`, RFC 9110 §10.1.1), which neither the HTTP library nor the
/// framework does: `curl` would wait a second with every longer body. Who announces more than is ever taken is not told so, and hears
/// the refusal instead; nor is who sends a request while another is being answered, whose answer it would stand in the middle of.
final class ContinueHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let mostBytes: Int
  /// Requests that are not answered to the end.
  private var open = 0

  init(mostBytes: Int) { self.mostBytes = mostBytes }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data) {
      let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
      if open == 0, length <= mostBytes, head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
      }
      open += 1
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { open -= 1 }
    context.write(data, promise: promise)
  }
}
