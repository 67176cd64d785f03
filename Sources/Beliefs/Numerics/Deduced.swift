internal import Synchronization

/// Values that follow from what does not change, each worked out when it is first asked for and kept. Whoever holds the same object shares
/// them; two who ask at the same time may both work one out, which gives the same.
final class Deduced<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values: Mutex<[Key: Value]>

  init(_ known: [Key: Value] = [:]) { values = Mutex(known) }

  /// What is known by now.
  var known: [Key: Value] { values.withLock { $0 } }

  /// What is known of a key by now.
  func known(_ key: Key) -> Value? { values.withLock { $0[key] } }

  func value(_ key: Key, _ make: () -> Value) -> Value {
    if let known = known(key) { return known }
    let made = make()
    values.withLock { $0[key] = made }
    return made
  }

  /// Forgets some, in place: for whoever holds it alone.
  func forget(_ keys: some Sequence<Key>) { values.withLock { values in for key in keys { values[key] = nil } } }
}
