import EventLog
import Transparency
import Vocabulary

/// Whose personal data events hold, and in which members.
public struct SealRequest: Sendable {
  /// The person, by whatever name their key shall be found.
  public var subject: String
  /// The members; nil for all that hold free text.
  public var members: [String]?

  /// A request. Throws `FaultbookError` for a name that is empty, long, or no line of text.
  public init(subject: String, members: [String]? = nil) throws {
    guard (1...255).contains(subject.utf8.count), !subject.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw FaultbookError(.usage, "the name of a person has 1 to 255 bytes on one line; give such a one")
    }
    self.subject = subject
    self.members = members
  }
}

extension KnowledgeBase {
  /// The keys of this book.
  var keyRing: KeyRing { KeyRing(book: log.path) }

  /// The events with the members sealed that the request names, under the person's key, which is made where there is
  /// none. Events without such members stay as they are. Throws where none has any, for a member that may not be sealed,
  /// and for an event that the log holds already and that cannot be compared any more.
  func sealed(_ events: [NewEvent], _ request: SealRequest) throws -> [NewEvent] {
    guard try events.contains(where: { try $0.isSealed(by: request) }) else { throw request.nothingToSeal }
    var holder = try keyRing.entry(of: request.subject)
    return try events.map { try sealed($0, request, holder: &holder) }
  }

  /// The event with the members sealed that the request names, under the person's key: `holder`, which is made where there
  /// is none. Throws for an event that the log holds already and that cannot be compared any more.
  func sealed(_ event: NewEvent, _ request: SealRequest, holder: inout KeyRing.Entry?) throws -> NewEvent {
    guard try event.isSealed(by: request) else { return event }
    if let known = try log.event(source: event.source, id: event.id), known.keyID == nil || known.keyID != holder?.id {
      throw try incomparable(event, known)
    }
    let entry = try holder ?? keyRing.make(subject: request.subject, at: wallTime())
    holder = entry
    return try event.sealed(request.members, under: entry) ?? event
  }

  /// The events with what the log holds sealed already sealed alike: so an event is known again that is told in clear.
  /// Throws where the key is gone.
  func sealedAsKnown(_ events: [NewEvent]) throws -> [NewEvent] {
    let keys = keyRing
    return try events.map { event in
      guard event.keyID == nil, let known = try log.event(source: event.source, id: event.id), let id = known.keyID
      else { return event }
      guard let entry = try keys.entry(id) else { throw try incomparable(event, known) }
      return try event.sealed(known.sealedMembers().compactMap(\.path.last), under: entry) ?? event
    }
  }

  private func incomparable(_ event: NewEvent, _ known: RecordedEvent) throws -> FaultbookError {
    let place = "event \(event.id) of \(event.source) is already at position \(known.position)"
    guard let key = known.keyID else {
      return FaultbookError(
        .input, "\(place), in clear; what the log holds cannot be sealed afterwards, give the new one its own id")
    }
    if headState().erasures[key] != nil {
      return FaultbookError(
        .input, "\(place), and what it said of a person was erased; it is not taken in again, leave it out")
    }
    return FaultbookError(
      .input,
      "\(place), sealed with the key \(key), which is \(try keyRing.entry(key) == nil ? "not in \(keyRing.folder)" : "another person's"); "
        + "leave it out, or give the new one its own id")
  }

  /// The event with everything opened of which the key is here; `redacted` stands for the rest.
  func opened(_ event: RecordedEvent, with keys: KeyRing) throws -> RecordedEvent {
    guard let id = event.keyID else { return event }
    let entry = headState().erasures[id] == nil ? try keys.entry(id) : nil
    return try event.opened { member, text in
      entry?.key.open(text, at: SubjectKey.Place(source: event.source, id: event.id, member: member))
    }
  }
}

extension SealRequest {
  /// Why a request is refused that fits no event.
  var nothingToSeal: FaultbookError {
    let wanted = members.map { $0.joined(separator: ", ") } ?? "a member of free text"
    return FaultbookError(
      .usage, "there is nothing to seal: no event has \(wanted); leave --subject out, or name a member")
  }
}

extension NewEvent {
  /// Whether the event has a member that a request names. Throws where that may not be sealed.
  func isSealed(by request: SealRequest) throws -> Bool {
    try sealed(request.members, key: 1) { _, _ in SealedText.prefix } != nil
  }

  func sealed(_ members: [String]?, under entry: KeyRing.Entry) throws -> NewEvent? {
    try sealed(members, key: entry.id) { member, plaintext in
      try entry.key.seal(plaintext, at: SubjectKey.Place(source: source, id: id, member: member))
    }
  }
}
