import Synchronization

/// What is to happen when a time is over, unless it is called off before. One task looks at all of them about ten times a second:
/// a sleep of its own for every request would stay with the system until its time, however soon the answer came.
final class Deadlines: Sendable {
  static let shared = Deadlines()

  private struct State {
    var due: [UInt64: (at: ContinuousClock.Instant, body: @Sendable () -> Void)] = [:]
    var next: UInt64 = 0
    var isWatched = false
  }

  private let state = Mutex(State())
  private let pause: Duration

  init(pause: Duration = .milliseconds(100)) { self.pause = pause }

  /// Calls `body` once, when so much time is over and it was not called off; at most a pause later than that.
  func add(_ limit: Duration, _ body: @escaping @Sendable () -> Void) -> UInt64 {
    let at = ContinuousClock.now.advanced(by: limit)
    let (id, isFirst) = state.withLock { state in
      state.next += 1
      state.due[state.next] = (at, body)
      defer { state.isWatched = true }
      return (state.next, !state.isWatched)
    }
    if isFirst { Task { await watch() } }
    return id
  }

  /// Calls it off.
  func remove(_ id: UInt64) { state.withLock { _ = $0.due.removeValue(forKey: id) } }

  /// How many wait.
  var count: Int { state.withLock { $0.due.count } }

  private func watch() async {
    while true {
      try? await Task.sleep(for: pause)
      let now = ContinuousClock.now
      let over: [@Sendable () -> Void]? = state.withLock { state in
        guard !state.due.isEmpty else {
          // Whoever comes next wakes another one.
          state.isWatched = false
          return nil
        }
        let ids = state.due.filter { $0.value.at <= now }.keys
        return ids.compactMap { state.due.removeValue(forKey: $0)?.body }
      }
      guard let over else { return }
      for body in over { body() }
    }
  }
}
