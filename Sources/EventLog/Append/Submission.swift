internal import Dispatch

/// One caller's wish in the queue: requests that stand or fall together, and where the answer goes.
struct Submission: Sendable {
  let requests: [AppendRequest]
  let caller: Caller

  /// Who waits for the answer.
  enum Caller: Sendable {
    case thread(AwaitedAnswer)
    case task(UnsafeContinuation<TaskAnswer, Never>)
    case part(Parts, index: Int)
  }
}

extension Submission {
  typealias Answer = Result<[AppendOutcome], any Error>

  /// Answers those who were taken from the queue together, each once.
  static func answer(_ submissions: [Submission], _ answer: (_ index: Int) -> Answer) {
    var tasks: [TaskAnswers.Waiting] = []
    var gate: Gate?
    var whole: [Parts] = []
    for (index, submission) in submissions.enumerated() {
      switch submission.caller {
      case .task(let continuation): tasks.append((continuation, answer(index)))
      case .part(let parts, let part): if parts.answer(part, answer(index)) { whole.append(parts) }
      case .thread(let caller):
        caller.answer = answer(index)
        guard let next = caller.gate, next !== gate else { continue }
        gate?.open()
        gate = next
      }
    }
    gate?.open()
    for parts in whole { parts.giveBack() }
    TaskAnswers(tasks).give(0)
  }
}

/// The answers of the tasks of one group. Each task that goes on lets two more go on: so the writer resumes one of them, and
/// they keep each other busy. To resume them one by one wakes a thread of the pool for each, as one of them takes less
/// time than to wake the thread for the next.
final class TaskAnswers: Sendable {
  typealias Waiting = (continuation: UnsafeContinuation<TaskAnswer, Never>, answer: Submission.Answer)

  private let waiting: [Waiting]

  init(_ waiting: [Waiting]) { self.waiting = waiting }

  /// Lets a task go on, if there is one of that number.
  func give(_ index: Int) {
    guard index < waiting.count else { return }
    let next = waiting[index]
    next.continuation.resume(returning: TaskAnswer(answer: next.answer, others: self, index: index))
  }
}

/// What a task is answered.
struct TaskAnswer: Sendable {
  fileprivate let answer: Submission.Answer
  fileprivate let others: TaskAnswers?
  fileprivate let index: Int

  fileprivate init(answer: Submission.Answer, others: TaskAnswers, index: Int) {
    self.answer = answer
    self.others = others
    self.index = index
  }

  /// An answer to a task that was not taken into the queue.
  init(refusal: any Error) {
    answer = .failure(refusal)
    others = nil
    index = 0
  }

  /// The answer, after two others who wait for theirs can go on.
  func get() throws -> [AppendOutcome] {
    others?.give(2 * index + 1)
    others?.give(2 * index + 2)
    return try answer.get()
  }
}

/// An answer for a thread.
///
/// `@unchecked` because of its variables: `gate` is written when it is submitted, under the queue's lock; `answer` once,
/// by whoever has taken it from the queue, and read by the same thread or behind the gate.
final class AwaitedAnswer: @unchecked Sendable {
  /// What the thread waits at; nil where it writes its group itself.
  var gate: Gate?
  fileprivate var answer: Submission.Answer?

  /// The answer that was given.
  func get() throws -> [AppendOutcome] {
    guard let answer else { preconditionFailure("an answer was waited for but not given") }
    return try answer.get()
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
