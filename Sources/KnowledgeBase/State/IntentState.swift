import Vocabulary

/// An intent as its stream leaves it. A run is judged by the text that stood when it began.
struct IntentState: Sendable {
  /// Its id, as in `intent/<id>`.
  let id: String
  /// Every text it has had, each with the position from which it counts.
  private(set) var texts: [(position: Int64, at: Timestamp, intent: IntentDeclared)]
  /// Why it was retired; nil while it is held.
  private(set) var retired: String?
  /// Who declared it.
  let actor: String

  init(id: String, declared intent: IntentDeclared, by event: RecordedEvent) {
    self.id = id
    texts = [(event.position, event.occurredAt, intent)]
    actor = event.actor
  }

  /// The text that stands now.
  var current: IntentDeclared { texts[texts.count - 1].intent }

  mutating func apply(_ fact: Fact, _ event: RecordedEvent) throws {
    switch fact {
    case .intentDeclared(let intent): texts.append((event.position, event.occurredAt, intent))
    case .intentRevised(let revision):
      texts.append((event.position, event.occurredAt, try revision.applied(to: current)))
    case .intentRetired(let retirement): retired = retirement.why
    default: break
    }
  }
}

// MARK: - Packing

extension IntentState: Packable {
  func pack(into packer: inout Packer) {
    packer.put(id, texts.map(\.position), texts.map(\.at), texts.map(\.intent), retired, actor)
  }
  init(from unpacker: inout Unpacker) throws {
    id = try unpacker.next()
    let (positions, times): ([Int64], [Timestamp]) = (try unpacker.next(), try unpacker.next())
    let intents: [IntentDeclared] = try unpacker.next()
    texts = zip(zip(positions, times), intents).map { ($0.0, $0.1, $1) }
    retired = try unpacker.next()
    actor = try unpacker.next()
  }
}
