/// The decisions of group commit, without threads, clock or database: who writes, what is written together, who waits.
///
/// States and their transitions:
///
///     idle ──submit──▶ draining ──next, nothing waits──▶ idle
///                      draining ──submit, next, handOver──▶ draining
///                      draining ──next, more are about to come──▶ lingering
///                      lingering ──submit, all are there──▶ draining, and the drainer is woken
///                      lingering ──next, the moment is over──▶ draining
///     any ──close──▶ closed
///
/// Exactly one drainer exists in `draining` and `lingering`: whoever was told `.drain`, and who holds it passes it on by
/// `handOver`.
struct AppendQueue<Item> {
  private enum State {
    /// Nobody writes and nothing waits.
    case idle
    /// Somebody takes groups by `next` until there are none. `expected` is how many are about to wait, as far as is known.
    case draining(expected: Int)
    /// The drainer waits a moment for this many items to be there.
    case lingering(until: Int)
    /// Nothing is taken on any more.
    case closed
  }

  /// What a caller does who submitted.
  enum Submitted: Equatable {
    /// See that the queue is drained.
    case drain
    /// Wait for the answer; somebody drains.
    case wait
    /// Wake the drainer that lingers, and wait for the answer: all are there.
    case wake
    /// The queue is full.
    case full
    /// The book is closed.
    case closed
  }

  /// What the drainer does.
  enum Next {
    /// Write these in one transaction, answer them, and ask again.
    case write([Item])
    /// Ask again when woken, or after a moment: those whose answers just went out are about to submit again, and one
    /// commit for them and for all who wait beats one for each half.
    case linger
    /// Nothing waits: stop.
    case stop
  }

  /// How many items one transaction takes.
  let maximumGroup: Int
  /// How many items may wait.
  let capacity: Int
  private var state = State.idle
  private var waiting: [Item] = []
  private var taken = 0

  init(maximumGroup: Int, capacity: Int) {
    self.maximumGroup = maximumGroup
    self.capacity = capacity
  }

  /// The number of the group that the next item is taken in, if it is submitted now: they are taken in the order in which
  /// they come.
  var nextGroup: Int { taken + waiting.count / maximumGroup }

  /// How many items wait.
  var count: Int { waiting.count }

  /// Whether the drainer lingers and was not woken.
  var isLingering: Bool { if case .lingering = state { true } else { false } }

  mutating func submit(_ item: Item) -> Submitted {
    switch state {
    case .closed: return .closed
    case .idle:
      waiting.append(item)
      state = .draining(expected: 0)
      return .drain
    case .draining:
      guard waiting.count < capacity else { return .full }
      waiting.append(item)
      return .wait
    case .lingering(let until):
      waiting.append(item)
      guard waiting.count >= until else { return .wait }
      state = .draining(expected: 0)
      return .wake
    }
  }

  /// The drainer's next deed.
  mutating func next() -> Next {
    switch state {
    case .closed: return .stop
    case .idle: preconditionFailure("next was called without a drainer")
    case .draining(let expected):
      guard waiting.count < expected else { return take() }
      state = .lingering(until: expected)
      return .linger
    case .lingering: return take()
    }
  }

  private mutating func take() -> Next {
    guard !waiting.isEmpty else {
      state = .idle
      return .stop
    }
    var group: [Item] = []
    if waiting.count <= maximumGroup {
      swap(&group, &waiting)
      waiting.reserveCapacity(group.count)
    } else {
      group = Array(waiting.prefix(maximumGroup))
      waiting.removeFirst(maximumGroup)
    }
    state = .draining(expected: 0)
    taken += 1
    return .write(group)
  }

  /// A group of `count` was written, and is to be answered after this call. One caller alone may be anyone; of several
  /// it is taken that they go on as they did.
  mutating func wrote(_ count: Int) {
    guard case .draining = state, count > 1 else { return }
    state = .draining(expected: min(count + waiting.count, maximumGroup))
  }

  /// The drainer stops after one group. Whether somebody must go on in its place.
  mutating func handOver() -> Bool {
    switch state {
    case .closed: return false
    case .idle, .lingering: preconditionFailure("handOver was called without a drainer that has written")
    case .draining:
      if waiting.isEmpty { state = .idle }
      return !waiting.isEmpty
    }
  }

  /// Takes nothing on any more; gives back what waited.
  mutating func close() -> [Item] {
    defer { waiting = [] }
    state = .closed
    return waiting
  }
}
