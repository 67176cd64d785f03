public import Beliefs
import SystemModel
public import Vocabulary

/// Which beliefs are asked for; nil for all.
public struct BeliefFilter: Sendable {
  /// The cause's name: a component, or of a susceptibility a kind of fault.
  public var cause: String?
  /// The effect's name.
  public var effect: String?
  /// The class of faults.
  public var faultClass: FaultClass?
  /// The dose.
  public var dose: Dose?
  /// The kind of belief.
  public var kind: BeliefSummary.Kind?
  /// The effects' names, any of them: of a part of a large system.
  public var effects: Set<String>?
  /// Whether those without evidence are left out.
  public var isTested = false

  /// A filter.
  public init(
    cause: String? = nil, effect: String? = nil, faultClass: FaultClass? = nil, dose: Dose? = nil,
    kind: BeliefSummary.Kind? = nil, effects: Set<String>? = nil, isTested: Bool = false
  ) {
    self.effects = effects
    self.isTested = isTested
    self.cause = cause
    self.effect = effect
    self.faultClass = faultClass
    self.dose = dose
    self.kind = kind
  }

  func holds(_ belief: BeliefSummary) -> Bool {
    (cause == nil || belief.cause.name == cause) && (effect == nil || belief.effect.name == effect)
      && (faultClass == nil || belief.faultClass == faultClass) && (dose == nil || belief.dose == dose)
      && (kind == nil || belief.kind == kind) && (effects?.contains(belief.effect.name) ?? true)
      && (!isTested || belief.evidence > 0)
  }
}

extension KnowledgeBase {
  /// What is believed: every dependency × class with evidence in the book × dose, with its interval and its evidence;
  /// untested ones have evidence 0. Throws for a cause or effect that the book does not know.
  public func beliefs(_ filter: BeliefFilter = BeliefFilter(), view: View = View()) throws -> Answer {
    let source = try self.source(view)
    var filter = filter
    filter.cause = filter.cause.map(plainName)
    filter.effect = filter.effect.map(plainName)
    try check(filter, in: source)
    let found = source.summaries(filter)
    let columns = [
      AnswerTable.Column("id"), .init("mean"), .init("low", "90 % from"), .init("high", "to"), .init("evidence"),
      .init("lastEvidence", "last evidence"), .init("effect"), .init("cause"), .init("faultClass", "class"),
      .init("dose"),
    ]
    // Of a large system these are hundreds of thousands: an id is put together once.
    let ids = found.map(\.id)
    let shown = found.indices.sorted { one, other in
      let (tested, otherTested) = (found[one].evidence > 0, found[other].evidence > 0)
      if tested != otherTested { return tested }
      return found[one].mean != found[other].mean ? found[one].mean > found[other].mean : ids[one] < ids[other]
    }
    let rows: [[AnswerTable.Cell]] = shown.map { place in
      let one = found[place]
      return [
        .text(ids[place]), .number(one.mean), .number(one.low), .number(one.high), .number(one.evidence, decimals: 1),
        .text(one.lastEvidence?.description), .text(one.effect.description), .text(one.cause.name),
        .text(one.faultClass.rawValue), .text(one.dose?.rawValue ?? one.symptom?.rawValue),
      ]
    }
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("beliefs", .array(found.map(KnowledgeBase.json))))
    let tested = found.filter { $0.evidence > 0 }.count
    return Answer(
      json: json,
      table: AnswerTable(title: "Beliefs: P(effect degrades | cause degraded)", columns: columns, rows: rows),
      notes: ["\(counted(found.count, "belief")), \(tested) of them with evidence, at \(source.now)."])
  }

  /// The calls that any run or incident bears on.
  package func testedCalls(view: View = View()) throws -> Set<Dependency> { try source(view).book.testedCalls }

  /// Of every call of some callers the belief that tells most: of those with evidence the most probable, and where there is none of all.
  ///
  /// Shape: `{"position", "now", "beliefs": […]}`, each as ``beliefs(_:view:)`` has it. Of a large system much sooner than all of them.
  package func tellingBeliefs(of callers: Set<String>, view: View = View()) throws -> JSON {
    let source = try self.source(view)
    return .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("beliefs", .array(source.tellingBeliefs(of: callers).map(KnowledgeBase.json))))
  }

  private func check(_ filter: BeliefFilter, in source: ProjectionSource) throws {
    let names = Set(source.state.system.components.map(\.name) + source.state.system.journeys.map(\.name))
    if let effect = filter.effect, !names.contains(effect) {
      throw unknown("component or journey", effect, among: names)
    }
    if let cause = filter.cause, !names.contains(cause), FaultKind(named: cause) == nil {
      throw unknown("component", cause, among: names)
    }
  }

  /// One belief in the documented shape.
  static func json(_ belief: BeliefSummary) -> JSON {
    .compact(
      ("id", .string(belief.id)), ("kind", .string(belief.kind.rawValue)), ("cause", .string(belief.cause.name)),
      ("effect", .string(belief.effect.name)), ("effectKind", .string(belief.effect.kind.rawValue)),
      ("faultClass", .string(belief.faultClass.rawValue)),
      ("dose", belief.dose.map { .string($0.rawValue) } ?? .null),
      ("symptom", belief.symptom.map { .string($0.rawValue) }), ("mean", .number(belief.mean)),
      ("sd", .number(belief.standardDeviation)), ("low", .number(belief.low)), ("high", .number(belief.high)),
      ("priorMean", .number(belief.priorMean)), ("evidence", .number(belief.evidence)),
      ("lastEvidence", belief.lastEvidence.map { .string($0.description) } ?? .null))
  }

  /// What a fault is expected to do to every component and journey.
  ///
  /// Shape: `{"position", "predicted": [{"component"|"journey", "probability", "low", "high", "errors", "latency"}]}`.
  /// Throws for an unknown target and for a kind of fault of no class.
  public func predict(target: Target, fault: Fault, view: View = View()) throws -> Answer {
    let source = try self.source(view)
    try check(target, in: source)
    let dose = fault.dose(source.state.policy.doseBands)
    let expected = source.expectations(target, fault.kind, dose)
    let sorted = expected.nodes.sorted { ($1.probability, $0.node) < ($0.probability, $1.node) }
    let columns = [
      AnswerTable.Column("node", "component or journey"), .init("probability"), .init("low", "90 % from"),
      .init("high", "to"), .init("errors"), .init("latency"),
    ]
    let rows: [[AnswerTable.Cell]] = sorted.map { one in
      [
        .text(one.node.description + (one.isTarget ? " (target)" : "")), .number(one.probability), .number(one.low),
        .number(one.high), .number(one.errors), .number(one.latency),
      ]
    }
    let predicted: [JSON] = sorted.map { one in
      .compact(
        (one.node.kind.rawValue, .string(one.node.name)), ("probability", .number(one.probability)),
        ("low", .number(one.low)), ("high", .number(one.high)), ("errors", .number(one.errors)),
        ("latency", .number(one.latency)), ("target", one.isTarget ? true : nil))
    }
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)), ("target", target.json),
      ("fault", fault.json), ("dose", .string(dose.rawValue)), ("seed", .integer(Int64(ForecastEffort().seed))),
      ("expectedComponents", .number(expected.components)), ("predicted", .array(predicted)))
    return Answer(
      json: json,
      table: AnswerTable(
        title: "\(fault.kind) (\(dose.rawValue)) on \(target): P(degrades)", columns: columns, rows: rows),
      notes: [
        "Expected to degrade besides the target: \(rounded(expected.components, 2)) components. Seed \(ForecastEffort().seed)."
      ] + [expected.note].compactMap { $0 })
  }

  /// Throws where a target names what the book does not know.
  func check(_ target: Target, in source: ProjectionSource) throws {
    let names = source.state.system.components.map(\.name)
    switch target {
    case .component(let name):
      guard source.state.system.component(name) != nil else { throw unknown("component", name, among: names) }
    case .dependency(let link):
      for name in [link.caller, link.callee] where source.state.system.component(name) == nil {
        throw unknown("component", name, among: names)
      }
      guard source.state.system.dependency(link) != nil else {
        let known = source.state.system.dependencies.map(\.dependency).filter { $0.caller == link.caller }
        throw unknown("dependency", link.description, among: known.map(\.description))
      }
    }
  }
}

/// The name of a node as it is printed, `journey checkout`, without the word before it.
func plainName(_ printed: String) -> String {
  let prefix = "journey "
  return printed.hasPrefix(prefix) ? String(printed.dropFirst(prefix.count)) : printed
}

/// A number of things, for sentences: `1 call`, `2 calls`.
package func counted(_ count: Int, _ thing: String) -> String { counted(count, thing, thing + "s") }

/// A number of things whose plural is a word of its own.
package func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }

/// A number with so many decimals, for sentences.
func rounded(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let whole = Int64((abs(value) * scale).rounded())
  let digits = String(whole)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let text = decimals == 0 ? padded : "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  return (value < 0 && whole != 0 ? "-" : "") + text
}

extension KnowledgeBase {
  /// The beliefs that trouble travels most surely, among those with evidence.
  public func strongestBeliefs(limit: Int, view: View = View()) throws -> Answer {
    let source = try self.source(view)
    let found = source.summaries.filter {
      ($0.kind == .propagation || $0.kind == .coupling) && $0.evidence > 0 && $0.dose == .high
    }
    .sorted { ($1.mean, $0.id) < ($0.mean, $1.id) }
    return shortList("Strongest beliefs, at high dose", found.prefix(limit), of: found.count, source)
  }

  /// The beliefs below a journey of which least is known: the widest, weighed by the criticality that they can reach.
  public func leastCertainBeliefs(limit: Int, view: View = View()) throws -> Answer {
    let source = try self.source(view)
    let graph = source.graph
    func weight(_ one: BeliefSummary) -> Double {
      one.standardDeviation * (graph.index(one.effect).flatMap { graph.criticalityReach[$0] } ?? 0)
    }
    let found = source.summaries.filter { $0.kind == .propagation && $0.dose == .high }
      .map { ($0, weight($0)) }.sorted { ($1.1, $0.0.id) < ($0.1, $1.0.id) }.map(\.0)
    return shortList("Least certain beliefs, at high dose", found.prefix(limit), of: found.count, source)
  }

  private func shortList(
    _ title: String, _ beliefs: some Collection<BeliefSummary>, of count: Int, _ source: ProjectionSource
  ) -> Answer {
    let columns = [
      AnswerTable.Column("effect"), .init("cause", "when this has trouble"), .init("faultClass", "class"),
      .init("mean"),
      .init("low", "90 % from"), .init("high", "to"), .init("evidence"),
    ]
    let rows: [[AnswerTable.Cell]] = beliefs.map { one in
      [
        .text(one.effect.description), .text(one.cause.name), .text(one.faultClass.rawValue), .number(one.mean),
        .number(one.low), .number(one.high), .number(one.evidence, decimals: 1),
      ]
    }
    return .listing(
      "beliefs", AnswerTable(title: title, columns: columns, rows: rows), position: source.state.position,
      notes: ["\(beliefs.count) of \(count)."])
  }
}

extension KnowledgeBase {
  /// The calls that nobody knows of and that a surprise suggests: a component degraded where no known call explains it.
  func suspectedDependencies(_ view: View) throws -> [Dependency] {
    let source = try self.source(view)
    let surprises = source.history.taught.values.flatMap(\.surprises).filter { $0.effect.kind == .component }
    let links = Set(surprises.map { Dependency(caller: $0.effect.name, callee: $0.target) })
    return links.filter { $0.caller != $0.callee && source.state.system.dependency($0) == nil }.sorted()
  }
}
