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
    try KnowledgeBase.checkSealing(events, request)
    let keys = keyRing
    var entry = try keys.entry(of: request.subject)
    return try events.map { event in
      guard try event.isSealed(by: request) else { return event }
      if let known = try log.event(source: event.source, id: event.id), known.keyID == nil || known.keyID != entry?.id {
        throw try incomparable(event, known)
      }
      let holder = try entry ?? keys.make(subject: request.subject, at: wallTime())
      entry = holder
      return try event.sealed(request.members, under: holder) ?? event
    }
  }

  /// Checks, without a key, that the events can be sealed as requested.
  static func checkSealing(_ events: [NewEvent], _ request: SealRequest) throws {
    let found = try events.filter { try $0.isSealed(by: request) }
    guard found.isEmpty else { return }
    let wanted = request.members.map { $0.joined(separator: ", ") } ?? "a member of free text"
    throw FaultbookError(
      .usage, "there is nothing to seal: no event has \(wanted); leave --subject out, or name a member")
  }

  /// The requests with what the log holds sealed already sealed alike: so an event is known again that is told in clear.
  /// Throws where the key is gone.
  func sealedAsKnown(_ requests: [AppendRequest]) throws -> [AppendRequest] {
    let keys = keyRing
    return try requests.map { request in
      var request = request
      request.events = try request.events.map { event in
        guard event.keyID == nil, let known = try log.event(source: event.source, id: event.id), let id = known.keyID
        else { return event }
        guard let entry = try keys.entry(id) else { throw try incomparable(event, known) }
        return try event.sealed(known.sealedMembers().compactMap(\.path.last), under: entry) ?? event
      }
      return request
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

extension NewEvent {
  /// Whether the event has a member that a request names. Throws where that may not be sealed.
  fileprivate func isSealed(by request: SealRequest) throws -> Bool {
    try sealed(request.members, key: 1) { _, _ in SealedText.prefix } != nil
  }

  func sealed(_ members: [String]?, under entry: KeyRing.Entry) throws -> NewEvent? {
    try sealed(members, key: entry.id) { member, plaintext in
      try entry.key.seal(plaintext, at: SubjectKey.Place(source: source, id: id, member: member))
    }
  }
}
