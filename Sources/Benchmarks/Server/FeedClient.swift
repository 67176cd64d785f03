import NIOCore
import NIOPosix

/// Clients that each keep one request open, send events as lines of it, and wait where so many are not answered yet. As with
/// `LoadClient` all of them are one thread that writes bytes made beforehand and only counts what comes back.
struct FeedClient: Sendable {
  let port: Int
  let clients: Int
  /// How long they go on, in seconds.
  let duration: Double
  /// How many events of a client may be unanswered at once.
  let ahead: Int
  /// The lines of a client as `chunk` makes them, by its number and theirs; nil where it has no more.
  let next: @Sendable (_ client: Int, _ number: Int) -> ByteBuffer?

  /// A line as a chunk of a request's body.
  static func chunk(_ line: String) -> ByteBuffer {
    ByteBuffer(string: String(line.utf8.count + 1, radix: 16) + "\r\n" + line + "\n\r\n")
  }

  /// Runs until all that was sent is answered.
  func run() throws -> LoadResult {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? group.syncShutdownGracefully() }
    let loop = group.next()
    let begin = NIODeadline.now()
    let end = begin + .nanoseconds(Int64(duration * 1e9))
    let each = (0..<clients).map { client in
      let done = loop.makePromise(of: LoadResult.self)
      let plan = self
      ClientBootstrap(group: loop)
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(FeedCaller(plan, client: client, end: end, done: done))
          }
        }
        .connect(host: "127.0.0.1", port: port).cascadeFailure(to: done)
      return done.futureResult
    }
    var whole = LoadResult()
    for result in try EventLoopFuture.whenAllSucceed(each, on: loop).wait() { whole.add(result) }
    whole.seconds = Double((NIODeadline.now() - begin).nanoseconds) * 1e-9
    return whole
  }
}

/// One client.
private final class FeedCaller: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let plan: FeedClient
  private let client: Int
  private let end: NIODeadline
  private let done: EventLoopPromise<LoadResult>
  private var result = LoadResult()
  private var number = 0
  /// When those that are not answered were sent, the first of them at `first`.
  private var sent: [NIODeadline] = []
  private var first = 0
  /// The last two bytes that came.
  private var last: (UInt8, UInt8) = (0, 0)
  private var isDone = false

  init(_ plan: FeedClient, client: Int, end: NIODeadline, done: EventLoopPromise<LoadResult>) {
    self.plan = plan
    self.client = client
    self.end = end
    self.done = done
  }

  func channelActive(context: ChannelHandlerContext) {
    let head =
      "POST /api/v1/feed HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
      + "Transfer-Encoding: chunked\r\n\r\n"
    context.write(wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
    send(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let now = NIODeadline.now()
    unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
      for byte in bytes {
        // An answer ends with a brace and a line feed, that of a refusal with two braces; nothing else does.
        if byte == 0x0A, last.1 == UInt8(ascii: "}"), first < sent.count {
          result.statuses[last.0 == UInt8(ascii: "}") ? 422 : 201, default: 0] += 1
          result.times[0, default: []].append(Double((now - sent[first]).nanoseconds) * 1e-6)
          first += 1
        }
        last = (last.1, byte)
      }
    }
    if first > 1024 {
      sent.removeFirst(first)
      first = 0
    }
    send(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !isDone { done.fail(error) }
    isDone = true
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isDone { done.fail(BenchError("the server closed a feed")) }
    isDone = true
  }

  private func send(_ context: ChannelHandlerContext) {
    guard !isDone else { return }
    let now = NIODeadline.now()
    var isMore = now < end
    while isMore, sent.count - first < plan.ahead {
      guard let chunk = plan.next(client, number) else {
        isMore = false
        break
      }
      number += 1
      sent.append(now)
      context.write(wrapOutboundOut(chunk), promise: nil)
    }
    context.flush()
    guard !isMore, first == sent.count else { return }
    isDone = true
    done.succeed(result)
    context.close(promise: nil)
  }
}
