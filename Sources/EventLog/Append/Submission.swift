internal import Dispatch

/// One caller's wish in the queue: requests that stand or fall together, and where the answer goes.
struct Submission: Sendable {
  let requests: [AppendRequest]
  let answer: Answer

  /// Who waits for the answer.
  enum Answer: Sendable {
    case thread(AwaitedAnswer)
    case task(UnsafeContinuation<[AppendOutcome], any Error>)

    /// Gives the answer; once. A thread has it when its gate is opened.
    func give(_ result: Result<[AppendOutcome], any Error>) {
      switch self {
      case .thread(let answer): answer.result = result
      case .task(let continuation): continuation.resume(with: result)
      }
    }

    /// What a thread waits at for the answer, if it does.
    var gate: Gate? {
      switch self {
      case .thread(let answer): answer.gate
      case .task: nil
      }
    }
  }
}

/// An answer for a thread.
///
/// `@unchecked` because of its variables: `gate` is written when it is submitted, under the queue's lock; `result` once,
/// by whoever has taken it from the queue, and read by the same thread or behind the gate.
final class AwaitedAnswer: @unchecked Sendable {
  /// What the thread waits at; nil where it writes its group itself.
  var gate: Gate?
  fileprivate(set) var result: Result<[AppendOutcome], any Error>?

  /// The answer that was given.
  func get() throws -> [AppendOutcome] {
    guard let result else { preconditionFailure("an answer was waited for but not given") }
    return try result.get()
  }
}

/// What all threads of one group wait at: to wake each by itself is a call to the system each, one after another, before
/// the next group is begun.
final class Gate: Sendable {
  private let group = DispatchGroup()

  init() { group.enter() }

  /// Lets everybody through, who waits or will; once.
  func open() { group.leave() }

  func wait() { group.wait() }
}
