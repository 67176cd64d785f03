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

  private let queue = Mutex(AppendQueue<Submission>(maximumGroup: maximumGroup, capacity: capacity))
  private let background = DispatchQueue(label: "faultbook.append")
  /// Wakes the drainer that lingers.
  private let wakeUp = DispatchSemaphore(value: 0)
  private let path: String
  private let write: @Sendable ([[AppendRequest]]) -> [Result<[AppendOutcome], any Error>]

  /// A writer that commits groups by `write`, which answers each of its elements.
  init(path: String, write: @escaping @Sendable ([[AppendRequest]]) -> [Result<[AppendOutcome], any Error>]) {
    self.path = path
    self.write = write
  }

  /// How many requests wait for the next commit.
  var waiting: Int { queue.withLock { $0.count } }

  /// Appends on the caller's thread, which blocks until the commit.
  func append(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
    let answer = AwaitedAnswer()
    if try submit(Submission(requests: requests, answer: .thread(answer))) {
      if case .write(let group) = queue.withLock({ $0.next() }) { commit(group) }
      if queue.withLock({ $0.handOver() }) { background.async { self.drain() } }
    }
    return try answer.wait()
  }

  /// Appends without blocking the caller's thread.
  func append(_ requests: [AppendRequest]) async throws -> [AppendOutcome] {
    // Unchecked, as every submission is answered once: by its commit, by `close`, or by the error here.
    try await withUnsafeThrowingContinuation { continuation in
      do {
        if try submit(Submission(requests: requests, answer: .task(continuation))) { background.async { self.drain() } }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  /// Takes nothing on any more, and answers what waited with an error.
  func close() {
    let (waiting, wasLingering) = queue.withLock { queue in
      let wasLingering = queue.isLingering
      return (queue.close(), wasLingering)
    }
    if wasLingering { wakeUp.signal() }
    for submission in waiting { submission.answer.give(.failure(closedError)) }
  }

  private var closedError: EventLogError {
    EventLogError(.closed, "\(path) was closed; open it again")
  }

  /// Whether the caller must drain.
  private func submit(_ submission: Submission) throws -> Bool {
    switch queue.withLock({ $0.submit(submission) }) {
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
    var next = queue.withLock { $0.next() }
    while true {
      switch next {
      case .write(let group):
        let start = ContinuousClock.now
        commit(group)
        lastCommit = ContinuousClock.now - start
        next = queue.withLock { $0.next() }
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
    let (next, isWoken) = queue.withLock { queue in
      let isWoken = !queue.isLingering
      return (queue.next(), isWoken)
    }
    // Woken after all, at the last moment: the signal is on its way, and must not end the next lingering.
    if isOver, isWoken { wakeUp.wait() }
    return next
  }

  private func commit(_ group: [Submission]) {
    let results = write(group.map(\.requests))
    queue.withLock { $0.wrote(group.count) }
    for index in group.indices { group[index].answer.give(results[index]) }
  }
}
