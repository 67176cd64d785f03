import Beliefs
import Judgement
import SystemModel
import Vocabulary

/// Through which of a run's observations its beliefs moved: of what was not seen it is what was seen around it that tells.
extension RunAccount {
  /// The observation that moved a belief, as a clause of a sentence: `checkout degraded while payments or cart (not seen) had trouble`.
  func means(of move: BeliefMove) -> String {
    let rows = (evidence?.additions ?? []).map(\.key).filter { $0.subject.family == move.key }
    if move.kind == .symptom {
      return "\(move.key.effect) \(RunAccount.showed(move, rows)), and \(name(move.cause)) alone could have done it"
    }
    let seen = rows.compactMap { row -> (causes: [Cause], isDegraded: Bool)? in
      guard case .family(_, let causes, _) = row.subject else { return nil }
      return (causes, row.isDegraded)
    }
    if isUnseen(move.key.effect) { return words(ofUnseen: move.key.effect) }
    if let own = seen.first(where: { $0.causes.contains(move.cause) }) {
      return words(move.key.effect, own.causes, own.isDegraded)
    }
    if move.cause.kind == .call, isUnseen(.component(move.cause.name)),
      let state = stateOf[move.key.effect], state != .unknown
    {
      let verb = state == .degraded ? "degraded" : "stayed steady"
      return "\(move.key.effect) \(verb) while \(name(move.cause)) may have had trouble"
    }
    if let other = seen.first {
      return "\(words(move.key.effect, other.causes, other.isDegraded)): the blame of earlier runs is shared anew"
    }
    return "how often \(move.key.effect) degrades of itself is thought of otherwise"
  }

  /// How something is learned of an effect that was not seen: by who saw it, where one degraded whom it may have troubled.
  private func words(ofUnseen effect: NodeID) -> String {
    for row in (evidence?.additions ?? []).map(\.key) {
      guard case .family(let family, let causes, _) = row.subject,
        causes.contains(where: { $0.kind == .call && .component($0.name) == effect })
      else { continue }
      return "\(effect) was not seen, but \(words(family.effect, causes, row.isDegraded))"
    }
    return "\(effect) was not seen; what it did follows from what was seen around it"
  }

  private static func showed(_ move: BeliefMove, _ rows: [EvidenceKey]) -> String {
    let name = move.symptom?.rawValue ?? ""
    let isShown = rows.contains { row in
      guard case .symptom(_, let cause, let symptom) = row.subject else { return false }
      return cause == move.cause && symptom == move.symptom && row.isDegraded
    }
    return "degraded \(isShown ? "with" : "without") \(name)"
  }

  private func words(_ effect: NodeID, _ causes: [Cause], _ isDegraded: Bool) -> String {
    let names = causes.map(name)
    if causes.allSatisfy({ $0.kind == .fault }) {
      return "\(effect) \(isDegraded ? "degraded" : "stayed steady") under \(names.joined(separator: ", "))"
    }
    return isDegraded
      ? "\(effect) degraded while \(names.joined(separator: " or ")) had trouble"
      : "\(effect) stayed steady while \(names.joined(separator: " and ")) had trouble"
  }

  private func name(_ cause: Cause) -> String {
    switch cause.kind {
    case .fault: return cause.name
    case .coupling: return "\(cause.name) (no known call)"
    case .call: return isUnseen(.component(cause.name)) ? "\(cause.name) (not seen)" : cause.name
    }
  }

  /// Whether nothing is known of what a node did in the run. Of the target the injection tells that it had trouble.
  private func isUnseen(_ node: NodeID) -> Bool {
    switch start.target {
    case .component(let name) where node == .component(name): return false
    case .dependency(let link) where node == .component(link.callee): return false
    default: return stateOf[node].map { $0 == .unknown } ?? true
    }
  }

  /// The components in beliefs that moved of which nothing was seen, by name.
  var unseen: [String] {
    let nodes = moves.map(\.move).flatMap { move in
      (move.cause.kind == .call ? [.component(move.cause.name)] : []) + [move.key.effect]
    }
    return Set(nodes.filter { $0.kind == .component && isUnseen($0) }.map(\.name)).sorted()
  }
}
