import SystemModel
public import Vocabulary

/// What changes nothing by being said again, beyond the steps of a run: declarations, settings, decisions.
extension KnowledgeBase {
  /// What is answered where a fact would leave the book as it is; nil where it is new. A stated time is a fact of its own, whose id
  /// follows from it.
  func alreadyHeld(_ fact: Fact, stream: String, time: Timestamp?, in state: BookState) throws -> Answer? {
    guard time == nil else { return nil }
    let type = Swift.type(of: fact.payload).type
    func held(_ what: String, at position: Int64? = nil) -> Answer {
      Answer(
        json: .compact(
          ("position", position.map { .integer($0) } ?? .null), ("stream", .string(stream)),
          ("type", .string(type.name)), ("appended", .integer(0))),
        table: AnswerTable(title: "Event", columns: [], rows: []),
        notes: ["\(what)\(position.map { ", at position \($0)" } ?? ""); nothing was recorded."])
    }
    switch fact {
    case .policySet(let setting):
      guard let entry = state.policyEntries[setting.key] else {
        return setting.value.isNull ? held("\(setting.key) has its default already") : nil
      }
      guard entry.setting.value == setting.value, entry.setting.why == setting.why else { return nil }
      return held("\(setting.key) was set so already", at: entry.position)
    case .intentRetired(let retirement):
      guard let id = StreamFamily.intent.id(in: stream), let why = state.intents[id]?.retired, why == retirement.why
      else { return nil }
      return held("Intent \(id) is retired already (\(why))")
    case .findingOpened(let finding):
      guard let known = state.findings[finding.id], known.resolved == nil, known.finding == finding,
        StreamFamily.run.id(in: stream) == known.run
      else { return nil }
      return held("Finding \(finding.id) is open already, in these words")
    case .findingResolved(let resolution):
      guard let how = state.findings[resolution.id]?.resolved?.how, how == resolution.how else { return nil }
      return held("Finding \(resolution.id) is resolved already (\(how))")
    default:
      return state.system.knows(fact) ? held("The book says so already of \(fact.named)") : nil
    }
  }

  /// What is answered where a list of declarations would change nothing. Shape: that of `append`.
  public func answer(knownAlready count: Int) -> Answer {
    let head = position
    return Answer(
      json: .compact(("position", .integer(head)), ("appended", .integer(0)), ("duplicates", .integer(Int64(count)))),
      table: AnswerTable(title: "Read", columns: [], rows: []),
      notes: ["The book says all of it already; nothing was recorded. It stands at position \(head)."])
  }

  /// Whether the book knows a component or journey. Before it knows any component, nothing is asked.
  public func knows(_ node: NodeID) -> Bool { headState().system.knows(node) }

  /// Whether there is such a component or journey.
  public func holds(_ node: NodeID) -> Bool {
    let system = headState().system
    return node.kind == .journey ? system.journey(node.name) != nil : system.component(node.name) != nil
  }

  /// Those of a list of declarations that change something, each after those before it.
  public func news(among facts: [Fact]) -> [Bool] {
    var system = headState().system
    return facts.map { fact in
      if system.knows(fact) { return false }
      system.apply(fact, at: wallTime(), position: system.position)
      return true
    }
  }
}

extension SystemModel {
  /// Whether there is such a component or journey. Before any component is known nothing is asked.
  func knows(_ node: NodeID) -> Bool {
    guard !components.isEmpty else { return true }
    return node.kind == .journey ? journey(node.name) != nil : component(node.name) != nil
  }
}

extension Fact {
  /// Whom a declaration is about, for people.
  fileprivate var named: String {
    switch self {
    case .componentDeclared(let payload): "component \(payload.component)"
    case .componentRetired(let payload): "component \(payload.component)"
    case .dependencyDeclared(let payload): "dependency \(payload.dependency)"
    case .dependencyRetired(let payload): "dependency \(payload.dependency)"
    case .journeyDeclared(let payload): "journey \(payload.journey)"
    case .failureModeCatalogued(let payload): "failure mode \(payload.id)"
    default: "it"
    }
  }
}
