import Dispatch
import Synchronization

/// Work of tasks for the one thread of a command, which waits for it.
enum Blocking {
  static func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
    let outcome = Outcome<Result>()
    Task {
      do {
        outcome.give(.success(try await body()))
      } catch {
        outcome.give(.failure(error))
      }
    }
    return try outcome.wait()
  }

  private final class Outcome<Value: Sendable>: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let value = Mutex<Result<Value, any Error>?>(nil)

    func give(_ result: Result<Value, any Error>) {
      value.withLock { $0 = result }
      done.signal()
    }

    func wait() throws -> Value {
      done.wait()
      guard let result = value.withLock({ $0 }) else { preconditionFailure("a task was done and gave nothing") }
      return try result.get()
    }
  }
}
