internal import Dispatch

/// One caller's wish in the queue: requests that stand or fall together, and where the answer goes.
struct Submission: Sendable {
  let requests: [AppendRequest]
  let answer: Answer

  /// Who waits for the answer.
  enum Answer: Sendable {
    case thread(AwaitedAnswer)
    case task(UnsafeContinuation<[AppendOutcome], any Error>)

    /// Gives the answer; once.
    func give(_ result: Result<[AppendOutcome], any Error>) {
      switch self {
      case .thread(let answer): answer.give(result)
      case .task(let continuation): continuation.resume(with: result)
      }
    }
  }
}

/// An answer that a thread waits for.
///
/// `@unchecked` because of `result`: it is written once before the semaphore is signalled, and read after.
final class AwaitedAnswer: @unchecked Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private var result: Result<[AppendOutcome], any Error>?

  func give(_ result: Result<[AppendOutcome], any Error>) {
    self.result = result
    semaphore.signal()
  }

  func wait() throws -> [AppendOutcome] {
    semaphore.wait()
    guard let result else { preconditionFailure("an answer was signalled but not given") }
    return try result.get()
  }
}
