import KnowledgeBase
import NIOCore
import Synchronization
import Vocabulary

/// An answer with its text, which is written once however often it is sent.
final class Answered: Sendable {
  let answer: Answer
  private let written = Mutex<ByteBuffer?>(nil)

  init(_ answer: Answer) { self.answer = answer }

  /// The position that the answer is as of; nil where it is about something else.
  var position: Int64? { answer.json["position"]?.integerValue }

  /// The document as JSON text.
  var document: ByteBuffer {
    if let known = written.withLock({ $0 }) { return known }
    let made = ByteBuffer(string: answer.json.text + "\n")
    written.withLock { $0 = made }
    return made
  }
}

/// Answers that follow from a position and a question alone, kept while there is room. Who asks what somebody is computing
/// waits for that.
final class AnswerCache: Sendable {
  struct Key: Hashable, Sendable {
    let position: Int64
    let operation: String
    let arguments: String
  }

  private enum Entry {
    case made(Answered, size: Int)
    case making(Task<Answered, any Error>)
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
  func known(_ key: Key) -> Answered? {
    state.withLock { state in
      guard case .made(let answered, _) = state.entries[key] else { return nil }
      state.hits += 1
      return answered
    }
  }

  /// The answer of a key, made by `make` where it is not there. An error is told to all who wait and not kept.
  func answer(_ key: Key, _ make: @escaping @Sendable () async throws -> Answered) async throws -> Answered {
    enum Found {
      case made(Answered)
      case making(Task<Answered, any Error>, isOurs: Bool)
    }
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

  private func keep(_ answered: Answered, _ key: Key) {
    let bytes = answered.document.readableBytes * 3 + 512
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
