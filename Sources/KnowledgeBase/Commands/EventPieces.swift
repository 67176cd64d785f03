import EventLog
import Vocabulary

/// Events on their way into the book within one transaction, so that a file of any size passes through a small memory.
final class EventPieces {
  /// How many events go to the log at a time.
  private static let size = 1000

  private let append: PiecewiseAppend
  private let book: KnowledgeBase
  private let isSealingAsKnown: Bool
  private var piece: [NewEvent] = []
  private var corrections: CorrectionCheck
  private let starts: StartCheck

  /// - Parameter isSealingAsKnown: whether what the log holds sealed is sealed alike before it is compared.
  init(_ append: PiecewiseAppend, in book: KnowledgeBase, sealingAsKnown isSealingAsKnown: Bool) {
    self.append = append
    self.book = book
    self.isSealingAsKnown = isSealingAsKnown
    corrections = CorrectionCheck(in: book)
    starts = StartCheck(in: book)
  }

  /// Adds the next event. Throws as appending does, for an event ahead of it too.
  func add(_ event: NewEvent) throws {
    try starts.look(at: event)
    piece.append(event)
    if piece.count >= EventPieces.size { try handOver() }
  }

  /// Ends it, before the commit.
  func finish() throws {
    try handOver()
    try corrections.finish()
  }

  private func handOver() throws {
    let events = isSealingAsKnown ? try book.sealedAsKnown(piece) : piece
    piece.removeAll(keepingCapacity: true)
    try append.append(events)
    for word in events where word.type.streams == .correction {
      try corrections.look(at: word) { reference in
        // What is ahead of it in the same call has a place already.
        guard let own = try append.event(source: word.source, id: word.id),
          let ahead = try append.event(source: reference.source, id: reference.id), ahead.position < own.position
        else { return nil }
        return ahead.type
      }
    }
  }
}
