import EventLog
import Foundation
import Vocabulary

extension KnowledgeBase {
  /// Destroys the key of a person's data, for ever, and records that it was done: what is sealed stays in the log, and
  /// nobody can read it. Killed in between it is finished by the next command that writes.
  ///
  /// The record names the key, not the person. Throws for a person without a key, and for a `why` that names them.
  public func erase(subject: String, why: String, actor: String) throws -> Answer {
    try translating {
      guard isWritable else { throw FaultbookError(.usage, "the book \(path) is open for reading only") }
      let keys = keyRing
      guard let entry = try keys.entry(of: subject) else {
        throw FaultbookError(
          .usage,
          "there is no key of \"\(subject)\" in \(keys.folder); see `faultbook subject list` for those there are")
      }
      guard why.range(of: subject, options: [.caseInsensitive, .diacriticInsensitive]) == nil else {
        throw FaultbookError(
          .usage, "the reason names the person and stays readable for ever; leave the name out of it")
      }
      let erasure = KeyRing.Erasure(id: entry.id, why: why, actor: actor, at: wallTime())
      // What cannot be recorded must not be done.
      _ = try KnowledgeBase.event(of: erasure)
      try keys.begin(erasure)
      let position = try finish(erasure, keys)
      let extent = try log.sealedExtents().first { $0.key == entry.id }
      let count = extent?.events ?? 0
      return Answer(
        json: .compact(
          ("position", .integer(position)), ("key", .integer(entry.id)), ("sealedEvents", .integer(Int64(count)))),
        table: AnswerTable(title: "", columns: [], rows: []),
        notes: [
          "The key \(entry.id) is destroyed: what is sealed with it in \(count) event\(count == 1 ? "" : "s") cannot be read any more. "
            + "Recorded at position \(position).",
          "Copies of \(keys.folder) elsewhere still hold the key, if there are any: destroy them too.",
        ] + lagNotes)
    }
  }

  /// Does what an interrupted erasure left to do, and destroys keys that came back, from a copy say, after they had been
  /// erased. A folder that this process may not open is left alone.
  func finishErasures() throws {
    let keys = keyRing
    guard let begun = try? keys.begun(), let ids = try? keys.ids() else { return }
    for erasure in begun { _ = try finish(erasure, keys) }
    for id in ids where headState().erasures[id] != nil { try keys.shred(id) }
  }

  private func finish(_ erasure: KeyRing.Erasure, _ keys: KeyRing) throws -> Int64 {
    try keys.shred(erasure.id)
    let outcome = try write([request([KnowledgeBase.event(of: erasure)], actor: erasure.actor)])[0]
    try keys.end(erasure.id)
    return outcome.positions.first ?? 0
  }

  private static func event(of erasure: KeyRing.Erasure) throws -> NewEvent {
    let data = SubjectErased(key: erasure.id, why: erasure.why).json
    return try NewEvent(
      id: "erased-\(erasure.id)", source: "urn:faultbook:cli", type: .subjectErased,
      stream: StreamFamily.subject.stream("\(erasure.id)"), time: erasure.at, schemaVersion: 1, actor: erasure.actor,
      correlation: nil, causation: nil, payload: data.text, data: data)
  }
}
