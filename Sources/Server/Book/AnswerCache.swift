import KnowledgeBase
import NIOCore
import Synchronization
import Vocabulary

/// What can be kept under a position.
protocol Keepable: Sendable {
  /// About how many bytes it takes.
  var size: Int { get }
}

/// An answer with its text, which is written once however often it is sent.
final class Answered: Keepable {
  let answer: Answer
  private let written = Mutex<ByteBuffer?>(nil)

  init(_ answer: Answer) { self.answer = answer }

  /// The position that the answer is as of; nil where it is about something else.
  var position: Int64? { answer.json["position"]?.integerValue }

  var size: Int { document.readableBytes * 3 + 512 }

  /// The document as JSON text.
  var document: ByteBuffer {
    if let known = written.withLock({ $0 }) { return known }
    let made = ByteBuffer(bytes: answer.json.bytes + [UInt8(ascii: "\n")])
    written.withLock { $0 = made }
    return made
  }
}

typealias AnswerCache = PositionCache<Answered>

/// What an answer or a page follows from.
struct PositionKey: Hashable, Sendable {
  let position: Int64
  let operation: String
  let arguments: String
}

/// What follows from a position and a question alone, kept while there is room. Who asks what somebody is computing waits for
/// that.
final class PositionCache<Value: Keepable>: Sendable {
  typealias Key = PositionKey

  private enum Entry {
    case made(Value, size: Int)
    case making(Task<Value, any Error>)
  }

  private enum Found {
    case made(Value)
    case making(Task<Value, any Error>, isOurs: Bool)
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    /// The keys of what is made, the oldest first, from `oldest` on: as the log grows, old positions are not asked for any more.
    var order: [Key] = []
    var oldest = 0
    var size = 0
    var hits = 0
    var misses = 0
  }

  private let state = Mutex(State())
  private let capacity: Int

  /// - Parameter capacity: bytes of answers that are kept.
  init(capacity: Int) { self.capacity = capacity }

  /// How many questions were answered by an answer at hand, and how many were not.
  var counts: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }

  /// The answer of a key where it is made; nobody waits for it.
  func known(_ key: Key) -> Value? {
    state.withLock { state in
      guard case .made(let answered, _) = state.entries[key] else { return nil }
      state.hits += 1
      return answered
    }
  }

  /// The answer of a key, made by `make` where it is not there. An error is told to all who wait and not kept.
  func answer(_ key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let found: Found = state.withLock { state in
      switch state.entries[key] {
      case .made(let answered, _):
        state.hits += 1
        return .made(answered)
      case .making(let task):
        state.hits += 1
        return .making(task, isOurs: false)
      case nil:
        state.misses += 1
        let task = Task { try await make() }
        state.entries[key] = .making(task)
        return .making(task, isOurs: true)
      }
    }
    switch found {
    case .made(let answered): return answered
    case .making(let task, isOurs: false): return try await task.value
    case .making(let task, isOurs: true):
      do {
        let answered = try await task.value
        keep(answered, key)
        return answered
      } catch {
        state.withLock { $0.entries[key] = nil }
        throw error
      }
    }
  }

  private func keep(_ answered: Value, _ key: Key) {
    let bytes = answered.size
    state.withLock { state in
      guard bytes <= capacity / 4 else {
        state.entries[key] = nil
        return
      }
      state.entries[key] = .made(answered, size: bytes)
      state.order.append(key)
      state.size += bytes
      while state.size > capacity, state.oldest < state.order.count {
        if case .made(_, let freed) = state.entries.removeValue(forKey: state.order[state.oldest]) {
          state.size -= freed
        }
        state.oldest += 1
      }
      if state.oldest > 1024, state.oldest * 2 > state.order.count {
        state.order.removeFirst(state.oldest)
        state.oldest = 0
      }
    }
  }
}
