import KnowledgeBase
import Vocabulary

/// An event whose payload somebody wrote into a file. Fields that the vocabulary does not know are kept.
struct DocumentEvent {
  /// What happened.
  let type: EventType
  /// The stream that it belongs to.
  let stream: String
  /// The payload.
  let data: JSON
  /// Where in the file it stands, for messages; empty for the whole of it.
  var place = ""

  /// The event as it is appended. Throws `FaultbookError` that names the file and the field.
  func event(id: String, source: String, time: Timestamp?, actor: String, file: String) throws -> NewEvent {
    do {
      return try NewEvent(
        id: id, source: source, type: type, stream: stream, time: time,
        schemaVersion: Upcasting.standard.newestVersion(of: type), actor: actor, correlation: nil, causation: nil,
        payload: data.text, data: data)
    } catch let error as VocabularyError {
      let place = self.place.isEmpty ? "" : " \(self.place):"
      throw FaultbookError(.input, "\(file):\(place) \(error.sentence)")
    }
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
