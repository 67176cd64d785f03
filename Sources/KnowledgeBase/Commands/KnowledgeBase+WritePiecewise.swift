import EventLog
import Vocabulary

extension KnowledgeBase {
  /// Appends events as `body` finds them, all in one transaction, and brings the tables to the head: what became of them,
  /// and what `body` returns. Memory: a piece of them. `body` may be called again from the start, where it turns out that
  /// the log holds some of its events sealed.
  func write<Result>(
    expecting: ExpectedVersion = .any, stream: String? = nil, actor: String,
    piecewise body: (EventPieces) throws -> Result
  ) throws -> (result: Result, tally: AppendTally) {
    guard isWritable else { throw FaultbookError(.usage, "the book \(path) is open for reading only") }
    func append(sealingAsKnown: Bool) throws -> (Result, AppendTally) {
      try log.append(stream: stream, expecting: expecting, actor: actor, now: wallTime()) { append in
        let pieces = EventPieces(append, in: self, sealingAsKnown: sealingAsKnown)
        let result = try body(pieces)
        try pieces.finish()
        return (result, append.tally)
      }
    }
    return try translating {
      let written: (Result, AppendTally)
      do {
        written = try append(sealingAsKnown: false)
      } catch let error as EventLogError {
        guard try isSealed(error) else { throw error }
        written = try append(sealingAsKnown: true)
      }
      if !defersTables { try takeUpAppended() } else if let last = written.1.last { acknowledged.advance(to: last) }
      return written
    }
  }

  /// Whether an append was refused for an event that the log holds sealed: told in clear it may be the same.
  func isSealed(_ error: EventLogError) throws -> Bool {
    guard error.code == .idReused, let position = error.position else { return false }
    return try log.event(at: position)?.keyID != nil
  }
}
