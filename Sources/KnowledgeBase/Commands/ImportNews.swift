import Crypto
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
  private let starts: StartCheck

  /// What an import adds to a book as it is.
  init(_ start: ImportStart, to book: KnowledgeBase) {
    self.start = start
    log = book.log
    state = book.headState()
    starts = StartCheck(in: book)
    isKnown = state.imports[start.sha256] != nil
  }

  /// The event that is to be appended for one of the file; nil for none.
  mutating func news(_ event: NewEvent) throws -> NewEvent? {
    if start.format != .cloudEvents, case .journeyDeclared(let told) = event.fact,
      let known = state.system.journey(told.journey),
      known.entry != told.entry || known.criticality != told.criticality,
      let objective = told.objective, let completed = (known.objective ?? Objective()).completed(by: objective)
    {
      let declared = JourneyDeclared(
        journey: known.name, entry: known.entry, criticality: known.criticality, objective: completed)
      kept.append(
        "journey \"\(known.name)\" is declared already: it took the objective that it lacked, and was left as it is else"
      )
      return NewEvent(
        id: EventID.version8(
          at: Timestamp(microseconds: 0),
          hash: SHA256.hash(data: Array("\(event.source)|\(event.id)|\(declared.json.text)".utf8))),
        source: event.source, stream: event.stream, time: event.time, correlation: event.correlation,
        fact: .journeyDeclared(declared))
    }
    return try includes(event) ? event : nil
  }

  /// Whether an event of the file is to be appended.
  private mutating func includes(_ event: NewEvent) throws -> Bool {
    try starts.look(at: event)
    guard start.format != .cloudEvents else { return !isKnown || event.type != .sourceImported }
    switch event.fact {
    case .dependencyObserved where isKnown:
      if try log.event(source: event.source, id: event.id) != nil { return true }
      retold += 1
      return false
    case .sourceImported: return !isKnown
    case .runStarted(let payload):
      guard let run = StreamFamily.run.id(in: event.stream), let known = state.runs[run]?.started,
        known.completed(by: payload) == known, try log.event(source: event.source, id: event.id) == nil
      else { return true }
      kept.append("run \"\(run)\" is known already, \(known.place)")
      return false
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

extension Objective {
  /// This objective with what another one sets beyond it; nil where that is nothing. A share of errors and an availability say the
  /// same: of those one is enough.
  fileprivate func completed(by other: Objective) -> Objective? {
    let hasShare = errorRate != nil || availability != nil
    let found = Objective(
      latencyP99Ms: latencyP99Ms ?? other.latencyP99Ms, errorRate: hasShare ? errorRate : other.errorRate,
      availability: hasShare ? availability : other.availability, window: window ?? other.window)
    let isNew = found.latencyP99Ms != latencyP99Ms || found.errorRate != errorRate || found.availability != availability
    return isNew ? found : nil
  }
}
