internal import Synchronization

/// Requests of one caller that stand or fall each by itself: answered together, when the last of them is.
final class Parts: Sendable {
  typealias Answers = [Result<AppendOutcome, any Error>]

  private struct State {
    var answers: [Submission.Answer?]
    var missing: Int
  }

  private let state: Mutex<State>
  private let continuation: UnsafeContinuation<Answers, Never>

  /// Parts that a task waits for, at least one. Unchecked, as the queue answers every submission once.
  init(_ count: Int, _ continuation: UnsafeContinuation<Answers, Never>) {
    state = Mutex(State(answers: Array(repeating: nil, count: count), missing: count))
    self.continuation = continuation
  }

  /// Answers one of them. Whether that was the last: then `giveBack` is due.
  func answer(_ index: Int, _ answer: Submission.Answer) -> Bool {
    state.withLock { state in
      state.answers[index] = answer
      state.missing -= 1
      return state.missing == 0
    }
  }

  /// Lets the task go on.
  func giveBack() {
    let answers = state.withLock { $0.answers }
    continuation.resume(returning: answers.map { answer in answer!.map { $0[0] } })
  }
}
