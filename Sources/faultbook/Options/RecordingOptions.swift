import ArgumentParser
import KnowledgeBase
import Vocabulary

/// What every command that records one event accepts.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("When it happened in the world. (default: when it is recorded)", valueName: "time"),
    transform: Parse.time)
  var time: Timestamp?

  @Option(help: ArgumentHelp("The event's own id; the same one again adds nothing. (default: a new one)", valueName: "id"))
  var eventID: String?

  @Flag(help: "Check it and say what would be recorded; needs no book and changes none.")
  var dryRun = false
}

/// Checks facts and hands them to the book.
struct Recorder {
  /// Where, and by whom.
  let common: CommonOptions
  /// How.
  let options: RecordingOptions

  /// Records one event and prints what was recorded.
  func record(_ payload: any EventPayload, stream: String) throws {
    let fact = try checked(payload)
    let book = try common.openForWriting()
    defer { book.close() }
    let answer = try book.record(
      fact, stream: stream, time: options.time, id: options.eventID, actor: common.actorName, dryRun: options.dryRun)
    try Presenter.print(answer, as: common.format)
  }

  /// Records one event of a file and prints what was recorded.
  func record(_ event: DocumentEvent, from document: DocumentFile) throws { try record([event], from: document) }

  /// Records the events of a file, all or none, and prints what was recorded.
  func record(_ events: [DocumentEvent], from document: DocumentFile) throws {
    if options.eventID != nil, events.count > 1 {
      throw UsageError(message: "--event-id names one event, and \(document.name) declares \(events.count); leave it out")
    }
    let lines = try events.map { event in
      let new = try event.event(
        id: options.eventID ?? EventID.version7(at: WallClock.now, random: Recorder.chance), source: Recorder.source,
        time: options.time, actor: common.actorName, file: document.name)
      return CloudEvents.text(of: new) + "\n"
    }
    let book = try common.openForWriting()
    defer { book.close() }
    let file = InputFile(name: document.name, bytes: Array(lines.joined().utf8))
    try Presenter.print(
      try book.append(files: [file], actor: common.actorName, dryRun: options.dryRun), as: common.format)
  }

  private static let source = "faultbook:command-line"
  private static var chance: (UInt64, UInt64) { (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)) }

  /// The fact, with the checks that an event from a file undergoes.
  private func checked(_ payload: any EventPayload) throws -> Fact {
    do {
      return try Fact(type(of: payload).type, payload.json)
    } catch let error as VocabularyError {
      throw UsageError(message: error.sentence)
    }
  }
}

extension VocabularyError {
  /// The sentence for somebody who gave the values by hand: the field without the payload's name before it.
  var sentence: String {
    let name = field.hasPrefix("data.") ? String(field.dropFirst("data.".count)) : field
    return "\(name): \(problem)"
  }
}
