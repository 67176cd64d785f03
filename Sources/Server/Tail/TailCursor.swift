/// The decisions of one live tail: what it reads next, what it sends, when it waits. No clock, no connection, no log.
///
/// States and their transitions:
///
///     reading ──found(events), more are there──▶ reading
///     reading ──found, nothing more is known──▶ waiting
///     waiting ──grew──▶ reading
///     any ──end──▶ ended
///
/// `sent` is the position up to which the client has everything that its filter lets through. It never goes back, and
/// what is read next begins right behind it: nothing is left out and nothing comes twice.
struct TailCursor: Sendable, Equatable {
  /// What to do.
  enum Action: Sendable, Equatable {
    /// Read the events behind a position, at most up to another.
    case read(after: Int64, through: Int64)
    /// Wait until the log is longer than this.
    case wait(beyond: Int64)
    /// Close the connection.
    case stop
  }

  private(set) var sent: Int64
  /// How long the log is known to be.
  private(set) var head: Int64
  private var isEnded = false

  /// A tail behind a position, of a log so long.
  init(after position: Int64, head: Int64) {
    sent = position
    self.head = max(head, 0)
  }

  /// What comes next.
  var action: Action {
    if isEnded { return .stop }
    return head > sent ? .read(after: sent, through: head) : .wait(beyond: sent)
  }

  /// The log has grown.
  mutating func grew(to position: Int64) { head = max(head, position) }

  /// What was read up to `through` is sent, events that the filter held back included.
  mutating func read(through position: Int64) {
    precondition(position <= head, "a tail read \(position), beyond the head \(head) that it was told of")
    sent = max(sent, position)
  }

  /// The server ends, or the client went away.
  mutating func end() { isEnded = true }
}
