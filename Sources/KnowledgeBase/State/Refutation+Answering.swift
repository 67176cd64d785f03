import Judgement
import Vocabulary

/// A later run of a refuted intent that supports it and does not answer what was refuted, for it did not ask the same again.
struct Shortfall: Sendable, Equatable {
  let run: String
  /// Why it does not, in words.
  let why: String

  /// `{"run", "why"}`.
  var json: JSON { .compact(("run", .string(run)), ("why", .string(why))) }

  /// Some of them in words: `run r2 supports it and does not answer it: it is a placebo`.
  static func words(_ all: [Shortfall]) -> String? {
    guard let last = all.last else { return nil }
    let more = all.count > 1 ? " (\(all.count - 1) more likewise)" : ""
    return "run \(last.run) supports it since and does not answer it, for \(last.why)\(more)"
  }
}

extension BookState {
  /// Why a run that supports a criterion does not answer the run that refuted it; nil where it does. Only a run answers that asked
  /// the same again: on the same target, with a fault of the same class of at least that dose, in the same environment or in
  /// production, by criteria that were not loosened in between.
  func shortfall(of later: RunState, after refuting: RunState, _ clause: String?) -> String? {
    guard let now = later.started, let then = refuting.started else { return "its start is not known" }
    if then.fault.kind != .none {
      if now.fault.kind == .none { return "it is a placebo" }
      guard let target = then.target else { return "nobody says whom run \(refuting.id) disturbed" }
      guard let disturbed = now.target else { return "nobody says whom it disturbed" }
      if disturbed != target { return "it disturbed \(disturbed), not \(target)" }
      let isAlike = now.fault.kind.faultClass == then.fault.kind.faultClass
      if now.fault.kind != then.fault.kind, !isAlike || now.fault.kind.faultClass == nil {
        return "its fault was \(now.fault.kind), not \(then.fault.kind)"
      }
      let bands = policy.doseBands
      let (dose, asked) = (now.fault.dose(bands), then.fault.dose(bands))
      if dose < asked { return "its dose was \(dose.rawValue), not \(asked.rawValue)" }
    }
    if now.environment != then.environment,
      !policy.isProduction(now.environment) || policy.isProduction(then.environment)
    {
      return "it ran in \(now.environment), not in \(then.environment)"
    }
    return isLoosened(later, after: refuting, clause) ? "its criteria were loosened in between" : nil
  }

  private func isLoosened(_ later: RunState, after refuting: RunState, _ clause: String?) -> Bool {
    guard let first = judgedText(of: refuting), let second = judgedText(of: later) else { return false }
    let isKnown = first.clauses.contains { $0.id == clause }
    let asked = first.clauses.filter { !isKnown || $0.id == clause }
    return asked.contains { was in
      guard let now = second.clauses.first(where: { $0.id == was.id }) else { return true }
      return now != was && !Leniency.isStricter(now.json, than: was.json)
    }
  }

  /// What a run was judged by; whatever its intent was declared as first, where the run was before it.
  private func judgedText(of run: RunState) -> IntentDeclared? {
    frozenIntent(of: run)?.text ?? run.started?.intent.flatMap { intents[$0]?.texts.first?.intent }
  }
}
