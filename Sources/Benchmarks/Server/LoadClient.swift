import NIOCore
import NIOPosix

/// Clients that each send a request, wait for its answer and send the next, over connections that stay open. All of them are one
/// thread that writes bytes made beforehand and looks at no more of an answer than its status and length, so that it leaves the
/// processors to the server.
struct LoadClient: Sendable {
  /// A request, and which of several questions it is.
  struct Shot: Sendable {
    var kind = 0
    let bytes: ByteBuffer
  }

  let port: Int
  let clients: Int
  /// How long they go on, in seconds.
  let duration: Double
  /// How much time is between the requests of one client, in seconds; 0 for none.
  var interval = 0.0
  /// The requests of a client, by its number and theirs; nil where it has no more.
  let next: @Sendable (_ client: Int, _ number: Int) -> Shot?

  /// Runs until all of them are done.
  func run() throws -> LoadResult { try start().wait() }

  /// Begins; what comes of it is told when all of them are done.
  func start() throws -> LoadRun {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
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
            try channel.pipeline.syncOperations.addHandler(
              LoadCaller(plan, client: client, begin: begin, end: end, done: done))
          }
        }
        .connect(host: "127.0.0.1", port: port).cascadeFailure(to: done)
      return done.futureResult
    }
    return LoadRun(group: group, begin: begin, results: EventLoopFuture.whenAllSucceed(each, on: loop))
  }
}

/// Clients that are at it.
struct LoadRun {
  fileprivate let group: MultiThreadedEventLoopGroup
  fileprivate let begin: NIODeadline
  fileprivate let results: EventLoopFuture<[LoadResult]>

  /// Waits until all of them are done.
  func wait() throws -> LoadResult {
    defer { try? group.syncShutdownGracefully() }
    var whole = LoadResult()
    for result in try results.wait() { whole.add(result) }
    whole.seconds = Double((NIODeadline.now() - begin).nanoseconds) * 1e-9
    return whole
  }
}

/// What came of a load.
struct LoadResult: Sendable {
  /// Milliseconds of every answer, by the kind of question.
  var times: [Int: [Double]] = [:]
  /// How many answers had which status.
  var statuses: [Int: Int] = [:]
  /// Bytes of the answers' bodies.
  var bytes = 0
  /// How long it took, in seconds.
  var seconds = 0.0

  var answers: Int { statuses.values.reduce(0, +) }
  var all: [Double] { times.values.flatMap(\.self) }

  mutating func add(_ other: LoadResult) {
    times.merge(other.times) { $0 + $1 }
    statuses.merge(other.statuses) { $0 + $1 }
    bytes += other.bytes
  }

  /// Throws where an answer had another status.
  func check(_ status: Int, _ what: String) throws {
    guard answers > 0, statuses[status] == answers else {
      throw BenchError("\(what) were to be answered with \(status), found \(statuses)")
    }
  }
}

/// One client.
private final class LoadCaller: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let plan: LoadClient
  private let client: Int
  private let begin: NIODeadline
  private let end: NIODeadline
  private let done: EventLoopPromise<LoadResult>
  private var result = LoadResult()
  private var number = 0
  private var kind = 0
  private var sent = NIODeadline.now()
  private var received = ByteBuffer()
  /// How many bytes of the answer are missing; nil before its length is known.
  private var missing: Int?
  private var isDone = false

  init(_ plan: LoadClient, client: Int, begin: NIODeadline, end: NIODeadline, done: EventLoopPromise<LoadResult>) {
    self.plan = plan
    self.client = client
    self.begin = begin
    self.end = end
    self.done = done
  }

  func channelActive(context: ChannelHandlerContext) { shoot(context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var piece = unwrapInboundIn(data)
    if let left = missing {
      missing = left - piece.readableBytes
    } else {
      received.writeBuffer(&piece)
      guard let head = received.withUnsafeReadableBytes(AnswerHead.init) else { return }
      result.statuses[head.status, default: 0] += 1
      result.bytes += head.length
      missing = head.size + head.length - received.readableBytes
      received.clear()
    }
    guard missing == 0 else { return }
    missing = nil
    result.times[kind, default: []].append(Double((NIODeadline.now() - sent).nanoseconds) * 1e-6)
    pace(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !isDone { done.fail(error) }
    isDone = true
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isDone { done.fail(BenchError("the server closed a connection")) }
    isDone = true
  }

  private func pace(_ context: ChannelHandlerContext) {
    let due = begin + .nanoseconds(Int64(Double(number) * plan.interval * 1e9))
    guard plan.interval > 0, due > .now() else { return shoot(context) }
    _ = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.shoot(context) }
  }

  private func shoot(_ context: ChannelHandlerContext) {
    guard !isDone else { return }
    guard .now() < end, let shot = plan.next(client, number) else {
      isDone = true
      done.succeed(result)
      context.close(promise: nil)
      return
    }
    number += 1
    kind = shot.kind
    sent = .now()
    context.writeAndFlush(wrapOutboundOut(shot.bytes), promise: nil)
  }
}

/// What has to be known of an answer: where its body begins, how long that is, and its status.
private struct AnswerHead {
  var status = 0
  var length = 0
  var size = 0

  /// Nil where the head is not there to its end.
  init?(_ bytes: UnsafeRawBufferPointer) {
    let name = StaticString("content-length:")
    var line = 0
    for index in bytes.indices where bytes[index] == 0x0A {
      if index - line <= 1, line > 0 {
        size = index + 1
        return
      }
      if line == 0, index > 12 {
        status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
      } else if index - line > name.utf8CodeUnitCount,
        (0..<name.utf8CodeUnitCount).allSatisfy({ bytes[line + $0] | 0x20 == name.utf8Start[$0] | 0x20 })
      {
        length = bytes[(line + name.utf8CodeUnitCount)..<index].reduce(0) { sum, byte in
          byte &- 48 < 10 ? sum * 10 + Int(byte) - 48 : sum
        }
      }
      line = index + 1
    }
    return nil
  }
}

/// A request as its bytes.
func requestBytes(_ line: String, _ headers: [(String, String)] = [], body: [UInt8] = []) -> ByteBuffer {
  var text = "\(line) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
  for (name, value) in headers { text += "\(name): \(value)\r\n" }
  if !body.isEmpty { text += "Content-Length: \(body.count)\r\n" }
  var buffer = ByteBuffer(string: text + "\r\n")
  buffer.writeBytes(body)
  return buffer
}
