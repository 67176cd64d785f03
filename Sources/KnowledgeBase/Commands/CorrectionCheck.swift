import EventLog
import Vocabulary

/// Refuses corrections and retractions that could change nothing, or after which an event could not be read. An event
/// may speak of one ahead of it in the same call.
struct CorrectionCheck {
  private let book: KnowledgeBase
  /// The words that are new and speak of what the log holds.
  private var inLog: [NewEvent] = []

  /// A check against a book as it is before the call.
  init(in book: KnowledgeBase) { self.book = book }

  /// Looks at one word. `ahead` gives the type of the event that it speaks of where that comes before it in the same call,
  /// else nil.
  mutating func look(at word: NewEvent, ahead: (EventReference) throws -> EventType?) throws {
    let (reference, type) = word.fact.reference
    if let target = try book.log.event(source: reference.source, id: reference.id) {
      let known = try book.log.event(source: word.source, id: word.id)
      if let why = Corrections.objection(to: target, at: known?.position ?? .max, as: type) {
        throw FaultbookError(.input, "correction \(word.id) changes nothing: \(why); nothing was appended")
      }
      if known == nil { inLog.append(word) }
      return
    }
    let ahead = try ahead(reference)
    guard let ahead, ahead.isRetractable, type == nil || type == ahead else {
      throw FaultbookError(
        .input,
        "correction \(word.id) changes nothing: event \(reference.id) of \(reference.source) is "
          + "\(ahead == nil ? "neither in the log nor ahead of it" : "not of the type that it brings"); nothing was appended"
      )
    }
  }

  /// Looks at what all of them together make of the book. Cost: a fold of it, where a word speaks of what the log holds.
  func finish() throws {
    guard !inLog.isEmpty else { return }
    let before = book.headState().poisoned
    let after = try BookReader(log: book.log).state(adding: inLog).poisoned
    let fresh = after.filter { $0.value.position < before[$0.key]?.position ?? .max }
    guard let poison = fresh.values.min(by: { $0.position < $1.position }) else { return }
    throw FaultbookError(
      .input,
      "with that correction the event at position \(poison.position) could not be read (\(poison.why)); "
        + "correct or retract that one first")
  }
}

extension Fact {
  /// Which event a correction speaks of, and the type of the payload that it brings.
  fileprivate var reference: (EventReference, EventType?) {
    switch self {
    case .eventCorrected(let word): (word.event, word.corrected)
    case .eventRetracted(let word): (word.event, nil)
    default: preconditionFailure("\(self) speaks of no event")
    }
  }
}
