import EventLog
import Judgement
public import Vocabulary

/// Commands that say something about earlier events. What they speak of stays in the log as it was.
extension KnowledgeBase {
  /// Gives the event at a position another payload, from now on; then judges the runs again that it concerns.
  ///
  /// `data` is the whole payload. What was sealed in the event is sealed again with the same key, or with that of
  /// `sealing`. Where the event reads so already, nothing is recorded. Throws for a payload that such an event cannot
  /// have, for a correction or an erasure, and where a later event could not be read any more.
  public func correct(
    _ position: Int64, data: JSON, why: String, actor: String, sealing: SealRequest? = nil
  ) throws -> Answer {
    try translating {
      let event = try target(position)
      guard event.type.isCorrectable else {
        throw FaultbookError(
          .usage,
          event.type.isRetractable
            ? "position \(position) is itself a correction: correct the event that it speaks of again, or retract \(position)"
            : "position \(position) is a \(event.type.shortName), which can be neither corrected nor retracted")
      }
      let corrections = try Corrections(log, through: log.head)
      let standing = corrections.reading(at: position)
      let keys = keyRing
      let data = try opening(data, asIn: event, keys)
      if let read = try reading(event, standing, keys), try JSON.parse(read.payload) == data {
        return answer(nothingNew: standing?.position ?? position, event, "reads so already")
      }
      let newest = Upcasting.standard.newestVersion(of: event.type)
      let correction = try naming("position \(position)") {
        try EventCorrected(
          EventReference(source: event.source, id: event.id), as: event.type, data: data,
          schemaVersion: newest == 1 ? nil : newest, why: why)
      }
      var word = ownWord(.eventCorrected(correction), data: correction.json)
      if let sealing {
        word = try sealed([word], sealing)[0]
      } else if event.keyID != nil {
        word = try sealed(word, as: event, keys)
      }
      return try record(word, about: event, verb: "corrected", actor: actor)
    }
  }

  /// Takes the event at a position back, from now on; then judges the runs again that it concerns. Of a correction or a
  /// retraction: undoes it. Where it is read as absent already, nothing is recorded. Throws for an erasure.
  public func retract(_ position: Int64, why: String, actor: String, sealing: SealRequest? = nil) throws -> Answer {
    try translating {
      let event = try target(position)
      guard event.type.isRetractable else {
        throw FaultbookError(
          .usage, "position \(position) is a \(event.type.shortName), which can be neither corrected nor retracted")
      }
      if case .absent(let by) = try Corrections(log, through: log.head).reading(at: position) {
        return answer(nothingNew: by, event, "is retracted already")
      }
      let retraction = EventRetracted(EventReference(source: event.source, id: event.id), why: why)
      var word = ownWord(.eventRetracted(retraction), data: retraction.json)
      if let sealing { word = try sealed([word], sealing)[0] }
      return try record(word, about: event, verb: "retracted", actor: actor)
    }
  }

  /// The payload is the caller's whole input: a field is named as it stands there.
  private func naming<Result>(_ place: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as VocabularyError {
      let field = error.field.hasPrefix("data.data.") ? String(error.field.dropFirst("data.data.".count)) : error.field
      throw FaultbookError(.input, "the payload cannot stand at \(place): \(field): \(error.problem)")
    }
  }

  private func target(_ position: Int64) throws -> RecordedEvent {
    guard let event = try log.event(at: position) else {
      throw FaultbookError(
        .usage, "there is no event at position \(position); the log goes from 1 to \(headState().position)")
    }
    return event
  }

  private func ownWord(_ fact: Fact, data: JSON) -> NewEvent {
    var random = SystemRandomNumberGenerator()
    let now = wallTime()
    return NewEvent(
      id: EventID.version7(at: now, random: (random.next(), random.next())), source: "urn:faultbook:cli",
      stream: StreamFamily.correction.stream(), time: now, fact: fact)
  }

  /// A payload that was copied from a sealed event, with what it copied opened; `redacted` where it cannot be.
  private func opening(_ data: JSON, asIn event: RecordedEvent, _ keys: KeyRing) throws -> JSON {
    let members = try event.sealedMembers()
    guard !members.isEmpty else { return data }
    let clear = try JSON.parse(opened(event, with: keys).payload)
    return .object(
      (data.members ?? []).map { member in
        let isCopied = members.contains { $0.path == [member.name] && $0.text == member.value.stringValue }
        return isCopied ? JSON.Member(member.name, clear[member.name] ?? member.value) : member
      })
  }

  private func sealed(_ word: NewEvent, as event: RecordedEvent, _ keys: KeyRing) throws -> NewEvent {
    let names = try event.sealedMembers().compactMap(\.path.last)
    guard let sealed = try word.sealed(names, key: 1, by: { _, _ in SealedText.prefix }), let id = event.keyID else {
      return word
    }
    guard let entry = try keys.entry(id) else {
      throw FaultbookError(
        .usage,
        "\(names.joined(separator: ", ")) of position \(event.position) was sealed with a key that is gone; "
          + "leave it out, or say with --subject whose it is")
    }
    return try word.sealed(names, under: entry) ?? sealed
  }

  private func record(_ word: NewEvent, about event: RecordedEvent, verb: String, actor: String) throws -> Answer {
    let outcome = try write([request([word], actor: actor)])[0]
    let position = outcome.positions.first ?? 0
    let runs = headState().runs.values.filter { $0.awaitsJudgement && $0.concernedPosition == position }
    let judged = try judgeAgain(runs.sorted { $0.id < $1.id }, actor: actor)
    let names = judged.map { "run \($0)" }.joined(separator: ", ")
    return answer(
      position, event, verb, appended: true, judged: judged,
      note: "\(event.type.shortName) at position \(event.position) is \(verb), as recorded at position \(position)"
        + (judged.isEmpty ? "." : "; judged again: \(names)."))
  }

  private func answer(nothingNew position: Int64, _ event: RecordedEvent, _ why: String) -> Answer {
    answer(
      position, event, "unchanged", appended: false, judged: [],
      note: "\(event.type.shortName) at position \(event.position) \(why); nothing was recorded.")
  }

  private func answer(
    _ position: Int64, _ event: RecordedEvent, _ verb: String, appended: Bool, judged: [String], note: String
  ) -> Answer {
    let table = AnswerTable(
      title: "Correction",
      columns: [.init("position"), .init("event"), .init("stream"), .init("type"), .init("became")],
      rows: [
        [
          .integer(Int(position)), .integer(Int(event.position)), .text(event.stream), .text(event.type.shortName),
          .text(verb),
        ]
      ])
    return Answer(
      json: .compact(
        ("position", .integer(position)), ("event", .integer(event.position)), ("stream", .string(event.stream)),
        ("type", .string(event.type.name)), ("became", .string(verb)), ("appended", .integer(appended ? 1 : 0)),
        ("judged", .array(judged.map { .string($0) }))), table: table, notes: [note] + lagNotes)
  }

  /// Refuses corrections and retractions as ``CorrectionCheck`` does.
  func checkCorrections(_ requests: [AppendRequest]) throws {
    guard requests.contains(where: { $0.events.contains { $0.type.streams == .correction } }) else { return }
    let events = requests.flatMap(\.events)
    var check = CorrectionCheck(in: self)
    for (index, word) in events.enumerated() where word.type.streams == .correction {
      try check.look(at: word) { reference in
        events[..<index].first { $0.source == reference.source && $0.id == reference.id }?.type
      }
    }
    try check.finish()
  }
}
