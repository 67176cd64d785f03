import Synchronization

/// How long something that comes piece by piece is waited for: each piece gets as long as the first.
struct Patience {
  private let each: Duration
  private var last: ContinuousClock.Instant

  init(_ each: Duration, from start: ContinuousClock.Instant) {
    self.each = each
    last = start
  }

  /// A piece came.
  mutating func took(at now: ContinuousClock.Instant) { last = max(last, now) }

  /// How much longer to wait; nil where it is over.
  func left(at now: ContinuousClock.Instant) -> Duration? {
    let left = each - last.duration(to: now)
    return left > .zero ? left : nil
  }
}

extension Deadline {
  /// Tells that a piece came.
  final class Pieces: Sendable {
    private struct State {
      var patience: Patience
      var timer: UInt64?
      var isOver = false
    }

    private let state: Mutex<State>

    fileprivate init(_ patience: Duration) { state = Mutex(State(patience: Patience(patience, from: .now))) }

    /// A piece came: the next is waited for as long again.
    func came() { state.withLock { $0.patience.took(at: .now) } }

    /// Calls `stalled` once where no piece came for too long before it is over.
    fileprivate func watch(_ stalled: @escaping @Sendable () -> Void) {
      let isStalled = state.withLock { state in
        guard !state.isOver else { return false }
        guard let left = state.patience.left(at: .now) else { return true }
        state.timer = Deadlines.shared.add(left) { [self] in watch(stalled) }
        return false
      }
      if isStalled { stalled() }
    }

    fileprivate func end() {
      let timer = state.withLock { state in
        state.isOver = true
        return state.timer
      }
      if let timer { Deadlines.shared.remove(timer) }
    }
  }

  /// What `body` gives, or the error of `late` where a piece takes longer than `patience`: then it is cancelled, and waited for. `body`
  /// tells of every piece.
  static func cancelling<Result: Sendable>(
    stalledFor patience: Duration, late: @escaping @Sendable () -> any Error,
    _ body: @escaping @Sendable (Pieces) async throws -> Result
  ) async throws -> Result {
    let isLate = Atomic<Bool>(false)
    let pieces = Pieces(patience)
    let work = Task(executorPreference: LoopExecutor.current) { try await body(pieces) }
    pieces.watch {
      isLate.store(true, ordering: .releasing)
      work.cancel()
    }
    defer { pieces.end() }
    do {
      return try await withTaskCancellationHandler {
        try await work.value
      } onCancel: {
        work.cancel()
      }
    } catch {
      throw isLate.load(ordering: .acquiring) ? late() : error
    }
  }
}
