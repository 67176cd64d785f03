import Interchange
import KnowledgeBase
import Server
import Vocabulary

/// Checks facts that were given by hand and hands them to the book.
struct Recorder {
  /// Where, and by whom.
  let common: CommonOptions
  /// When, and under which id.
  let options: RecordingOptions

  /// Records one event made of options and prints what was recorded.
  func record(_ payload: any EventPayload, stream: String) throws {
    try record(stream: stream) { _ in payload }
  }

  /// Records one event made of options and of what the book, which is opened to read where it is asked for, knows of them; prints what
  /// was recorded.
  func record(stream: String, making payload: (_ book: () throws -> KnowledgeBase) throws -> any EventPayload) throws {
    var opened: KnowledgeBase?
    defer { opened?.close() }
    let payload = try payload {
      let book = try opened ?? common.openBeforeWriting() ?? common.openForWriting()
      opened = book
      return book
    }
    let fact: Fact
    do {
      fact = try Fact(type(of: payload).type, payload.json)
    } catch let error as VocabularyError {
      throw UsageError(message: error.sentence)
    }
    if options.dryRun {
      return try rehearse(fact, [DocumentEvent(fact, stream: stream)], named: "the arguments")
    }
    try record(fact, stream: stream)
  }

  /// Records one event whose payload stands in a file and prints what was recorded.
  func record(_ event: DocumentEvent, from document: DocumentFile) throws {
    let fact = try event.fact(file: document.name)
    for name in event.namesUnknown(to: fact) {
      StandardStreams.printError(
        "faultbook: note: \(document.name): \"\(name)\" is no field of \(event.type.shortName) and was left out")
    }
    if options.dryRun { return try rehearse(fact, [event], named: document.name) }
    try record(fact, stream: event.stream)
  }

  /// Records the events of a file, all or none, and prints what was recorded.
  func record(_ events: [DocumentEvent], from document: DocumentFile) throws {
    if options.eventID != nil, events.count > 1 {
      throw UsageError(
        message: "--event-id names one event, and \(document.name) declares \(events.count); leave it out")
    }
    if options.dryRun { return try rehearse(events, named: document.name) }
    let sealing = try options.sealing.request()
    var new = events
    // What is said under an id, at a time, or to be sealed is a word of its own.
    if options.eventID == nil, options.time == nil, sealing == nil, let book = try common.openBeforeWriting() {
      defer { book.close() }
      let facts = try events.map { try $0.fact(file: document.name) }
      new = zip(events, book.news(among: facts)).filter(\.1).map(\.0)
      if new.isEmpty { return try Presenter.print(book.answer(knownAlready: events.count), as: common.format) }
      if new.count < events.count {
        StandardStreams.printError(
          "faultbook: note: \(document.name): the book says \(events.count - new.count) of \(events.count) already; they were left out"
        )
      }
    }
    let source = try cloudEvents(new, named: document.name)
    try Presenter.print(
      try common.writing(.append([source], sealing: sealing)) { book in
        try book.append(files: [source], actor: common.actorName, sealing: sealing)
      }, as: common.format)
  }

  private func record(_ fact: Fact, stream: String) throws {
    let sealing = try options.sealing.request()
    let handover = Handover.record(
      fact, stream: stream, time: options.time, id: options.eventID, sealing: sealing)
    try Presenter.print(
      try common.writing(handover) { book in
        try book.record(
          fact, stream: stream, time: options.time, id: options.eventID, actor: common.actorName, sealing: sealing)
      }, as: common.format)
  }

  /// Checks one event as recording it would, where there is a book; else by itself.
  private func rehearse(_ fact: Fact, _ events: [DocumentEvent], named name: String) throws {
    guard let book = try common.bookAtHand() else {
      try KnowledgeBase.checkMeant(fact)
      return try rehearse(events, named: name)
    }
    defer { book.close() }
    try Presenter.print(
      try book.record(
        fact, stream: events[0].stream, time: options.time, id: options.eventID, actor: common.actorName, dryRun: true,
        sealing: options.sealing.request()), as: common.format)
  }

  /// Checks the events, and their names against a book where there is one.
  private func rehearse(_ events: [DocumentEvent], named name: String) throws {
    let source = try cloudEvents(events, named: name)
    let sealing = try options.sealing.request()
    let book = try common.bookAtHand()
    defer { book?.close() }
    try Presenter.print(
      try book?.append(files: [source], actor: common.actorName, dryRun: true, sealing: sealing)
        ?? KnowledgeBase.dryRunAppend(files: [source], sealing: sealing), as: common.format)
  }

  private func cloudEvents(_ events: [DocumentEvent], named name: String) throws -> ImportSource {
    var chance = SystemRandomNumberGenerator()
    let now = WallClock.now
    let lines = try events.map { event in
      let own = try KnowledgeBase.ownID(
        of: event.fact(file: name), stream: event.stream, time: options.time, isSealed: options.sealing.request() != nil
      )
      let id = options.eventID ?? own ?? EventID.version7(at: now, random: (chance.next(), chance.next()))
      let new = try event.event(id: id, time: options.time ?? now, actor: common.actorName, file: name)
      return CloudEvents.text(of: new) + "\n"
    }
    return ImportSource(name: name, bytes: Array(lines.joined().utf8))
  }
}

extension VocabularyError {
  /// The sentence for somebody who gave the values by hand: the field without the payload's name before it.
  var sentence: String {
    let name = field.hasPrefix("data.") ? String(field.dropFirst("data.".count)) : field
    return "\(name): \(problem)"
  }
}
