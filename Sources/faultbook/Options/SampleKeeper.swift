import Interchange
import KnowledgeBase
import Server
import Vocabulary

/// Keeps batches of a run's samples: by the server that holds the book where there is one, else in the book itself, which is open
/// only meanwhile, so that others can write to it.
struct SampleKeeper {
  let run: String
  let common: CommonOptions

  private var hasServer: Bool { KnowledgeBase.server(of: common.bookPath) != nil }

  /// Throws for a run that was not started.
  func check() throws {
    let book = try hasServer ? common.openForReading() : common.openForWriting()
    defer { book.close() }
    try book.checkStarted(run)
  }

  /// Whom a batch is about that the book does not know, and nothing is kept; nothing is held against a book that is not there.
  func rehearse(_ events: [NewEvent]) throws -> [String] {
    guard let book = try common.bookAtHand() else { return [] }
    defer { book.close() }
    try book.checkStarted(run)
    return book.doubts(about: events)
  }

  /// Appends a batch, all or none; it is on disk when this returns.
  func keep(_ events: [NewEvent]) throws -> KeptSamples {
    // As events with their ids, so that they are the same however they come.
    if hasServer, let answer = try common.handedOver(.append([source(of: events)], sealing: nil)) {
      return KeptSamples(answer.json)
    }
    let book = try common.openToWait()
    defer { book.close() }
    return try book.keep(events, run: run, actor: common.actorName)
  }

  private func source(of events: [NewEvent]) -> ImportSource {
    ImportSource(name: "standard input", bytes: Array(events.map { CloudEvents.text(of: $0) + "\n" }.joined().utf8))
  }
}

extension KeptSamples {
  /// As an append is answered.
  fileprivate init(_ answer: JSON) {
    func count(_ name: String) -> Int64 { answer[name]?.integerValue ?? 0 }
    self.init(
      appended: Int(count("appended")), duplicates: Int(count("duplicates")),
      position: answer["last"]?.integerValue ?? count("position"),
      doubts: answer["doubts"]?.arrayValue?.compactMap(\.stringValue) ?? [])
  }
}
