import Foundation
import Synchronization
import Vocabulary

/// What was worked out of what taught, by what it follows from: what this process found, and what the book keeps.
final class KeptTeachings: Sendable {
  /// Which of the things that follow from what taught up to a place.
  enum Part: String, Sendable {
    case fit, lesson, coverage, expected
    /// The scores right after, as trends tells them.
    case trend = "scores on the way"
    /// The scores right before and right after, as the report on a run tells them.
    case before = "scores before"
    case after = "scores after"
  }

  struct Key: Hashable, Sendable {
    let hash: Data
    let part: Part
  }

  struct Row: Sendable {
    let key: Key
    /// The position of the last that taught.
    let position: Int64
    let bytes: [UInt8]
  }

  private struct State {
    /// What this process found or read.
    var rows: [Key: Row] = [:]
    /// What the book does not hold yet.
    var fresh: Set<Key> = []
  }

  private let state = Mutex(State())
  private let read: @Sendable (Key) -> Row?

  /// - Parameter read: what the book keeps under a key.
  init(read: @escaping @Sendable (Key) -> Row? = { _ in nil }) { self.read = read }

  /// What is kept under a key; nil where nothing is, or where it is not of that kind.
  func value<Value: Packable>(_ key: Key) -> Value? {
    let row: Row
    if let known = state.withLock({ $0.rows[key] }) {
      row = known
    } else {
      guard let stored = read(key) else { return nil }
      row = stored
      state.withLock { $0.rows[key] = stored }
    }
    var unpacker = Unpacker(row.bytes)
    guard let value = try? Value(from: &unpacker), unpacker.isAtEnd else { return nil }
    return value
  }

  /// Keeps what was worked out.
  func keep(_ value: some Packable, _ key: Key, position: Int64) {
    var packer = Packer()
    value.pack(into: &packer)
    let row = Row(key: key, position: position, bytes: packer.bytes)
    state.withLock { state in
      state.rows[key] = row
      state.fresh.insert(key)
    }
  }

  /// Whether anything was found that the book does not hold.
  var hasFresh: Bool { state.withLock { !$0.fresh.isEmpty } }

  /// All that this process found or read.
  var rows: [Key: Row] { state.withLock { $0.rows } }

  /// What the book does not hold of what follows from some hashes; all else is let go.
  func fresh(of hashes: Set<Data>) -> [Row] {
    state.withLock { state in
      state.rows = state.rows.filter { hashes.contains($0.key.hash) }
      state.fresh = state.fresh.filter { hashes.contains($0.hash) }
      return state.fresh.compactMap { state.rows[$0] }
    }
  }

  /// Notes that the book holds some rows.
  func stored(_ rows: [Row]) { state.withLock { $0.fresh.subtract(rows.map(\.key)) } }

  /// Forgets all, and takes up what another found.
  func replace(with other: KeptTeachings) {
    let rows = other.rows
    state.withLock { $0 = State(rows: rows, fresh: Set(rows.keys)) }
  }
}

/// What is kept of one state's teachings, by place.
struct TeachingMemory: Sendable {
  let kept: KeptTeachings
  let chain: TeachingChain
  /// By place.
  let runs: [(stream: String, position: Int64)]

  /// What is kept of a place; nil where nothing is.
  func known<Value: Packable>(_ part: KeptTeachings.Part, _ place: Int) -> Value? {
    kept.value(KeptTeachings.Key(hash: chain.keys[place], part: part))
  }

  /// The same, or what is made and kept from now on.
  func value<Value: Packable>(_ part: KeptTeachings.Part, _ place: Int, _ make: () -> Value) -> Value {
    if let known: Value = known(part, place) { return known }
    let made = make()
    kept.keep(
      made, KeptTeachings.Key(hash: chain.keys[place], part: part), position: runs[place].position)
    return made
  }
}
