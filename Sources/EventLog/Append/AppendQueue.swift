/// The decisions of group commit, without threads, clock or database: who writes, what is written together, who waits.
///
/// States and their transitions:
///
///     idle ──submit──▶ draining ──next, nothing waits──▶ idle
///                      draining ──submit, next, handOver──▶ draining
///     any ──close──▶ closed
///
/// Exactly one drainer exists in `draining`: whoever was told `.drain`, and who holds it passes it on by `handOver`.
struct AppendQueue<Item> {
  private enum State {
    /// Nobody writes and nothing waits.
    case idle
    /// Somebody takes groups by `next` until there are none. `lastGroup` is the size of the last one.
    case draining(lastGroup: Int)
    /// Nothing is taken on any more.
    case closed
  }

  /// What a caller does who submitted.
  enum Submitted: Equatable {
    /// See that the queue is drained.
    case drain
    /// Wait for the answer; somebody drains.
    case wait
    /// The queue is full.
    case full
    /// The book is closed.
    case closed
  }

  /// What the drainer does.
  enum Next {
    /// Write these in one transaction, answer them, and ask again.
    case write([Item])
    /// Ask again after a moment: those whose answers just went out are about to submit again, and one commit for all
    /// of them beats one for the first and one for the rest.
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

  init(maximumGroup: Int, capacity: Int) {
    self.maximumGroup = maximumGroup
    self.capacity = capacity
  }

  /// How many items wait.
  var count: Int { waiting.count }

  mutating func submit(_ item: Item) -> Submitted {
    switch state {
    case .closed: return .closed
    case .idle:
      waiting.append(item)
      state = .draining(lastGroup: 0)
      return .drain
    case .draining:
      guard waiting.count < capacity else { return .full }
      waiting.append(item)
      return .wait
    }
  }

  /// The drainer's next deed. `lingered` tells that it has waited its moment.
  mutating func next(lingered: Bool) -> Next {
    switch state {
    case .closed: return .stop
    case .idle: preconditionFailure("next was called without a drainer")
    case .draining(let lastGroup):
      if !lingered, lastGroup > 1, waiting.count < min(lastGroup, maximumGroup) { return .linger }
      guard !waiting.isEmpty else {
        state = .idle
        return .stop
      }
      let group = Array(waiting.prefix(maximumGroup))
      waiting.removeFirst(group.count)
      state = .draining(lastGroup: group.count)
      return .write(group)
    }
  }

  /// The drainer stops after one group. Whether somebody must go on in its place.
  mutating func handOver() -> Bool {
    switch state {
    case .closed: return false
    case .idle: preconditionFailure("handOver was called without a drainer")
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
