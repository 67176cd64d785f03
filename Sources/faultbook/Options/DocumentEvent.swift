import KnowledgeBase
import Vocabulary

/// An event whose payload somebody wrote into a file.
struct DocumentEvent {
  /// What happened.
  let type: EventType
  /// The stream that it belongs to.
  let stream: String
  /// The payload.
  let data: JSON
  /// Where in the file it stands, for messages; empty for the whole of it.
  var place = ""

  /// The event as it is appended; fields that the vocabulary does not know are kept. Throws `FaultbookError` that names
  /// the file and the field.
  func event(id: String, time: Timestamp?, actor: String, file: String) throws -> NewEvent {
    try naming(file) {
      try NewEvent(
        id: id, source: "urn:faultbook:cli", type: type, stream: stream, time: time,
        schemaVersion: Upcasting.standard.newestVersion(of: type), actor: actor, correlation: nil, causation: nil,
        payload: data.text, data: data)
    }
  }

  /// What the event says. Throws `FaultbookError` that names the file and the field.
  func fact(file: String) throws -> Fact { try naming(file) { try Fact(type, data) } }

  /// The names of fields that the fact did not take up.
  func namesUnknown(to fact: Fact) -> [String] {
    let known = Set((fact.payload.json.members ?? []).map(\.name))
    return (data.members ?? []).filter { !known.contains($0.name) && !$0.value.isNull && $0.value != [] }.map(\.name)
  }

  private func naming<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as VocabularyError {
      throw FaultbookError(.input, "\(file): \(place.isEmpty ? "" : "\(place): ")\(error.sentence)")
    }
  }
}

extension DocumentEvent {
  /// An event made of a fact.
  init(_ fact: Fact, stream: String) {
    self.init(type: Swift.type(of: fact.payload).type, stream: stream, data: fact.payload.json)
  }
}

extension JSON {
  /// The object without one member; any other value as it is.
  func without(_ name: String) -> JSON {
    guard let members else { return self }
    return .object(members.filter { $0.name != name })
  }

  /// The object with one member more.
  func with(_ name: String, _ value: JSON) -> JSON { .object((members ?? []) + [JSON.Member(name, value)]) }
}
