internal import Dispatch
internal import Foundation
internal import Synchronization
internal import Vocabulary

/// One caller's wish in the queue: requests that stand or fall together, and where the answer goes.
struct Submission: Sendable {
  let requests: [AppendRequest]
  let answer: @Sendable (Result<[AppendOutcome], any Error>) -> Void
}

/// Carries out what `AppendQueue` decides: callers on many threads and tasks, one transaction for all that wait.
///
/// A caller on a thread of its own who finds the queue idle writes at once, on that thread, and so pays no switch
/// between threads; whoever came meanwhile is served by a background queue. A task never blocks: it always leaves the
/// writing to the background.
final class GroupWriter: Sendable {
  /// Requests of one transaction at most.
  static let maximumGroup = 256
  /// Requests that may wait.
  static let capacity = 4096
  /// How long the drainer waits for those whose answers just went out: less than a commit to disk takes.
  private static let lingering = Duration.microseconds(200)

  private let queue = Mutex(AppendQueue<Submission>(maximumGroup: maximumGroup, capacity: capacity))
  private let background = DispatchQueue(label: "faultbook.append")
  private let path: String
  private let write: @Sendable ([[AppendRequest]]) -> [Result<[AppendOutcome], any Error>]

  /// A writer that commits groups by `write`, which answers each of its elements.
  init(path: String, write: @escaping @Sendable ([[AppendRequest]]) -> [Result<[AppendOutcome], any Error>]) {
    self.path = path
    self.write = write
  }

  /// Appends on the caller's thread, which blocks until the commit.
  func append(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
    let answer = Answer()
    let submission = Submission(requests: requests, answer: answer.give)
    if try submit(submission) {
      if case .write(let group) = queue.withLock({ $0.next(lingered: true) }) { commit(group) }
      if queue.withLock({ $0.handOver() }) { background.async { self.drain() } }
    }
    return try answer.wait()
  }

  /// Appends without blocking the caller's thread.
  func append(_ requests: [AppendRequest]) async throws -> [AppendOutcome] {
    try await withCheckedThrowingContinuation { continuation in
      do {
        let submission = Submission(requests: requests) { continuation.resume(with: $0) }
        if try submit(submission) { background.async { self.drain() } }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  /// Takes nothing on any more, and answers what waited with an error.
  func close() {
    for submission in queue.withLock({ $0.close() }) { submission.answer(.failure(closedError)) }
  }

  private var closedError: EventLogError {
    EventLogError(.closed, "\(path) was closed; open it again")
  }

  /// Whether the caller must drain.
  private func submit(_ submission: Submission) throws -> Bool {
    switch queue.withLock({ $0.submit(submission) }) {
    case .drain: return true
    case .wait: return false
    case .closed: throw closedError
    case .full:
      throw EventLogError(
        .busy, "\(GroupWriter.capacity) appends to \(path) wait already; try again when they are done")
    }
  }

  private func drain() {
    var lingered = false
    while true {
      switch queue.withLock({ $0.next(lingered: lingered) }) {
      case .write(let group):
        commit(group)
        lingered = false
      case .linger:
        linger()
        lingered = true
      case .stop: return
      }
    }
  }

  private func commit(_ group: [Submission]) {
    let results = write(group.map(\.requests))
    for (submission, result) in zip(group, results) { submission.answer(result) }
  }

  /// Gives way while more arrive, for a moment at most.
  private func linger() {
    let deadline = ContinuousClock.now + GroupWriter.lingering
    var seen = -1
    while ContinuousClock.now < deadline {
      let count = queue.withLock { $0.count }
      guard count > seen || count == 0 else { return }
      seen = count
      sched_yield()
    }
  }
}

/// An answer that a thread waits for.
private final class Answer: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<[AppendOutcome], any Error>?>(nil)

  var give: @Sendable (Result<[AppendOutcome], any Error>) -> Void {
    { result in
      self.result.withLock { $0 = result }
      self.semaphore.signal()
    }
  }

  func wait() throws -> [AppendOutcome] {
    semaphore.wait()
    guard let result = result.withLock({ $0 }) else { preconditionFailure("an answer was signalled but not given") }
    return try result.get()
  }
}
