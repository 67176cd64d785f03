import EventLog
import Vocabulary

/// An event that was corrected or retracted, and by what.
struct Rereading {
  /// Its position.
  let position: Int64
  /// Its type.
  let type: EventType
  /// How it is read.
  let word: String
  /// Where that was said.
  let by: Int64

  var json: JSON {
    .compact(("position", .integer(position)), ("type", .string(type.name)), (word, .integer(by)))
  }

  var sentence: String { "The \(type.shortName) at position \(position) is \(word) at position \(by)." }
}

extension KnowledgeBase {
  /// The events of a stream that are read otherwise than they were said, in order. Cost: where anything was corrected, the
  /// stream's events; else nothing.
  func rereadings(of stream: String, through position: Int64) throws -> [Rereading] {
    let corrections = try Corrections(log, through: position)
    guard !corrections.isEmpty else { return [] }
    var found: [Rereading] = []
    try log.read(through: position, stream: stream) { event in
      guard let reading = corrections.reading(at: event.position) else { return }
      found.append(
        Rereading(position: event.position, type: event.type, word: reading.word, by: reading.position))
    }
    return found
  }
}
