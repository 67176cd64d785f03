import Foundation
import HTTPTypes
import NIOPosix
import Synchronization

/// Threads for work that blocks or computes, so that the threads that serve connections never do. What waits is bounded: more
/// is refused at once rather than answered too late.
final class Workers: Sendable {
  let name: String
  private let pool: NIOThreadPool
  private let capacity: Int
  private let threads: Int
  private let inHand = Atomic<Int>(0)

  /// - Parameter capacity: how much may wait beside what is worked on.
  init(_ name: String, threads: Int, capacity: Int) {
    self.name = name
    self.threads = threads
    self.capacity = capacity
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
  }

  /// How much waits or is worked on.
  var load: Int { inHand.load(ordering: .relaxed) }

  /// Runs `body` on one of the threads. Throws `Problem` 503 where too much waits already.
  func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    guard inHand.add(1, ordering: .relaxed).newValue <= threads + capacity else {
      inHand.subtract(1, ordering: .relaxed)
      throw Problem.retry(.serviceUnavailable, "busy", "too many requests wait already; try again in a moment")
    }
    defer { inHand.subtract(1, ordering: .relaxed) }
    return try await pool.runIfActive(body)
  }

  /// Ends the threads, after what they have in hand; where `limit` is given, what takes longer than that is left to itself.
  func shutdown(within limit: Duration? = nil) async {
    guard let limit else {
      try? await pool.shutdownGracefully()
      return
    }
    let pool = self.pool
    try? await Deadline.run(limit, late: { CancellationError() }) { try await pool.shutdownGracefully() }
  }
}

/// A bound on how long a caller waits.
enum Deadline {
  /// What `body` gives, or the error of `late` where it takes longer. Then `body` goes on, and nobody waits for it: work on
  /// a thread cannot be stopped from outside.
  static func run<Result: Sendable>(
    _ limit: Duration, late: @escaping @Sendable () -> any Error,
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let first = First<Result>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        first.wait(continuation)
        let timer = Deadlines.shared.add(limit) { first.settle(.failure(late())) }
        Task(executorPreference: LoopExecutor.current) {
          do {
            first.settle(.success(try await body()))
          } catch {
            first.settle(.failure(error))
          }
          Deadlines.shared.remove(timer)
        }
      }
    } onCancel: {
      first.settle(.failure(CancellationError()))
    }
  }

  /// What `body` gives, or the error of `late` where it takes longer: then it is cancelled, and waited for. For what ends when
  /// it is cancelled, such as reading from a connection, which nobody else may go on reading meanwhile.
  static func cancelling<Result: Sendable>(
    _ limit: Duration, late: @escaping @Sendable () -> any Error,
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await cancelling(stalledFor: limit, late: late) { _ in try await body() }
  }

  /// Answers once, with whatever comes first.
  private final class First<Result: Sendable>: Sendable {
    private enum State {
      case idle
      case waiting(CheckedContinuation<Result, any Error>)
      case settled(Swift.Result<Result, any Error>)
      case done
    }

    private let state = Mutex(State.idle)

    func wait(_ continuation: CheckedContinuation<Result, any Error>) {
      let known: Swift.Result<Result, any Error>? = state.withLock { state in
        if case .settled(let result) = state {
          state = .done
          return result
        }
        state = .waiting(continuation)
        return nil
      }
      if let known { continuation.resume(with: known) }
    }

    func settle(_ result: Swift.Result<Result, any Error>) {
      let waiting: CheckedContinuation<Result, any Error>? = state.withLock { state in
        switch state {
        case .idle:
          state = .settled(result)
          return nil
        case .waiting(let continuation):
          state = .done
          return continuation
        case .settled, .done: return nil
        }
      }
      waiting?.resume(with: result)
    }
  }
}
