import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A channel whose tasks run on the event loop of their connection: a request goes from the socket through the router and back
/// without changing threads, which would cost more than most requests themselves. What computes or blocks runs on `Workers` all
/// the same.
struct LoopBound<Base: ServerChildChannel>: ServerChildChannel {
  typealias Value = Base.Value

  let base: Base
  /// The longest body that is ever taken, in bytes.
  let mostBytes: Int

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(ContinueHandler(mostBytes: mostBytes), position: .after(decoder))
      return value
    }
  }

  func handle(value: Base.Value, logger: Logger) async {
    let executor = LoopExecutor(loop: value.channel.eventLoop)
    await LoopExecutor.$current.withValue(executor) {
      await withTaskExecutorPreference(executor) { await base.handle(value: value, logger: logger) }
    }
  }
}

/// Runs tasks on an event loop.
final class LoopExecutor: TaskExecutor {
  /// That of the connection whose request is worked on: a task that is not a child of its maker has to be told.
  @TaskLocal static var current: LoopExecutor?

  private let loop: any EventLoop

  init(loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
