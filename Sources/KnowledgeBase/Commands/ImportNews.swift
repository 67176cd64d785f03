import Interchange
import Vocabulary

/// What a file adds to a book, and what of it does not: not that it was read, where the same bytes were read before under
/// another name; and nothing that people have declared otherwise, as importers only guess at kinds, guards and how
/// much a journey matters. A catalogue of components is what people declare.
struct ImportNews {
  private let start: ImportStart
  private let state: BookState
  private let isKnown: Bool
  /// What was left as it is, one sentence each.
  private(set) var doubts: [String] = []

  /// What an import adds to a book in a state.
  init(_ start: ImportStart, to state: BookState) {
    self.start = start
    self.state = state
    isKnown = state.imports[start.sha256] != nil
  }

  /// Whether an event of the file is to be appended.
  mutating func includes(_ event: NewEvent) -> Bool {
    guard start.format != .cloudEvents else { return !isKnown || event.type != .sourceImported }
    switch event.fact {
    case .sourceImported: return !isKnown
    case .componentDeclared(let payload):
      return start.format == .backstage || state.system.component(payload.component)?.declared != true
    case .dependencyDeclared(let payload): return state.system.dependency(payload.dependency)?.declared != true
    case .journeyDeclared(let payload):
      guard let known = state.system.journey(payload.journey),
        known.entry != payload.entry || known.criticality != payload.criticality
      else { return true }
      doubts.append("journey \"\(payload.journey)\" is declared already, and was left as it is")
      return false
    default: return true
    }
  }
}
