import KnowledgeBase
import Vocabulary

/// A system written down in one file: lists of components, dependencies, journeys and failure modes.
enum SystemDocument {
  private static let lists: [(name: String, type: EventType)] = [
    ("components", .componentDeclared), ("dependencies", .dependencyDeclared), ("journeys", .journeyDeclared),
    ("failureModes", .failureModeCatalogued),
  ]

  /// The events that declare it, in the order components, dependencies, journeys, failure modes. Throws
  /// `FaultbookError` for a list of another name, a list that is none, and a file without any.
  static func events(_ document: JSON, name: String) throws -> [DocumentEvent] {
    let known = lists.map(\.name)
    guard let members = document.members else {
      throw FaultbookError(
        .input, "\(name): expected an object with \(known.joined(separator: ", ")), found \(document.kind)")
    }
    if let other = members.first(where: { !known.contains($0.name) }) {
      throw FaultbookError(
        .input, "\(name): \"\(other.name)\" is no list of a system; known are \(known.joined(separator: ", "))")
    }
    var events: [DocumentEvent] = []
    for list in lists {
      guard let value = document[list.name], !value.isNull else { continue }
      guard let elements = value.arrayValue else {
        throw FaultbookError(.input, "\(name): \(list.name): expected an array, found \(value.kind)")
      }
      events += elements.enumerated().map { index, element in
        DocumentEvent(
          type: list.type, stream: StreamFamily.system.stream(), data: element, place: "\(list.name)[\(index)]")
      }
    }
    guard !events.isEmpty else { throw FaultbookError(.input, "\(name) declares nothing; list \(known[0]) in it") }
    return events
  }
}
