import Beliefs
import SystemModel
import Vocabulary

/// Which belief is meant by an id: a cause of a family, at a dose or by a symptom.
struct BeliefPlace {
  let cause: Cause
  let key: FamilyKey
  let dose: Dose?
  let symptom: Symptom?
}

extension KnowledgeBase {
  /// The belief of an id as `beliefs` prints it, tested or not, of any class; throws an error that says what of the id the book
  /// does not know, and what was probably meant.
  func beliefPlace(_ id: String, _ source: ProjectionSource) throws -> BeliefPlace {
    if let known = source.belief(id) {
      return BeliefPlace(
        cause: known.cause, key: FamilyKey(effect: known.effect, faultClass: known.faultClass), dose: known.dose,
        symptom: known.symptom)
    }
    let readings = BeliefID.readings(of: id)
    let ids = source.summaries.map(\.id)
    guard let first = readings.first else {
      let meant = nearNames(to: id, among: ids, limit: 1).first ?? ids.first { $0.contains(id) }
      throw FaultbookError(
        .usage,
        "\"\(id)\" is no belief's id; "
          + (meant.map { "did you mean \($0)? `faultbook beliefs` lists them" }
            ?? "ids are written as propagation:payments>checkout@latency/high; `faultbook beliefs` lists them"))
    }
    let graph = source.graph
    guard let reading = readings.first(where: { graph.index($0.effect) != nil }) else {
      throw unknown("component or journey", first.effect.name, among: graph.nodes.map(\.description))
    }
    if let place = try place(of: reading, source) { return place }
    let meant = nearNames(to: id, among: ids)
    throw FaultbookError(
      .usage,
      "there is no belief \"\(id)\" in this book; "
        + (meant.isEmpty
          ? "`faultbook beliefs --effect \(reading.effect.name)` lists those about \(reading.effect)"
          : "did you mean \(meant.joined(separator: " or "))?"))
  }

  /// The place of an id whose effect is known; nil where nothing is believed of its cause.
  private func place(of id: BeliefID, _ source: ProjectionSource) throws -> BeliefPlace? {
    let key = FamilyKey(effect: id.effect, faultClass: id.faultClass)
    let components = source.state.system.components.map(\.name)
    func found(_ cause: Cause) -> BeliefPlace {
      BeliefPlace(cause: cause, key: key, dose: id.dose, symptom: id.symptom)
    }
    if id.kind == .susceptibility {
      guard let fault = FaultKind(named: id.cause) else {
        throw unknown("kind of fault", id.cause, among: FaultKind.all.map(\.name))
      }
      guard fault.faultClass == id.faultClass else {
        throw FaultbookError(
          .usage,
          "\(fault.name) is of class \(fault.faultClass?.rawValue ?? "none"), not \(id.faultClass.rawValue); correct the id"
        )
      }
      return id.effect.kind == .component ? found(.fault(fault)) : nil
    }
    guard source.state.system.component(id.cause) != nil || FaultKind(named: id.cause) != nil && id.symptom != nil
    else {
      throw unknown("component", id.cause, among: components)
    }
    let isCalled = source.book.family(key).causes.contains(.call(id.cause))
    switch id.kind {
    case .propagation:
      if isCalled { return found(.call(id.cause)) }
      throw uncalled(id, source)
    case .coupling:
      guard id.effect != .component(id.cause) else { return nil }
      if isCalled {
        throw FaultbookError(
          .usage,
          "\(id.effect) is known to call \(id.cause) by now: the belief is propagation:\(id.description.split(separator: ":", maxSplits: 1).last ?? "")"
        )
      }
      return found(.coupling(id.cause))
    case .symptom:
      throw FaultbookError(
        .usage,
        "nothing was seen yet of how \(id.effect) shows trouble of \(id.cause) under class \(id.faultClass.rawValue); "
          + "`faultbook beliefs --kind symptom` lists what was")
    case .susceptibility: return nil
    }
  }

  /// The error for a propagation belief about a call that nobody knows of.
  private func uncalled(_ id: BeliefID, _ source: ProjectionSource) -> FaultbookError {
    let graph = source.graph
    let callees = graph.index(id.effect).map { graph.callees(of: $0).map { graph.nodes[$0].name } } ?? []
    let rest = "@\(id.faultClass.rawValue)/\(id.dose?.rawValue ?? "high")"
    var text = "\(id.effect) is not known to call \(id.cause)"
    if !callees.isEmpty { text += "; it calls \(callees.joined(separator: ", "))" }
    let callers = graph.index(.component(id.cause)).map { graph.callees(of: $0).map { graph.nodes[$0] } } ?? []
    if callers.contains(id.effect) {
      text += "; trouble travels from the callee to the caller: did you mean "
      text += "propagation:\(id.effect.name)>\(id.cause)\(rest)?"
    } else {
      text += "; what a fault on \(id.cause) does to it all the same is coupling:\(id.cause)>\(id.effect)\(rest)"
    }
    return FaultbookError(.usage, text)
  }
}
