import EventLog
import SystemModel
public import Vocabulary

/// What a server needs beyond the commands and questions: appends that share commits, events as they come, and the lock
/// file in which its address stands.
extension KnowledgeBase {
  /// The position of the last event, as far as anybody was told. Costs nothing.
  public var position: Int64 { max(acknowledged.position, heldPosition) }

  /// The book's file, without symbolic links.
  public var file: String { log.path }

  /// Calls `body` with the position of the last event whenever the log has grown, on the thread of whoever appended. It must
  /// be quick and must not call the book.
  public func onAppend(_ body: @escaping @Sendable (_ position: Int64) -> Void) { acknowledged.listen(body) }

  /// Whether the book knows of any component.
  public var knowsComponents: Bool { !headState().system.components.isEmpty }

  /// How many appends wait for the next commit.
  public var waitingAppends: Int { log.waitingAppends }

  /// Says in the lock file where this process listens, so that commands hand their writes to it.
  public func announce(address: String?) throws { try translating { try log.announce(address.map { "server \($0)" }) } }

  /// Appends events in one transaction, which it shares with whoever else appends at that time; nobody's thread is blocked.
  /// All or nothing. `expecting` is what the header of HTTP says: `any`, `no-stream`, `stream-exists` or a number.
  ///
  /// Shape of the answer: as of `append(files:)`. Throws `.conflict` with the actual version, `.idReused`, `.busy` where too
  /// many wait already, and as `append` does.
  public func submit(
    _ events: [NewEvent], expecting: String? = nil, stream: String? = nil, actor: String
  ) async throws -> Answer {
    do {
      let starts = StartCheck(in: self)
      for event in events {
        try checkTime(of: event)
        try starts.look(at: event)
      }
      let request = try request(
        events, expecting: KnowledgeBase.expectedVersion(expecting), stream: stream, actor: actor)
      do {
        return answer(appended: try await submitted(request), events: events)
      } catch let error as EventLogError where error.code == .idReused {
        // What the log holds sealed may be told in clear: the slow way knows.
        return answer(appended: try write([request])[0], events: events)
      }
    } catch {
      throw translated(error)
    }
  }

  /// Appends a request without blocking the thread.
  private func submitted(_ request: AppendRequest) async throws -> AppendOutcome {
    guard isWritable else { throw FaultbookError(.usage, "the book \(path) is open for reading only") }
    try checkCorrections([request])
    let outcome = try await log.submit(request)
    if defersTables { acknowledge([outcome]) } else { try takeUpAppended() }
    return outcome
  }

  /// Records one event of somebody's own making, as `record` does, in a commit that it shares with whoever else appends.
  ///
  /// What is checked against the state still holds when the event is in the log: where another came into its stream
  /// meanwhile, it is checked again.
  public func submit(
    _ fact: Fact, stream: String, time: Timestamp? = nil, id: String? = nil, expecting: String? = nil, actor: String,
    sealing: SealRequest? = nil
  ) async throws -> Answer {
    do {
      let word = OwnWord(
        fact: fact, stream: stream, time: time, id: id, sealing: sealing, isConditional: expecting != nil)
      let isOrdered = expecting == nil && id == nil && KnowledgeBase.dependsOnItsStream(fact)
      for attempt in 0..<16 {
        // Read before the state is, which is then brought to know at least that much of the stream: also of events whose
        // writers were not answered yet.
        let version = isOrdered ? try log.version(ofStream: stream) : nil
        if isOrdered { acknowledged.advance(to: try log.head) }
        guard case .event(let event) = try prepared(word) else { break }
        do {
          let request = try request(
            [event], expecting: version.map { .exactly($0) } ?? KnowledgeBase.expectedVersion(expecting),
            stream: stream,
            actor: actor)
          let doubts = doubts(about: event)
          return answer(recorded: try await submitted(request), event, doubts: doubts)
        } catch let error as EventLogError where error.code == .conflict && isOrdered && attempt < 15 {
          continue
        }
      }
      return try record(
        fact, stream: stream, time: time, id: id, expecting: KnowledgeBase.expectedVersion(expecting), actor: actor,
        sealing: sealing)
    } catch {
      throw translated(error)
    }
  }

  /// Whether an event may or may not be, by what its stream already holds.
  private static func dependsOnItsStream(_ fact: Fact) -> Bool {
    switch fact {
    case .metricSampled, .probeObserved: false
    default: [.run, .intent].contains(Swift.type(of: fact.payload).type.streams)
    }
  }

  /// Events behind a position, in order, as they stand in the log: at most `limit`, of `stream` or of all, of `types` or of
  /// all, and none beyond `through`. Cost: the events that are looked at.
  public func events(
    after position: Int64, through last: Int64, stream: String? = nil, types: [EventType] = [], limit: Int
  ) throws -> [RecordedEvent] {
    try translating {
      var found: [RecordedEvent] = []
      try log.read(from: position + 1, through: last, stream: stream, types: types, limit: limit) { found.append($0) }
      return found
    }
  }

  /// Writes what the tables and snapshots lack, where this opening defers it. Cost: the rows of what changed.
  public func bringTablesUpToDate() throws {
    guard defersTables else { return }
    try translating {
      try bringTablesToHead()
      try storeSnapshots()
    }
    storeKept()
  }

  /// What is expected of a stream's version: `any`, `no-stream`, `stream-exists`, or a number. Throws `.usage` for anything else.
  static func expectedVersion(_ text: String?) throws -> ExpectedVersion {
    switch text {
    case nil, "any": return .any
    case "no-stream": return .noStream
    case "stream-exists": return .streamExists
    case let text?:
      guard let version = Int64(text), version >= 0 else {
        throw FaultbookError(
          .usage, "\"\(text.prefix(40))\" is no expected version; give any, no-stream, stream-exists or a number")
      }
      return .exactly(version)
    }
  }
}

/// The server that holds a book, as its lock file names it.
public struct BookServer: Sendable, Equatable {
  /// The book's file, without symbolic links.
  public let book: String
  /// Where it listens: `http://127.0.0.1:8321`.
  public let address: String
  /// Its process.
  public let process: Int32
  /// The host that it runs on.
  public let host: String
}

extension KnowledgeBase {
  /// The server that the lock file of the book at a path names; nil where it names none. A server that ended suddenly may
  /// still be named: whether the lock is held is for `openForWriting` to find out.
  public static func server(of path: String) -> BookServer? {
    guard let (book, holder) = EventLog.lockHolder(of: path), let note = holder.note, note.hasPrefix("server ") else {
      return nil
    }
    return BookServer(
      book: book, address: String(note.dropFirst("server ".count)), process: holder.process, host: holder.host)
  }
}

extension KnowledgeBase {
  /// Why tables cannot follow the log, or new events cannot be read; nil where nothing is known to be wrong.
  public var lagReason: String? { lag }
}
