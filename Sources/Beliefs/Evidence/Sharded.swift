internal import Vocabulary

/// A key that says which piece of a dictionary it belongs to.
protocol ShardKey: Hashable, Sendable {
  /// Any number; the last eight bits count.
  var shard: UInt32 { get }
}

extension FamilyKey: ShardKey {
  var shard: UInt32 {
    var sum = UInt32(faultClass.index)
    for byte in effect.name.utf8 { sum = sum &* 31 &+ UInt32(byte) }
    return sum ^ sum >> 8
  }
}

/// A dictionary in pieces, of which a change to a shared copy copies one: who keeps the states before and after each of many small
/// changes pays for what changed.
struct Sharded<Key: ShardKey, Value: Sendable>: Sendable {
  private var shards: [[Key: Value]] = Array(repeating: [:], count: 256)

  private func place(_ key: Key) -> Int { Int(truncatingIfNeeded: key.shard & 255) }

  subscript(_ key: Key) -> Value? {
    get { shards[place(key)][key] }
    set { shards[place(key)][key] = newValue }
  }

  subscript(_ key: Key, default value: @autoclosure () -> Value) -> Value {
    get { shards[place(key)][key] ?? value() }
    _modify { yield &shards[place(key)][key, default: value()] }
  }

  /// In no order.
  var keys: [Key] { shards.flatMap(\.keys) }
  /// In no order.
  var values: [Value] { shards.flatMap(\.values) }
}

extension Sharded: Equatable where Value: Equatable {}
