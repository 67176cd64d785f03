import EventLog
import Interchange
import SystemModel
import Vocabulary

/// What a file adds to a book, and what of it does not: not that it was read, where the same bytes were read before under
/// another name; and nothing that people have declared otherwise, as importers only guess at kinds, guards and how
/// much a journey matters. A catalogue of components is what people declare. Nor windows of traffic of a file that was read
/// before: another version of the program may have told more of the same calls, and they must not count twice.
struct ImportNews {
  private let start: ImportStart
  private let log: EventLog
  private let state: BookState
  private let isKnown: Bool
  private var kept: [String] = []
  private var retold = 0

  /// What an import adds to a book as it is.
  init(_ start: ImportStart, to book: KnowledgeBase) {
    self.start = start
    log = book.log
    state = book.headState()
    isKnown = state.imports[start.sha256] != nil
  }

  /// Whether an event of the file is to be appended.
  mutating func includes(_ event: NewEvent) throws -> Bool {
    guard start.format != .cloudEvents else { return !isKnown || event.type != .sourceImported }
    switch event.fact {
    case .dependencyObserved where isKnown:
      if try log.event(source: event.source, id: event.id) != nil { return true }
      retold += 1
      return false
    case .sourceImported: return !isKnown
    case .componentDeclared(let payload):
      return start.format == .backstage || state.system.component(payload.component)?.declared != true
    case .dependencyDeclared(let payload): return state.system.dependency(payload.dependency)?.declared != true
    case .journeyDeclared(let payload):
      guard let known = state.system.journey(payload.journey),
        known.entry != payload.entry || known.criticality != payload.criticality
      else { return true }
      kept.append("journey \"\(payload.journey)\" is declared already, and was left as it is")
      return false
    default: return true
    }
  }

  /// What was left as it is, one sentence each.
  func doubts() -> [String] {
    guard retold > 0 else { return kept }
    return kept + [
      "the file was imported before by another version of the program; its \(retold) windows of traffic stay as they were told then"
    ]
  }
}
