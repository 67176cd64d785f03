import Synchronization

/// How far the log has come, as far as whoever appended was told: the promise that readers are held to.
///
/// Positions are without gaps and commits follow one another, so that everything up to here is on disk.
final class Acknowledged: Sendable {
  private let newest = Atomic<Int64>(0)
  private let listeners = Mutex<[@Sendable (Int64) -> Void]>([])

  /// The newest position that anybody was told of; 0 where nobody was told of one yet.
  var position: Int64 { newest.load(ordering: .acquiring) }

  /// Takes note of a position; one that is older than what is known changes nothing. Calls the listeners on this thread.
  func advance(to position: Int64) {
    var known = newest.load(ordering: .relaxed)
    while known < position {
      let (isNew, found) = newest.weakCompareExchange(
        expected: known, desired: position, ordering: .acquiringAndReleasing)
      if isNew { return listeners.withLock { $0 }.forEach { $0(position) } }
      known = found
    }
  }

  /// Calls `body` with every new position from now on; two may come in the wrong order. It must be quick.
  func listen(_ body: @escaping @Sendable (Int64) -> Void) { listeners.withLock { $0.append(body) } }
}
