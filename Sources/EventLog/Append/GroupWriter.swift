internal import Dispatch
internal import Synchronization
internal import Vocabulary

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
  /// How long the drainer waits at most for those whose answers just went out.
  private static let longestLinger = Duration.milliseconds(1)

  private let queue = Mutex(Waiting())
  private let background = DispatchQueue(label: "faultbook.append")
  /// Wakes the drainer that lingers.
  private let wakeUp = DispatchSemaphore(value: 0)
  private let path: String
  private let write: @Sendable ([[AppendRequest]]) -> [Result<[AppendOutcome], any Error>]

  /// The queue, and what the threads wait at that are in it.
  private struct Waiting {
    var queue = AppendQueue<Submission>(maximumGroup: maximumGroup, capacity: capacity)
    private var last: (group: Int, gate: Gate)?

    /// The gate of a group.
    mutating func gate(_ group: Int) -> Gate {
      if let last, last.group == group { return last.gate }
      let gate = Gate()
      last = (group, gate)
      return gate
    }
  }

  /// A writer that commits groups by `write`, which answers each of its elements.
  init(path: String, write: @escaping @Sendable ([[AppendRequest]]) -> [Result<[AppendOutcome], any Error>]) {
    self.path = path
    self.write = write
  }

  /// How many requests wait for the next commit.
  var waiting: Int { queue.withLock { $0.queue.count } }

  /// Appends on the caller's thread, which blocks until the commit.
  func append(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
    let answer = AwaitedAnswer()
    guard try submit(Submission(requests: requests, caller: .thread(answer))) else {
      answer.gate?.wait()
      return try answer.get()
    }
    guard case .write(let group) = queue.withLock({ $0.queue.next() }) else { throw closedError }
    commit(group)
    if queue.withLock({ $0.queue.handOver() }) { background.async { self.drain() } }
    return try answer.get()
  }

  /// Appends without blocking the caller's thread.
  func append(_ requests: [AppendRequest]) async throws -> [AppendOutcome] {
    // Unchecked, as every submission is answered once: by its commit, by `close`, or by the error here.
    try await withUnsafeContinuation { continuation in
      do {
        if try submit(Submission(requests: requests, caller: .task(continuation))) { background.async { self.drain() } }
      } catch {
        continuation.resume(returning: TaskAnswer(refusal: error))
      }
    }.get()
  }

  /// Appends requests that stand or fall each by itself, in their order, without blocking the caller's thread; answers when the
  /// last of them is decided.
  func append(each requests: [AppendRequest]) async -> Parts.Answers {
    guard !requests.isEmpty else { return [] }
    return await withUnsafeContinuation { continuation in
      let parts = Parts(requests.count, continuation)
      for (index, request) in requests.enumerated() {
        do {
          if try submit(Submission(requests: [request], caller: .part(parts, index: index))) {
            background.async { self.drain() }
          }
        } catch {
          if parts.answer(index, .failure(error)) { parts.giveBack() }
        }
      }
    }
  }

  /// Takes nothing on any more, and answers what waited with an error.
  func close() {
    let (waiting, wasLingering) = queue.withLock { waiting in
      let wasLingering = waiting.queue.isLingering
      return (waiting.queue.close(), wasLingering)
    }
    if wasLingering { wakeUp.signal() }
    Submission.answer(waiting) { _ in .failure(closedError) }
  }

  private var closedError: EventLogError {
    EventLogError(.closed, "\(path) was closed; open it again")
  }

  /// Whether the caller must drain.
  private func submit(_ submission: Submission) throws -> Bool {
    let submitted = queue.withLock { waiting in
      let group = waiting.queue.nextGroup
      let submitted = waiting.queue.submit(submission)
      if case .thread(let answer) = submission.caller, submitted == .wait || submitted == .wake {
        answer.gate = waiting.gate(group)
      }
      return submitted
    }
    switch submitted {
    case .drain: return true
    case .wait: return false
    case .wake:
      wakeUp.signal()
      return false
    case .closed: throw closedError
    case .full:
      throw EventLogError(
        .busy, "\(GroupWriter.capacity) appends to \(path) wait already; try again when they are done")
    }
  }

  private func drain() {
    var lastCommit = Duration.zero
    var next = queue.withLock { $0.queue.next() }
    while true {
      switch next {
      case .write(let group):
        let start = ContinuousClock.now
        commit(group)
        lastCommit = ContinuousClock.now - start
        next = queue.withLock { $0.queue.next() }
      // Half of what a commit takes is worth waiting to spare one.
      case .linger: next = linger(min(lastCommit / 2, GroupWriter.longestLinger))
      case .stop: return
      }
    }
  }

  /// Waits until woken, for a moment at most; what is to be done then.
  private func linger(_ duration: Duration) -> AppendQueue<Submission>.Next {
    let nanoseconds = Int(duration.components.attoseconds / 1_000_000_000)
    let isOver = wakeUp.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .timedOut
    let (next, isWoken) = queue.withLock { waiting in
      let isWoken = !waiting.queue.isLingering
      return (waiting.queue.next(), isWoken)
    }
    // Woken after all, at the last moment: the signal is on its way, and must not end the next lingering.
    if isOver, isWoken { wakeUp.wait() }
    return next
  }

  private func commit(_ group: [Submission]) {
    let results = write(group.map(\.requests))
    queue.withLock { $0.queue.wrote(group.count) }
    Submission.answer(group) { results[$0] }
  }
}
