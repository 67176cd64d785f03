import EventLog
import Vocabulary

/// Questions about the events themselves, rather than what follows from them.
extension KnowledgeBase {
  /// The event at a position, as it stands and how it is read as of the view. Throws for a position that the view has not.
  /// Shape: that of `events`, of one.
  public func event(at position: Int64, view: View = View(), reveal: Bool = false) throws -> Answer {
    let last = try state(view).position
    guard position >= 1, position <= last else {
      throw FaultbookError(.usage, "there is no event at position \(position); the log goes from 1 to \(last)")
    }
    let answer = try events(from: position, limit: 1, view: view, reveal: reveal)
    let members = answer.json["events"]?.arrayValue?.first?.members ?? []
    let isSealed = answer.json["events"]?.arrayValue?.first?["sealed"] != nil && !reveal
    let rows: [[AnswerTable.Cell]] = members.map {
      let text = $0.value.stringValue ?? $0.value.text
      return [.text($0.name), .text(isSealed ? SealedText.redacting(text) : text)]
    }
    return Answer(
      json: answer.json,
      table: AnswerTable(title: "Event \(position)", columns: [.init("attribute"), .init("value")], rows: rows),
      notes: answer.notes)
  }

  /// Events in the order of their positions, as they stand in the log, and how they are read as of the view.
  ///
  /// The table shows payloads cut short and without what is sealed; the document has them as they stand in the log, and names in
  /// `sealed` the members whose text is a ciphertext. `from` is the first position, nil for the last `limit` ones; `reveal` opens what is sealed and whose key is here.
  /// Shape: `{"position", "events": [CloudEvents object with "sealed": [member], "retracted" or "corrected": position, "reads": data]}`.
  /// Cost: the events that are looked at.
  public func events(
    from: Int64? = nil, stream: String? = nil, limit: Int, view: View = View(), reveal: Bool = false
  ) throws -> Answer {
    let position = try state(view).position
    return try translating {
      let corrections = try Corrections(log, through: position)
      let keys = reveal ? keyRing : nil
      var shown: [(event: RecordedEvent, reading: Corrections.Reading?)] = []
      let first = try from ?? start(of: limit, stream: stream, through: position)
      try log.read(from: first, through: position, stream: stream, limit: limit) { event in
        shown.append((event, corrections.reading(at: event.position)))
      }
      let columns = [
        AnswerTable.Column("position"), .init("time"), .init("stream"), .init("type"), .init("actor"), .init("reads"),
        .init("data"),
      ]
      var rows: [[AnswerTable.Cell]] = []
      var documents: [JSON] = []
      for (event, reading) in shown {
        let told = try keys.map { try opened(event, with: $0) } ?? event
        documents.append(try document(of: event, told, reading, keys, isRevealed: reveal))
        rows.append([
          .integer(Int(event.position)), .text(event.occurredAt.description), .text(event.stream),
          .text(event.type.shortName), .text(event.actor), .text(reading.map { "\($0.word) at \($0.position)" }),
          .text(try (keys == nil ? told.redactedPayload() : told.payload).shortened(to: 60)),
        ])
      }
      return Answer(
        json: .compact(("position", .integer(position)), ("events", .array(documents))),
        table: AnswerTable(title: "Log", columns: columns, rows: rows),
        notes: KnowledgeBase.sealedNotes(documents, isRevealed: reveal)
          + corrections.void.sorted { $0.key < $1.key }.map {
            "The word at position \($0.key) changes nothing: \($0.value)."
          })
    }
  }

  /// An event as programs are told it: as it stands in the log, `told` with what was opened, and how it is read.
  private func document(
    of event: RecordedEvent, _ told: RecordedEvent, _ reading: Corrections.Reading?, _ keys: KeyRing?, isRevealed: Bool
  ) throws -> JSON {
    var document = try JSON.parse(CloudEvents.bytes(of: told)).members ?? []
    let sealed = try event.sealedMembers().map(\.label)
    if !sealed.isEmpty, !isRevealed { document.append(JSON.Member("sealed", .array(sealed.map { .string($0) }))) }
    guard let reading else { return .object(document) }
    document.append(JSON.Member(reading.word, .integer(reading.position)))
    if case .corrected = reading, let now = try self.reading(event, reading, keys) {
      document.append(JSON.Member("reads", try JSON.parse(now.payload)))
    }
    return .object(document)
  }

  /// Whether every event is read as it stands, as of the head: then a page of them costs a lookup and the events themselves.
  public func readsAsStored(_ view: View) throws -> Bool {
    try view.isPlainHead && translating { try log.version(ofStream: StreamFamily.correction.stream()) == 0 }
  }

  /// Events as `events` tells them, each as the UTF-8 of its text: for programs that ask for many. What stands in the log as it is
  /// read, most of it, is not parsed. Cost: the events that are looked at.
  public func eventTexts(
    from: Int64? = nil, stream: String? = nil, limit: Int, view: View = View()
  ) throws -> EventTexts {
    // The head's state may have to be brought up to it, and is not needed.
    let position = view.isPlainHead ? self.position : try state(view).position
    return try translating {
      let corrections = try Corrections(log, through: position)
      var found = EventTexts(position: position)
      let first = try from ?? start(of: limit, stream: stream, through: position)
      try log.read(from: first, through: position, stream: stream, limit: limit) { event in
        let reading = corrections.reading(at: event.position)
        let isPlain = reading == nil && event.keyID == nil
        let text =
          isPlain
          ? CloudEvents.bytes(of: event) : try document(of: event, event, reading, nil, isRevealed: false).bytes
        found.events.append((event.position, text))
      }
      return found
    }
  }

  /// Where the last events of a stretch of the log begin.
  private func start(of limit: Int, stream: String?, through last: Int64) throws -> Int64 {
    guard let stream else { return max(1, last - Int64(limit) + 1) }
    let version = try log.version(ofStream: stream)
    var first: Int64 = 1
    var count = version
    try log.read(through: last, stream: stream) { event in
      if count == Int64(limit) { first = event.position }
      count -= 1
    }
    return first
  }

  /// An event as it is read, with everything opened that `keys` open; nil where it is read as absent.
  func reading(
    _ event: RecordedEvent, _ reading: Corrections.Reading?, _ keys: KeyRing?
  ) throws -> RecordedEvent? {
    func told(_ event: RecordedEvent) throws -> RecordedEvent { try keys.map { try opened(event, with: $0) } ?? event }
    switch reading {
    case nil: return try told(event)
    case .absent: return nil
    case .corrected(let correction, let position):
      guard keys != nil, let word = try log.event(at: position), let data = try JSON.parse(told(word).payload)["data"]
      else { return event.replacing(payload: correction.data.text, schemaVersion: correction.schemaVersion ?? 1) }
      return event.replacing(payload: data.text, schemaVersion: correction.schemaVersion ?? 1)
    }
  }

  /// What one stream says, with everything opened whose key is here: for showing it, never for computing.
  func revealed(_ stream: String, in state: BookState, _ view: View) throws -> BookState {
    try translating {
      let keys = keyRing
      let corrections = try Corrections(log, through: state.position)
      var told = BookState()
      try log.read(through: state.position, stream: stream) { event in
        if case .occurred(let time) = view.asOf, event.occurredAt > time { return }
        guard event.type != .metricSampled,
          let read = try reading(event, corrections.reading(at: event.position), keys)
        else { return }
        told.apply(read)
      }
      return told
    }
  }
}

extension KnowledgeBase {
  /// What is to be said of sealed members among what is shown.
  private static func sealedNotes(_ shown: [JSON], isRevealed: Bool) -> [String] {
    guard !isRevealed, shown.contains(where: { $0["sealed"] != nil }) else { return [] }
    return ["What reads \"redacted\" is sealed with somebody's key; --reveal opens it where the key is here."]
  }
}

extension Corrections.Reading {
  /// What became of the event.
  var word: String {
    switch self {
    case .absent: "retracted"
    case .corrected: "corrected"
    }
  }
}

extension String {
  /// The text, cut where it is longer.
  fileprivate func shortened(to count: Int) -> String { self.count > count ? prefix(count - 1) + "…" : self }
}

extension RecordedEvent {
  /// The payload with `redacted` in the place of what is sealed.
  fileprivate func redactedPayload() throws -> String { try opened { _, _ in nil }.payload }
}

extension View {
  /// Whether it is of the head, and supposes nothing.
  fileprivate var isPlainHead: Bool { if case .head = asOf { !supposes } else { false } }
}

/// Events as they are sent to programs.
public struct EventTexts: Sendable {
  /// What they are as of.
  public let position: Int64
  /// Where each stands, and its text.
  public fileprivate(set) var events: [(position: Int64, text: [UInt8])] = []
}
