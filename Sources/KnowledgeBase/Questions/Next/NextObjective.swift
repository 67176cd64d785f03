import Beliefs
import Planner
import SystemModel
import Vocabulary

/// What a plan is to be good for, from its name and what the book says.
struct NextObjective {
  /// What can be asked for, for help and errors.
  static let names = ["information", "prediction", "resilience", "hypothesis:INTENT"]

  let base: KnowledgeBase
  let source: ProjectionSource

  /// The objective of a name. Throws for a name that is none, and for one that this book has nothing for.
  ///
  /// - Parameters:
  ///   - intent: the intent that is asked for apart, which `hypothesis` alone means.
  ///   - journey: the one journey that counts; nil for all.
  func objective(named name: String, intent: String?, journey: String?) throws -> PlanObjective {
    switch name {
    case "information": return .information
    case "prediction": return .prediction
    case "resilience":
      let found = PlanObjective.resilience(
        of: source.state.system, under: source.book.inputs.weighedFaults, journey: journey)
      guard !found.isVacuous else {
        throw FaultbookError(
          .usage, "resilience is a score of journeys and the book knows none; declare one, or ask by information")
      }
      return found
    default:
      let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.first == "hypothesis", let id = parts.count > 1 ? parts[1] : intent else {
        let known = NextObjective.names.joined(separator: ", ")
        let hint = name == "hypothesis" ? "; name the intent: hypothesis:INTENT" : ""
        throw FaultbookError(.usage, "\"\(name)\" is no known objective; known are \(known)\(hint)")
      }
      return try hypothesis(id)
    }
  }

  /// Bits about whether the clauses of an intent hold: under its own target and fault where it names them, else under a fault drawn
  /// by likelihood from what its journey depends on, outside its exclusions.
  private func hypothesis(_ id: String) throws -> PlanObjective {
    guard let held = source.state.intents[id] else {
      throw base.unknown("intent", id, among: source.state.intents.keys)
    }
    let intent = held.current
    let graph = source.book.inputs.graph
    let subjects = subjects(of: intent).filter { graph.index($0) != nil }
    guard !subjects.isEmpty else {
      throw FaultbookError(
        .usage,
        "intent \"\(id)\" has no clause about a component or journey of this system, so nothing teaches about it; revise it"
      )
    }
    let faults = faults(of: intent, graph)
    guard !faults.isEmpty else {
      throw FaultbookError(
        .usage, "intent \"\(id)\" names no fault of a known class, and no component that its clauses depend on")
    }
    let dose = intent.fault?.dose(source.state.policy.doseBands) ?? .high
    let aim = PredictionAim(
      subjects: subjects.map { PredictionAim.Subject(node: $0, weight: 1) }, faults: faults, dose: dose, measure: .bits)
    return .hypothesis(id, aim)
  }

  /// Whose fate the clauses hang on: their subjects, or the journey where none is said.
  private func subjects(of intent: IntentDeclared) -> [NodeID] {
    let told = Set(intent.clauses.map(\.subject)).sorted()
    return told.isEmpty ? intent.journey.map { [.journey($0)] } ?? [] : told
  }

  private func faults(of intent: IntentDeclared, _ graph: SystemGraph) -> [PredictionAim.Fault] {
    let stated = intent.fault?.kind.faultClass
    if intent.fault != nil && stated == nil { return [] }
    var needed = Set<String>()
    let roots = subjects(of: intent) + (intent.journey.map { [.journey($0)] } ?? [])
    for place in roots.compactMap(graph.index) {
      let depends = graph.dependencies(of: place)
      for node in graph.nodes.indices where depends[node] && graph.nodes[node].kind == .component {
        needed.insert(graph.nodes[node].name)
      }
    }
    let excluded = Set(intent.exclusions)
    let open = source.book.inputs.weighedFaults.filter {
      needed.contains($0.component) && !excluded.contains($0.component) && (stated == nil || $0.faultClass == stated)
    }
    if let target = intent.target {
      let classes = stated.map { [$0] } ?? Set(open.map(\.faultClass)).sorted()
      return classes.map {
        PredictionAim.Fault(target: target, faultClass: $0, share: 1 / Double(classes.count))
      }
    }
    if let stated, open.isEmpty {
      let places = needed.subtracting(excluded).sorted()
      return places.map {
        PredictionAim.Fault(target: .component($0), faultClass: stated, share: 1 / Double(places.count))
      }
    }
    let whole = open.reduce(0) { $0 + $1.share }
    return open.map {
      PredictionAim.Fault(target: .component($0.component), faultClass: $0.faultClass, share: $0.share / whole)
    }
  }
}
