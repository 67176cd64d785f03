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
    let made = ByteBuffer(string: answer.json.text + "\n")
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
actor PositionCache<Value: Keepable> {
  typealias Key = PositionKey

  private enum Entry {
    case made(Value, size: Int)
    case making(Task<Value, any Error>)
  }

  private var entries: [Key: Entry] = [:]
  /// The keys of what is made, the oldest first, from `oldest` on: as the log grows, old positions are not asked for any more.
  private var order: [Key] = []
  private var oldest = 0
  private var size = 0
  private let capacity: Int
  private(set) var hits = 0
  private(set) var misses = 0

  /// - Parameter capacity: bytes of answers that are kept.
  init(capacity: Int) { self.capacity = capacity }

  /// The answer of a key, made by `make` where it is not there. An error is told to all who wait and not kept.
  func answer(_ key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
    switch entries[key] {
    case .made(let answered, _):
      hits += 1
      return answered
    case .making(let task):
      hits += 1
      return try await task.value
    case nil: break
    }
    misses += 1
    let task = Task { try await make() }
    entries[key] = .making(task)
    do {
      let answered = try await task.value
      keep(answered, key)
      return answered
    } catch {
      entries[key] = nil
      throw error
    }
  }

  private func keep(_ answered: Value, _ key: Key) {
    let bytes = answered.size
    guard bytes <= capacity / 4 else {
      entries[key] = nil
      return
    }
    entries[key] = .made(answered, size: bytes)
    order.append(key)
    size += bytes
    while size > capacity, oldest < order.count {
      if case .made(_, let freed) = entries.removeValue(forKey: order[oldest]) { size -= freed }
      oldest += 1
    }
    if oldest > 1024, oldest * 2 > order.count {
      order.removeFirst(oldest)
      oldest = 0
    }
  }
}
