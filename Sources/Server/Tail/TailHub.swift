import KnowledgeBase
import Synchronization

/// Wakes the live tails when the log has grown, and ends them when the server does. Holds no events: a tail reads the log at
/// its own pace, so that a slow client costs no memory and can leave nothing out.
final class TailHub: Sendable {
  private struct State {
    var head: Int64
    var isEnded = false
    var nextID = 0
    var waiting: [Int: (beyond: Int64, continuation: CheckedContinuation<Void, Never>)] = [:]
    var open = 0
  }

  private let state: Mutex<State>

  init(_ book: KnowledgeBase) {
    state = Mutex(State(head: book.position))
    book.onAppend { [weak self] position in self?.grew(to: position) }
  }

  /// How many tails are open.
  var open: Int { state.withLock { $0.open } }

  /// The position of the last event that is known here.
  var head: Int64 { state.withLock { $0.head } }

  /// Whether the server is about to end.
  var isEnded: Bool { state.withLock { $0.isEnded } }

  /// Takes a place for one more tail; false where there are `most` already.
  func enter(most: Int) -> Bool {
    state.withLock { state in
      guard state.open < most, !state.isEnded else { return false }
      state.open += 1
      return true
    }
  }

  /// Gives a place back.
  func leave() { state.withLock { $0.open -= 1 } }

  /// Returns when the log is longer than `position`, when the server ends, or when the task is cancelled.
  func wait(beyond position: Int64) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.head > position || state.isEnded || Task.isCancelled { return true }
          state.waiting[id] = (position, continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: id)?.continuation }?.resume()
    }
  }

  private func grew(to position: Int64) {
    let woken = state.withLock { state in
      state.head = max(state.head, position)
      let due = state.waiting.filter { $0.value.beyond < state.head }
      for id in due.keys { state.waiting[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Ends every tail: they finish what they are writing, and close.
  func end() {
    let woken = state.withLock { state in
      state.isEnded = true
      defer { state.waiting = [:] }
      return state.waiting.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }
}
