import EventLog
public import Interchange
import Synchronization
import SystemModel
public import Vocabulary

/// Takes in the spans that exporters send while the book is open, and appends their windows to it.
///
/// **What an acknowledgement promises.** When `take` returns `taken`, the spans are counted in this process's memory, and their
/// windows will be in the log once they are closed: at the latest so many seconds after they came as a window, its lateness and
/// the quiet time of traces are together, which is 100 s where nothing else was said. `close` writes all of it, so that an
/// orderly end loses nothing. If the process or its machine crashes, the windows that are not in the log yet are lost, with no
/// harm to anything else; what `settle` appended is on disk as any event. Where the book cannot be written, windows are
/// kept and tried again, and once too many wait, `take` answers `busy`: nothing is acknowledged that has no room.
///
/// `take` may be called from many threads: requests are read side by side and joined one after another.
public final class SpanIntake: Sendable {
  /// What became of a request.
  public enum Outcome: Sendable, Equatable {
    /// It was taken in, but for so many spans, for the reason that is said.
    case taken(rejected: Int, problem: String?)
    /// There is no room: try again after so many seconds.
    case busy(retryAfterSeconds: Int)
  }

  private struct State {
    var reception: SpanReception
    /// Events of closed windows that are not in the log yet.
    var pending: [NewEvent] = []
    var bytesUnderWay = 0
    var isClosed = false
  }

  private let book: KnowledgeBase
  private let actor: String
  private let mostPending: Int
  private let mostBytes: Int
  private let state: Mutex<State>
  /// Held while events are appended, so that they keep their order.
  private let writing = Mutex<Void>(())

  /// An intake into an open book. `mostPending` closed windows wait for the log at most, and `mostBytes` of requests are read at
  /// once at most.
  public init(
    into book: KnowledgeBase, options: ReceptionOptions = ReceptionOptions(), actor: String, mostPending: Int = 50_000,
    mostBytes: Int = 64 << 20
  ) {
    self.book = book
    self.actor = actor
    self.mostPending = mostPending
    self.mostBytes = mostBytes
    let known = book.headState().system.components.map(\.name)
    state = Mutex(State(reception: SpanReception(options, knowing: known)))
  }

  /// Takes in the body of one export request, uncompressed. Throws `FaultbookError` where it is no sound message of its kind.
  public func take(_ body: [UInt8], as encoding: ReceivedSpans.Encoding) throws -> Outcome {
    let hasRoom = state.withLock { state in
      guard !state.isClosed, state.pending.count < mostPending, state.bytesUnderWay + body.count <= mostBytes else {
        return false
      }
      state.bytesUnderWay += body.count
      return true
    }
    guard hasRoom else { return .busy(retryAfterSeconds: 5) }
    defer { state.withLock { $0.bytesUnderWay -= body.count } }
    let received = try translating { try ReceivedSpans(body, as: encoding) }
    let now = book.wallTime()
    return state.withLock { state in
      // The end may have come while the request was read.
      guard !state.isClosed else { return .busy(retryAfterSeconds: 5) }
      let ahead = state.reception.take(received, at: now)
      let problem = received.problem ?? (ahead > 0 ? "its clock is more than a day ahead" : nil)
      return .taken(rejected: received.rejected + ahead, problem: problem.map { "a span was left out: \($0)" })
    }
  }

  /// Closes the windows that are due and appends them; call it about each second. How many events were appended. Throws where the
  /// book cannot be written; nothing is lost by that.
  @discardableResult
  public func settle() throws -> Int {
    let now = book.wallTime()
    state.withLock { state in state.pending += state.reception.due(by: now) }
    return try writePending()
  }

  /// Takes in nothing more, and appends everything. Throws where the book cannot be written; it may be called again then.
  public func close() throws {
    state.withLock { state in
      state.isClosed = true
      state.pending += state.reception.finish()
    }
    _ = try writePending()
  }

  /// What was taken in so far, and how many spans, calls and events are held.
  public var figures: (counts: SpanReception.Figures, held: Int, pending: Int) {
    state.withLock { ($0.reception.figures, $0.reception.held, $0.pending.count) }
  }

  /// How many spans and calls are held whose windows are open, and when the first of these closes; nil where none is held.
  public var openWindow: (held: Int, closes: Timestamp)? {
    let now = book.wallTime()
    return state.withLock { state in state.reception.closing(at: now).map { (state.reception.held, $0) } }
  }

  private func writePending() throws -> Int {
    try writing.withLock { _ in
      var written = 0
      while true {
        let batch = state.withLock { Array($0.pending.prefix(1000)) }
        guard !batch.isEmpty else { return written }
        let news = news(in: batch)
        if !news.isEmpty { _ = try book.write([book.request(news, actor: actor)]) }
        state.withLock { $0.pending.removeFirst(batch.count) }
        written += news.count
      }
    }
  }

  /// What is still to be said: somebody who declared a component meanwhile knows better than its spans what it is.
  private func news(in batch: [NewEvent]) -> [NewEvent] {
    func declared(_ event: NewEvent) -> String? {
      if case .componentDeclared(let fact) = event.fact { fact.component } else { nil }
    }
    guard batch.contains(where: { declared($0) != nil }) else { return batch }
    let known = Set(book.headState().system.components.map(\.name))
    return batch.filter { event in declared(event).map { !known.contains($0) } ?? true }
  }
}
